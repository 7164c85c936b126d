"""`culling export` as a person types it: only what is asked for, tried dry, written, taken back; exit codes."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from culling.export.xmp import XmpMapping
from culling.policy import Policy, Rule
from culling.scan import scan
from tests.typed import Said, run_culling
from tests.ui.photos import write_photos

Export = Callable[..., Said]


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three photos, sharp to blurred, and a catalog that knows them; sidecars and lists go elsewhere."""
    base = tmp_path_factory.mktemp("export")
    write_photos(base / "photos", ["a.jpg", "day 1/b.jpg", "c.jpg"])
    table = scan(base / "photos", catalog=base / "known.sqlite")
    values = table["laplacian_variance"]
    Policy("p", (Rule("laplacian_variance", "below", (values["c.jpg"] + values["day 1/b.jpg"]) / 2),)).save(
        base / "p.toml"
    )
    return base


@pytest.fixture
def export(scanned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Export:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def run(*words: object) -> Said:
        given = ("--policy", scanned / "p.toml", "--catalog", scanned / "known.sqlite", "--out", tmp_path / "out")
        return run_culling(monkeypatch, capfd, "export", scanned / "photos", *given, *words)

    return run


def _there(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_only_what_is_asked_for_is_written(export: Export, tmp_path: Path) -> None:
    assert export("--xmp", "both").code == 0
    assert _there(tmp_path / "out") == {
        *("a.xmp", "a.jpg.xmp", "c.xmp", "c.jpg.xmp", "day 1/b.xmp", "day 1/b.jpg.xmp"),
    }
    assert export("--names").code == 0
    names = {"keep-names.txt", "maybe-names.txt", "reject-names.txt"}
    assert {name for name in _there(tmp_path / "out") if "xmp" not in name} == {*names, ".culling-export.json"}
    assert (tmp_path / "out" / "keep-names.txt").read_text() == "a.jpg,b.jpg"
    assert (tmp_path / "out" / "reject-names.txt").read_text() == "c.jpg"


def test_a_dry_run_says_each_file_and_writes_nothing(export: Export, tmp_path: Path) -> None:
    said = export("--xmp", "lightroom", "--lists", "--exiftool", "--sheet", "--dry-run")
    assert said.code == 0
    assert f"new: {tmp_path}/out/day 1/b.xmp" in said.out
    assert f"new: {tmp_path}/out/contact-sheet.html" in said.out
    assert "XMP: 3 would be new, 0 would be changed, 0 unchanged" in said.err
    assert "lists: 15 would be new" in said.err
    assert not (tmp_path / "out").exists()


def test_what_was_written_is_unchanged_the_next_time_and_taken_back_on_request(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    said = export("--lists")
    assert (said.code, "lists: 11 new, 0 changed, 0 unchanged" in said.err) == (0, True)
    assert f"in {tmp_path / 'out'}" in said.err.splitlines()
    undo = next(line for line in said.err.splitlines() if line.startswith("to take it back: culling "))
    again = export("--lists")
    assert (again.code, "lists: 0 new, 0 changed, 11 unchanged" in again.err) == (0, True)
    assert "to take it back" not in again.err
    words = shlex.split(undo.partition("culling ")[2])
    assert run_culling(monkeypatch, capfd, *words).code == 0
    assert _there(tmp_path / "out") == set()


def test_a_file_that_is_not_ours_stays_and_the_exit_code_says_so(export: Export, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "keep.txt").write_text("mine")
    said = export("--lists")
    assert said.code == 1
    assert "out/keep.txt: not written by an export, or changed since" in said.err
    assert (tmp_path / "out" / "keep.txt").read_text() == "mine"
    assert (tmp_path / "out" / "keep.nul").exists()
    assert export("--lists", "--overwrite").code == 0
    assert (tmp_path / "out" / "keep.txt").read_text() != "mine"


def test_the_mapping_is_saved_edited_and_used(export: Export, tmp_path: Path) -> None:
    file = tmp_path / "m.toml"
    assert export("--save-mapping", file).code == 0
    assert XmpMapping.load(file) == XmpMapping()
    assert not (tmp_path / "out").exists()
    file.write_text(file.read_text().replace('"Green"', '"Grün"'))
    assert export("--xmp", "lightroom", "--mapping", file).code == 0
    assert "Grün" in (tmp_path / "out" / "a.xmp").read_text("utf-8")
    file.write_text("[keep]\nrating = 9\n")
    said = export("--xmp", "lightroom", "--mapping", file)
    assert (said.code, "m.toml: keep.rating must be one of" in said.err) == (1, True)


def test_a_contact_sheet_holds_the_verdicts_that_are_named(export: Export, tmp_path: Path) -> None:
    assert export("--sheet", "--verdict", "reject").code == 0
    page = (tmp_path / "out" / "contact-sheet.html").read_text("utf-8")
    assert "<b>c.jpg</b>" in page
    assert "<b>a.jpg</b>" not in page
    assert page.count("data:image/jpeg") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "say what to write: --xmp"),
        (("--xmp", "darktable"), "--xmp must be one of lightroom, full, both, got 'darktable'"),
        (("--sheet", "--verdict", "kept"), "got 'kept'"),
    ],
)
def test_wrong_calls_are_refused_in_words(export: Export, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    said = export(*words)
    assert (said.code, told in said.err) == (2, True)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", [("--lists",), ("--xmp", "full"), ("--exiftool", "--out", "here")])
def test_photos_in_a_cloud_are_not_measured_for_an_export_that_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("culling.cli.export.check_folder", lambda folder: None)
    monkeypatch.setattr("culling.cli.export.scanned", lambda *given: pytest.fail("scanned"))
    done = run_culling(monkeypatch, capfd, "export", "s3://bucket/shoot", *words)
    assert done.code == 1
    assert "is only read" in done.err
