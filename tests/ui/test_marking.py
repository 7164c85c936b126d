"""Marks and their undo without a page: what is written, what is taken back, what a hostile browser cannot do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from culling.catalog import Catalog
from culling.errors import CullingError
from culling.ui.jobs import OpenFolder
from culling.ui.marking import Change, Marking, mark_codes
from culling.users import User

NAMES = [f"photo_{number:02}.jpg" for number in range(6)]


def _rows(*names: str) -> list[dict[str, Any]]:
    return [
        {"path": name, "content_hash": name, "file_bytes": 1, "mtime_ns": 1, "width": 6.0, "height": 4.0}
        for name in names
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[OpenFolder]:
    """Six rows without files; nothing is scanned."""
    with Catalog(tmp_path, tmp_path / "catalog.sqlite") as catalog:
        catalog.save(_rows(*NAMES), "test", {})
    opened = OpenFolder(tmp_path, tmp_path / "catalog.sqlite")
    yield opened
    opened.catalog.close()


@pytest.fixture
def marking() -> Marking:
    return Marking()


def _marks(folder: OpenFolder) -> dict[str, str]:
    return {str(path): str(mark) for path, mark in folder.catalog.marks().items()}


def _press(folder: OpenFolder, number: int, rows: Any, mark: Any) -> list[Any]:
    return [number, folder.sheet.key, "mark", rows, mark]


def _undo(folder: OpenFolder, number: int) -> list[Any]:
    return [number, folder.sheet.key, "undo"]


def test_a_step_marks_many_photos_and_one_undo_takes_them_back(folder: OpenFolder, marking: Marking) -> None:
    marking.mark(folder, [(NAMES[0], "keep")], "detail")
    marking.mark(folder, [(NAMES[0], "reject"), (NAMES[1], "must-have")], "table")
    assert _marks(folder) == {NAMES[0]: "reject", NAMES[1]: "must-have"}
    assert marking.steps[-1] == (Change(NAMES[0], "keep", "reject"), Change(NAMES[1], None, "must-have"))
    marking.undo(folder)
    assert _marks(folder) == {NAMES[0]: "keep"}
    assert folder.table["mark"].dropna().to_dict() == {NAMES[0]: "keep"}
    marking.undo(folder)
    assert _marks(folder) == {}
    assert not marking.can_undo
    marking.undo(folder)
    assert list(folder.catalog.mark_history()["how"]) == ["detail", "table", "table", "undo", "undo", "undo"]


def test_what_is_marked_so_already_is_no_step(folder: OpenFolder, marking: Marking) -> None:
    marking.mark(folder, [(NAMES[0], "keep")], "review")
    marking.mark(folder, [(NAMES[0], "keep")], "review")
    marking.mark(folder, [(NAMES[1], None)], "review")
    assert len(marking.steps) == 1
    assert len(folder.catalog.mark_history()) == 1


def test_undo_leaves_alone_what_another_hand_marked_since(folder: OpenFolder, marking: Marking) -> None:
    other = Marking()
    marking.mark(folder, [(NAMES[0], "keep"), (NAMES[1], "keep")], "review")
    other.mark(folder, [(NAMES[1], "reject")], "review")
    marking.undo(folder)
    assert _marks(folder) == {NAMES[1]: "reject"}


def test_an_unknown_photo_or_mark_is_refused_and_nothing_written(folder: OpenFolder, marking: Marking) -> None:
    with pytest.raises(ValueError, match=r"gone\.jpg"):
        marking.mark(folder, [(NAMES[0], "keep"), ("gone.jpg", "keep")], "review")
    with pytest.raises(ValueError, match="must-have, keep, maybe, reject"):
        marking.mark(folder, [(NAMES[0], "perhaps")], "review")
    assert _marks(folder) == {}
    assert not marking.can_undo


def test_presses_are_done_once_each_and_in_order(folder: OpenFolder, marking: Marking) -> None:
    presses = [_press(folder, 10, [0], "keep"), _press(folder, 12, [0], "reject"), _press(folder, 13, [2], "maybe")]
    assert marking.take_up(folder, presses[:2]) == []
    assert marking.heard == 12
    assert marking.take_up(folder, presses) == []  # sent again, as its answer had not arrived
    assert _marks(folder) == {NAMES[0]: "reject", NAMES[2]: "maybe"}
    assert list(folder.catalog.mark_history()["mark"]) == ["keep", "reject", "maybe"]
    assert len(marking.steps) == 3
    marking.take_up(folder, [*presses, _undo(folder, 14), _undo(folder, 15)])
    assert _marks(folder) == {NAMES[0]: "keep"}


def test_an_undo_between_marks_takes_back_the_one_before_it(folder: OpenFolder, marking: Marking) -> None:
    presses = [
        _press(folder, 1, [0, 1], "keep"),
        _press(folder, 2, [1], "reject"),
        _undo(folder, 3),
        _press(folder, 4, [2], "must-have"),
    ]
    marking.take_up(folder, presses)
    assert _marks(folder) == {NAMES[0]: "keep", NAMES[1]: "keep", NAMES[2]: "must-have"}
    assert [len(step) for step in marking.steps] == [2, 1]


def test_a_press_with_several_marks_is_one_step(folder: OpenFolder, marking: Marking) -> None:
    marking.mark(folder, [(NAMES[2], "keep")], "detail")
    press = [1, folder.sheet.key, "mark", [1], "keep", [0, 2], "reject"]
    assert marking.take_up(folder, [press]) == []
    assert _marks(folder) == {NAMES[0]: "reject", NAMES[1]: "keep", NAMES[2]: "reject"}
    assert marking.take_up(folder, [press, _undo(folder, 2)]) == []
    assert _marks(folder) == {NAMES[2]: "keep"}


def test_sixty_presses_are_few_transactions(
    folder: OpenFolder, marking: Marking, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    write = folder.mark
    monkeypatch.setattr(folder, "mark", lambda marks, how: (written.append(len(marks)), write(marks, how)))
    presses = [_press(folder, 1 + at, [at % 6], ("keep", "maybe", "reject", None)[at // 6 % 4]) for at in range(60)]
    marking.take_up(folder, presses)
    assert written == [60]
    assert len(marking.steps) == 60
    assert _marks(folder) == dict.fromkeys(NAMES, "maybe")  # the tenth round is the second of its turn


@pytest.mark.parametrize(
    "presses",
    [
        None,
        "mark",
        {"1": "mark"},
        [None, 3, "x", []],
        [[1]],
        [["1", "SHEET", "mark", [0], "keep"]],
        [[True, "SHEET", "mark", [0], "keep"]],
        [[1, 7, "mark", [0], "keep"]],
        [[1, "SHEET", "delete", [0], "keep"]],
        [[1, "SHEET", "mark", [6], "keep"]],
        [[1, "SHEET", "mark", [-1], "keep"]],
        [[1, "SHEET", "mark", [0.0], "keep"]],
        [[1, "SHEET", "mark", [True], "keep"]],
        [[1, "SHEET", "mark", "0", "keep"]],
        [[1, "SHEET", "mark", [0], "perhaps"]],
        [[1, "SHEET", "mark", [0], ["keep"]]],
        [[1, "SHEET", "mark", [0]]],
        [[1, "SHEET", "mark", [[0]], "keep"]],
        [[1, "SHEET", "mark", [0], "keep", [1]]],
        [[1, "SHEET", "mark", [0], "keep", [6], "reject"]],
        [[1, "SHEET", "mark", [0], "keep", [1], "perhaps"]],
    ],
)
def test_what_makes_no_sense_is_passed_over(folder: OpenFolder, marking: Marking, presses: Any) -> None:
    if isinstance(presses, list):
        key = folder.sheet.key
        presses = [
            [key if part == "SHEET" else part for part in press] if isinstance(press, list) else press
            for press in presses
        ]
        presses.append(_press(folder, 2, [3], "keep"))
    assert marking.take_up(folder, presses) == []
    assert _marks(folder) == ({NAMES[3]: "keep"} if isinstance(presses, list) else {})


def test_a_catalog_that_cannot_be_written_is_told_and_the_presses_are_heard(
    folder: OpenFolder, marking: Marking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise CullingError("the disk is full")

    monkeypatch.setattr(folder.catalog, "set_marks", full)
    problems = marking.take_up(folder, [_press(folder, 1, [0], "keep"), _press(folder, 2, [1], "keep")])
    assert problems == ["the disk is full"]
    assert marking.heard == 2
    assert not marking.can_undo


def test_presses_name_the_photos_of_the_table_that_was_shown(folder: OpenFolder, marking: Marking) -> None:
    """A scan that finds a photo before the others moves every row; a press made before it still means its photo."""
    before = _press(folder, 1, [0], "reject")
    folder.scan()
    assert folder.job is not None
    folder.job.wait(60)  # there are no files, so the rows are put back by hand, with one more
    folder.catalog.save(_rows("a_new.jpg", *NAMES), "test", {})
    folder.refresh()
    assert folder.sheet.paths[0] == "a_new.jpg"
    marking.take_up(folder, [before, _press(folder, 2, [0], "keep")])
    assert _marks(folder) == {NAMES[0]: "reject", "a_new.jpg": "keep"}


def test_marks_for_a_list_that_is_gone_are_not_set_and_that_is_told(folder: OpenFolder, marking: Marking) -> None:
    problems = marking.take_up(folder, [[1, "gone", "mark", [0], "keep"], _press(folder, 2, [3], "keep")])
    assert len(problems) == 1
    assert "list that is gone" in problems[0]
    assert marking.heard == 2
    assert _marks(folder) == {NAMES[3]: "keep"}


def test_mark_codes_are_those_of_the_browser(folder: OpenFolder, marking: Marking) -> None:
    for name, mark in zip(NAMES, ("must-have", "keep", "maybe", "reject"), strict=False):
        marking.mark(folder, [(name, mark)], "review")
    assert mark_codes(folder.table).tolist() == [1, 2, 3, 4, 0, 0]
    assert mark_codes(folder.table.drop(columns="mark")).tolist() == [0] * 6


def test_undo_of_one_person_never_takes_back_what_another_marked(folder: OpenFolder, marking: Marking) -> None:
    marking.mark(folder, [(NAMES[0], "keep"), (NAMES[1], "keep"), (NAMES[2], "keep")], "review")
    eva = folder.catalog.used_by(User("eva@example.org", "mark"))
    eva.set_marks([(NAMES[0], "reject"), (NAMES[1], "reject")])
    eva.set_mark(NAMES[1], "keep")
    folder.refresh()
    marking.undo(folder)
    assert _marks(folder) == {NAMES[0]: "reject", NAMES[1]: "keep"}
    assert folder.table["mark"].dropna().to_dict() == _marks(folder)
