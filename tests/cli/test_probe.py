"""`culling probe` as a person types it: curves of a photo, damage together, a folder's robustness, what is refused."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from culling.cli import probe as command
from culling.photos import read_photo
from culling.probe import tables
from culling.probe.curve import curve
from culling.probe.dials import get_dial
from culling.probe.probed import Probed
from culling.probe.robust import robustness
from tests.probe.photos import FOCUS
from tests.typed import Said, run_culling
from tests.ui.photos import write_photos

Probe = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three photos, sharp to blurred, a file that is none, and a policy beside them."""
    write_photos(tmp_path / "photos", ["a.jpg", "b.jpg", "[red]c.jpg"])
    (tmp_path / "photos" / "bad.jpg").write_bytes(b"nothing")
    FOCUS.save(tmp_path / "p.toml")
    return tmp_path


@pytest.fixture
def probe(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Probe:
    """`culling probe … --policy p.toml` in the folder above the photos."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: object) -> Said:
        return run_culling(monkeypatch, capfd, "probe", *words, "--policy", "p.toml")

    return run


def test_a_photo_is_followed_and_its_flips_are_told(probe: Probe, folder: Path) -> None:
    said = probe("photos/a.jpg", "--damage", "gaussian_blur", "--csv", "c.csv", "--json", "c.json", "--seed", "3")
    assert said.code == 0
    found = curve(Probed(read_photo(folder / "photos" / "a.jpg"), 3), get_dial("gaussian_blur"), FOCUS)
    assert f"rejected from {found.flips[-1].amount:g} px on, by laplacian_variance" in said.out
    assert FOCUS.policy_id in said.out
    assert "Marks of people are left out" in said.err
    assert (folder / "c.csv").read_bytes() == tables.curves_csv([found])
    assert (folder / "c.json").read_bytes() == tables.curves_json([found])


def test_several_damages_are_told_a_line_each(probe: Probe) -> None:
    said = probe("photos/b.jpg", "--damage", "jpeg", "--damage", "exposure", "--measure", "luminance")
    lines = said.out.splitlines()
    assert [line.split(":")[0] for line in lines[1:]] == ["JPEG", "Exposure", "Exposure"]


def test_damages_with_amounts_are_measured_together(probe: Probe, folder: Path) -> None:
    said = probe("photos/a.jpg", "--damage", "noise=4", "--damage", "gaussian_blur=5", "--measure", "luminance")
    assert said.code == 0
    assert "Gaussian blur 5 px, Noise 4 levels" in said.out
    assert "before: keep" in said.out
    assert "after: reject, laplacian_variance" in said.out


def test_a_folder_tells_flips_with_intervals_and_writes_all_of_it(probe: Probe, folder: Path) -> None:
    asked = ("--damage", "gaussian_blur=4", "--damage", "jpeg=50")
    said = probe("photos", *asked, "--csv", "r.csv", "--flips", "f.csv", "--json", "r.json", "--workers", "1")
    assert said.code == 0
    found = robustness(folder / "photos", FOCUS, trials=[("gaussian_blur", 4.0), ("jpeg", 50.0)])
    assert "4 photos, 3 probed" in said.out
    assert f"Gaussian blur 4 px  {len(found.turns(0))}" in " ".join(said.out.split()).replace(" px ", " px  ")
    assert found.share(0).text in said.out
    assert "bad.jpg: " in said.err
    for name, content in (
        ("r.csv", tables.robustness_csv),
        ("f.csv", tables.turns_csv),
        ("r.json", tables.robustness_json),
    ):
        assert (folder / name).read_bytes() == content(found)
    with (folder / "f.csv").open(newline="") as file:
        assert {row["path"] for row in csv.DictReader(file) if row["error"]} == {"bad.jpg"}


def test_a_sample_is_drawn_by_seed_and_said(probe: Probe, folder: Path) -> None:
    said = probe("photos", "--damage", "jpeg=50", "--sample", "2", "--seed", "1", "--json", "r.json")
    assert "4 photos, 2 drawn at random (seed 1)" in said.out
    content = json.loads((folder / "r.json").read_text())
    assert (content["drawn"], content["population"], content["provenance"]["seed"]) == (2, 4, 1)


def test_a_folder_of_which_nothing_could_be_read_fails(probe: Probe, folder: Path) -> None:
    for photo in (folder / "photos").rglob("*.jpg"):
        photo.write_bytes(b"torn")
    said = probe("photos", "--damage", "jpeg=50", "--csv", "r.csv")
    assert said.code == 1
    assert "photos could be read; nothing was written. The first, [red]c.jpg: " in said.err
    assert not (folder / "r.csv").exists()


def test_a_run_that_is_stopped_tells_of_what_was_probed_and_fails(
    probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*given: object, **named: object) -> object:
        def tell(done: int, of: int) -> None:
            if done == 1:
                named["cancel"].set()  # type: ignore[attr-defined]

        return robustness(*given, **(named | {"progress": tell, "workers": 1}))  # type: ignore[arg-type]

    monkeypatch.setattr(command, "robustness", stopped)
    said = probe("photos", "--damage", "jpeg=50")
    assert said.code == 1
    assert "stopped after" in said.err
    assert "JPEG quality 50" in said.out


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("nowhere",), 1, "There is no folder"),
        (("photos/bad.jpg",), 1, "bad.jpg"),
        (("photos/a.jpg", "--damage", "fog"), 2, "choose from defocus"),
        (("photos/a.jpg", "--sample", "3"), 2, "are for a folder"),
        (("photos/a.jpg", "--measure", "beauty"), 2, "there is no measure 'beauty'"),
        (("photos/a.jpg", "--damage", "noise=3", "--damage", "jpeg"), 2, "give every --damage an amount"),
        (("photos/a.jpg", "--damage", "noise=3", "--csv", "x.csv"), 2, "leave out either"),
        (("photos", "--damage", "noise=100"), 2, "noise goes from 0 to 45"),
        (("photos", "--measure", "luminance"), 2, "--measure is for one photo"),
    ],
)
def test_what_cannot_be_done_is_one_line(probe: Probe, words: tuple[str, ...], code: int, told: str) -> None:
    said = probe(*words)
    assert said.code == code
    assert told in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
