"""`culling journal` lists what was done for a folder, `culling undo` takes any of it back."""

from collections.abc import Callable
from pathlib import Path

import pytest

from culling.export.transaction import run_changes
from tests.export.files_to_write import BEFORE, everything, filled, plan_to
from tests.export.photos_to_sort import sorted_once
from tests.typed import Said, run_culling

Typed = Callable[..., Said]


@pytest.fixture
def culling(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Typed:
    """`culling …` through the program's own `main`."""
    return lambda *words: run_culling(monkeypatch, capfd, *words)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / ("photos with a long name " * 6)
    place.mkdir()
    return place


def test_the_history_is_a_table_with_whole_paths(culling: Typed, folder: Path, tmp_path: Path) -> None:
    moved = sorted_once(folder, tmp_path / "[red]to", "move")
    lists = run_changes(plan_to(tmp_path / "out", {"keep.txt": b"x"}, "lists", folder)).journal
    told = culling("journal", folder)
    assert told.code == 0
    head, first, second = told.out.splitlines()
    assert head.split() == ["when", "what", "files", "state", "where", "to", "journal"]
    assert first.rstrip().endswith(str(lists))
    assert second.rstrip().endswith(str(moved))
    assert "sort: moved" in second
    assert " done " in second
    assert str(tmp_path / "[red]to") in second


def test_a_folder_without_any_says_so(culling: Typed, folder: Path) -> None:
    told = culling("journal", folder)
    assert (told.code, told.out) == (0, "")
    assert "nothing was sorted or exported" in told.err
    none = culling("undo", "--last", folder)
    assert none.code == 1
    assert "there is nothing to take back" in none.err


def test_the_latest_goes_first_then_the_one_before(culling: Typed, folder: Path, tmp_path: Path) -> None:
    before = everything(filled(folder, BEFORE))
    run_changes(plan_to(folder, {"a.xmp": b"first"}))
    journal = run_changes(plan_to(folder, {"a.xmp": b"second"})).journal
    assert "1 taken back, 0 left as they are" in culling("undo", "--last", folder).err
    assert (folder / "a.xmp").read_bytes() == b"first"
    assert "nothing is left to do" in culling("undo", journal).err
    assert culling("undo", "--last", folder).code == 0
    assert everything(folder) == before


def test_what_is_left_is_named_and_the_exit_code_tells(culling: Typed, folder: Path, tmp_path: Path) -> None:
    journal = run_changes(plan_to(tmp_path / "out", {"keep.txt": b"x"}, "lists", folder)).journal
    filled(tmp_path / "out", {"keep.txt": b"edited"})
    told = culling("undo", journal, "--quiet")
    assert told.code == 1
    assert told.err.strip().endswith("keep.txt: changed since it was written")


@pytest.mark.parametrize("words", [[], ["x.jsonl", "--last", "y"]])
def test_it_wants_a_journal_or_a_folder(culling: Typed, words: list[str]) -> None:
    told = culling("undo", *words)
    assert told.code == 2
    assert "give either the JOURNAL or --last FOLDER" in told.err
