"""The benchmark's pieces on tiny input: what is counted is counted right. No time is asserted."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks import audit, peers
from benchmarks.child import measure
from benchmarks.choosing import choices
from benchmarks.photos import camera_photo, copies, with_comment
from benchmarks.report import Row, machine, markdown
from benchmarks.speed import deciding, interleaved, per_photo_ms, ratio
from culling import read_photo
from culling.audit.choose.refusal import Refused

SMALL = (400, 300)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "photo.jpg"
    path.write_bytes(camera_photo(0, SMALL))
    return path


def test_a_made_photo_is_one_and_always_the_same(photo: Path) -> None:
    assert read_photo(photo).full_size == SMALL
    assert read_photo(photo).exif["camera"] == "Bench One"
    assert camera_photo(0, SMALL) == photo.read_bytes()
    assert camera_photo(1, SMALL) != photo.read_bytes()


def test_copies_look_alike_and_differ_in_their_bytes(photo: Path, tmp_path: Path) -> None:
    first, second = (read_photo(path) for path in copies([photo], 2, tmp_path))
    assert (first.pixels == second.pixels).all()
    assert first.content_hash != second.content_hash


def test_a_comment_is_no_part_of_the_picture(photo: Path) -> None:
    assert len(with_comment(photo.read_bytes(), "12345")) == photo.stat().st_size + 4 + 5


@pytest.mark.parametrize("what", ["scan_all", "scan_classical", "decode_only"])
def test_a_measurement_in_a_fresh_process_counts_photos(photo: Path, what: str) -> None:
    result = measure(what, photo.parent)
    assert result["photos"] == 1
    assert result["cpu_s"] > 0
    assert 30 < result["peak_mib"] < 2000


def test_peak_memory_is_the_measured_process_s_own(photo: Path) -> None:
    alone = measure("decode_only", photo.parent)["peak_mib"]
    hog = bytearray(b"x") * (600 << 20)
    beside = measure("decode_only", photo.parent)["peak_mib"]
    assert len(hog) >> 20 == 600
    assert beside == pytest.approx(alone, abs=100)


def test_an_environment_is_made_anew_only_when_what_it_holds_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(peers, "cache_folder", lambda *parts: tmp_path)
    monkeypatch.setattr(peers.venv, "create", lambda folder, **options: folder.mkdir(exist_ok=True))
    monkeypatch.setattr(peers, "_quietly", lambda command: commands.append(command[3:]))
    for version in ("1", "1", "2"):
        peers._environment("tool", [[f"tool=={version}"]])
    assert commands == [["install", "--quiet", "tool==1"], ["install", "--quiet", "tool==2"]]


def test_a_program_that_cannot_be_installed_says_why(monkeypatch: pytest.MonkeyPatch, photo: Path) -> None:
    def offline(name: str, installs: list[list[str]]) -> Path:
        raise subprocess.CalledProcessError(1, "pip", stderr="WARNING: x\nERROR: no route\n")

    monkeypatch.setattr(peers, "_environment", offline)
    monkeypatch.setattr(peers, "camera_photos", lambda count: [photo])
    rows = peers.against_peers(1, 1)
    assert rows == [Row(name, "not compared: ERROR: no route") for name in peers.PEERS]


def test_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    slow = [{"cpu_s": seconds, "photos": 10} for seconds in (4.0, 9.0, 200.0)]
    fast = [{"cpu_s": seconds, "photos": 10} for seconds in (2.0, 3.0, 50.0)]
    assert ratio(slow, fast) == 3
    assert per_photo_ms(fast) == 300


def test_runs_take_turns() -> None:
    order: list[str] = []

    def run(name: str) -> dict[str, float]:
        order.append(name)
        return {}

    interleaved({"a": lambda: run("a"), "b": lambda: run("b")}, 2)
    assert order == ["a", "b", "a", "b"]


def test_deciding_reports_its_size() -> None:
    (row,) = deciding(1000, rounds=1)
    assert row.what == "decide, 8 rules × 1000 rows"
    assert float(row.result.removesuffix(" ms")) >= 0


def test_the_audit_is_measured_on_labels_that_tell_something() -> None:
    table = audit.folder(400)
    for weighted in (False, True):
        truth = audit.labels(table, weighted=weighted)
        assert (len(truth), truth.weighted) == (400, weighted)
        assert 0.1 < truth.keep.mean() < 0.9
    rows = audit._at_the_cutoffs(table, truth, "400 labels")
    assert rows[0].goal
    assert all(float(row.result.removesuffix(" ms CPU")) >= 0 for row in rows)


def test_choosing_is_measured_on_labels_that_allow_a_choice() -> None:
    table = audit.folder(600)
    asked: list[object] = []
    rows = choices(table, audit.labels(table), "600 labels", 3, lambda run: asked.append(run()) or 1.0)
    assert len(rows) == len(asked) == 7
    assert not any(isinstance(answer, Refused) for answer in asked)


def test_the_report_names_the_machine_but_not_its_name() -> None:
    text = markdown([Row("x", "1 ms", "≤ 2")])
    assert "| x | 1 ms | ≤ 2 |" in text
    assert machine() in text
    assert "cores" in machine()
