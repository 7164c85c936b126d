"""`culling marks` as a person types it: marks out, marks in, nothing on a dry run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from culling.catalog import Catalog
from tests.typed import Said, run_culling

Marks = Callable[..., Said]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that was scanned, three photos, one of them marked."""
    with Catalog(tmp_path / "photos", tmp_path / "known.sqlite") as catalog:
        rows = [{"path": path, "file_bytes": 1, "mtime_ns": 1} for path in ("=a.jpg", "b.jpg", "[red]c.jpg")]
        catalog.save(rows, "r", {})
        catalog.set_mark("b.jpg", "keep", by="dashboard", how="review")
    return tmp_path / "photos"


@pytest.fixture
def marks(folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Marks:
    """`culling marks FOLDER …` through the program's own `main`."""

    def run(*words: object) -> Said:
        return run_culling(monkeypatch, capfd, "marks", folder, "--catalog", folder.parent / "known.sqlite", *words)

    return run


def _marked(folder: Path) -> dict[str, str]:
    with Catalog(folder, folder.parent / "known.sqlite") as catalog:
        return {str(path): str(mark) for path, mark in catalog.marks().items()}


def test_what_is_exported_imports_into_another_catalog(marks: Marks, folder: Path, tmp_path: Path) -> None:
    assert marks("--export", tmp_path / "m.csv").code == 0
    lines = (tmp_path / "m.csv").read_text().splitlines()
    assert lines[0] == "path,mark,by,how,at"
    assert lines[1].startswith("b.jpg,keep,dashboard,review,")
    with Catalog(folder, folder.parent / "known.sqlite") as catalog:
        catalog.set_mark("b.jpg", None)
    assert _marked(folder) == {}
    said = marks("--import", tmp_path / "m.csv")
    assert (said.code, _marked(folder)) == (0, {"b.jpg": "keep"})
    assert "1 changed, 0 were so already, 0 problems" in said.err


def test_a_dry_run_says_what_would_change_and_changes_nothing(marks: Marks, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("path,mark\n'=a.jpg,must-have\nb.jpg,clear\n[red]c.jpg,maybe\n")
    said = marks("--import", tmp_path / "m.csv", "--dry-run")
    assert said.code == 0
    assert set(said.out.splitlines()) == {
        "=a.jpg: no mark -> must-have",
        "b.jpg: keep -> no mark",
        "[red]c.jpg: no mark -> maybe",
    }
    assert "3 would change" in said.err
    assert _marked(folder) == {"b.jpg": "keep"}


def test_lines_that_cannot_be_used_are_told_and_the_others_are_taken(
    marks: Marks, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "m.csv").write_text("path,mark\nnobody.jpg,keep\n=a.jpg,reject\n")
    said = marks("--import", tmp_path / "m.csv")
    assert said.code == 1
    assert "line 2: no photo 'nobody.jpg'" in said.err
    assert _marked(folder) == {"=a.jpg": "reject", "b.jpg": "keep"}
    with Catalog(folder, folder.parent / "known.sqlite") as catalog:
        last = catalog.mark_history().iloc[-1]
    assert (last["by"], last["how"]) == ("shell", "csv")


@pytest.mark.parametrize("words", [(), ("--export", "a.csv", "--import", "b.csv")])
def test_one_direction_is_needed(marks: Marks, words: tuple[str, ...]) -> None:
    said = marks(*words)
    assert said.code == 2
    assert "choose one of --export FILE and --import FILE" in said.err


def test_a_folder_that_was_never_scanned_gets_no_catalog(marks: Marks, tmp_path: Path) -> None:
    said = marks("--export", tmp_path / "m.csv", "--catalog", tmp_path / "other.sqlite")
    assert said.code == 1
    assert "scan it first" in said.err
    assert not (tmp_path / "other.sqlite").exists()
    assert not (tmp_path / "m.csv").exists()
