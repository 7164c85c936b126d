"""Blind labelling: each press once, in order, on disk at once; undo, skips, repeats, and going on later."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from culling.catalog import Catalog
from culling.errors import CullingError
from culling.kept import labels as kept_labels
from culling.labels import Draw, Label
from culling.labels.agreement import self_agreement
from culling.labels.collect import collect
from culling.ui import labelling as module
from culling.ui.labelling import Labelling, last_labeller, remember_labeller, there, unfinished
from culling.ui.rooms.audit.labels.counts import last_import, take_import_back

PATHS = ["a", "b", "c", "d", "broken"]
ORDER = ("b", "a", "d", "b", "c")  # b comes again


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Any]:
    """A folder of five photos, one of which cannot be read; nothing was scanned."""
    with Catalog(tmp_path, tmp_path / "c.sqlite") as catalog:
        row = {"file_bytes": 1, "mtime_ns": 1, "recipe": "r"}
        error = {"broken": "no picture"}
        catalog.save([{"path": name, "content_hash": name, "error": error.get(name), **row} for name in PATHS], "r", {})
        yield SimpleNamespace(catalog=catalog)


def _draw(folder: Any, order: tuple[str, ...] = ORDER) -> int:
    return folder.catalog.keep_draw(Draw("uniform", "", dict.fromkeys(PATHS, 0), order))


def _start(folder: Any, number: int, by: str = "me") -> Labelling:
    catalog = folder.catalog
    return Labelling(number, catalog.draws()[number], by, catalog.label_history(), there(catalog.table()))


def _ledger(folder: Any) -> list[tuple[str, str | None, bool]]:
    history = folder.catalog.label_history()
    return list(zip(history["path"], history["label"], history["repeat"], strict=True))


def _press(labelling: Labelling, number: int, act: str, item: int = 0) -> list[Any]:
    return [number, labelling.number, act, item]


def test_an_answer_is_on_disk_at_once_with_its_provenance(folder: Any) -> None:
    labelling = _start(folder, _draw(folder))
    assert (labelling.current, labelling.done, labelling.total) == ("b", 0, 5)
    labelling.answer(folder, "reject")
    line = folder.catalog.label_history().iloc[-1]
    assert (line["path"], line["label"], line["by"], line["how"], line["draw"]) == ("b", "reject", "me", "blind", 1)
    assert (line["source"], line["seen"], bool(line["repeat"])) == ("", "", False)
    assert (labelling.current, labelling.done) == ("a", 1)


def test_a_photo_that_comes_again_is_a_repeat_and_measures_agreement(folder: Any) -> None:
    labelling = _start(folder, _draw(folder))
    for act in ("keep", "reject", "keep", "reject", "keep"):
        labelling.answer(folder, act)
    assert labelling.current is None
    assert _ledger(folder)[3] == ("b", "reject", True)
    assert (self_agreement(folder.catalog.label_history()).pairs, labelling.done) == (1, 5)
    truth = collect(folder.catalog.table(), folder.catalog.label_history(), folder.catalog.draws())
    assert dict(zip(truth.paths, truth.keep, strict=True)) == {"a": False, "b": True, "c": True, "d": True}


def test_presses_that_are_sent_again_are_done_once(folder: Any) -> None:
    labelling = _start(folder, _draw(folder))
    first, second = _press(labelling, 10, "keep", 0), _press(labelling, 11, "reject", 1)
    for said in ([first], [first, second], [second, first, [12345]], [first, second]):
        labelling.take_up(folder, said)
    assert _ledger(folder) == [("b", "keep", False), ("a", "reject", False)]
    assert labelling.heard == 11


@pytest.mark.parametrize(
    "press",
    [
        [10, 1, "maybe", 0],
        [10, 1, "keep", 99],
        [10, 1, "keep", "0"],
        [10, 1, "keep", True],
        [10, 1, "undo", 0],  # nothing was done yet
        [10, 1, None, 0],
        [10, 2, "keep", 0],  # another draw
        [10, 1, "keep"],
        ["10", 1, "keep", 0],
        None,
    ],
)
def test_what_makes_no_sense_writes_nothing(folder: Any, press: Any) -> None:
    labelling = _start(folder, _draw(folder))
    labelling.take_up(folder, [press])
    assert _ledger(folder) == []
    assert labelling.done == 0


def test_a_skipped_photo_comes_at_the_end_and_the_last_one_stays(folder: Any) -> None:
    labelling = _start(folder, _draw(folder, ("a", "b", "c")))
    labelling.answer(folder, "skip")
    labelling.answer(folder, "keep")
    labelling.answer(folder, "keep")
    assert labelling.current == "a"
    labelling.answer(folder, "skip")
    assert (labelling.current, labelling.book.steps[-1].act) == ("a", "keep")
    labelling.answer(folder, "reject")
    assert _ledger(folder) == [("b", "keep", False), ("c", "keep", False), ("a", "reject", False)]


def test_undo_goes_back_step_by_step_skips_among_them(folder: Any) -> None:
    labelling = _start(folder, _draw(folder))
    for act in ("keep", "skip", "reject"):
        labelling.answer(folder, act)
    labelling.answer(folder, "undo")
    assert _ledger(folder)[-1] == ("d", None, False)
    assert (labelling.current, labelling.done) == ("d", 1)
    labelling.answer(folder, "undo")
    assert (labelling.current, labelling.book.queue) == ("a", [1, 2, 3, 4])
    labelling.answer(folder, "undo")
    assert (labelling.current, labelling.done) == ("b", 0)
    assert collect(folder.catalog.table(), folder.catalog.label_history(), {}).paths == ()
    labelling.answer(folder, "undo")
    assert labelling.current == "b"


def test_the_repeat_is_whichever_showing_was_answered_second(folder: Any) -> None:
    labelling = _start(folder, _draw(folder, ("a", "b", "a")))
    labelling.answer(folder, "skip")  # the first showing of a now comes last
    labelling.answer(folder, "keep")
    labelling.answer(folder, "keep")
    labelling.answer(folder, "reject")
    assert _ledger(folder) == [("b", "keep", False), ("a", "keep", False), ("a", "reject", True)]


def test_one_goes_on_where_one_stopped_and_can_still_undo(folder: Any) -> None:
    number = _draw(folder)
    first = _start(folder, number)
    for act in ("keep", "reject", "keep", "keep", "undo"):
        first.answer(folder, act)
    again = _start(folder, number)
    assert (again.current, again.done, again.total) == ("b", 3, 5)
    again.answer(folder, "undo")
    assert again.current == "d"
    assert _ledger(folder)[-1] == ("d", None, False)
    assert _start(folder, number, "somebody else").done == 0


def test_an_undo_brings_back_what_an_earlier_sample_had_said(folder: Any) -> None:
    first = _draw(folder, ("a",))
    _start(folder, first).answer(folder, "reject")
    later = _start(folder, _draw(folder, ("a", "b")))
    later.answer(folder, "keep")
    later.answer(folder, "undo")
    truth = collect(folder.catalog.table(), folder.catalog.label_history(), folder.catalog.draws())
    assert dict(zip(truth.paths, truth.keep, strict=True)) == {"a": False}
    assert _start(folder, later.number).current == "a"


def test_photos_that_are_gone_or_unreadable_are_not_shown(folder: Any) -> None:
    labelling = _start(folder, _draw(folder, ("broken", "a", "gone", "b")))
    assert (labelling.current, labelling.total) == ("a", 2)
    folder.catalog.forget(["a"])
    labelling.follow(folder.catalog.table())
    assert (labelling.current, labelling.total) == ("b", 1)


def test_what_cannot_be_written_was_not_done(folder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    labelling = _start(folder, _draw(folder))
    whole = folder.catalog.add_labels

    def full(_labels: list[Label]) -> None:
        raise CullingError("The disk is full.")

    monkeypatch.setattr(folder.catalog, "add_labels", full)
    labelling.take_up(folder, [_press(labelling, 10, "keep", 0)])
    assert (labelling.current, labelling.problem, labelling.heard) == ("b", "The disk is full.", 10)
    monkeypatch.setattr(folder.catalog, "add_labels", whole)
    labelling.take_up(folder, [_press(labelling, 11, "keep", 0)])
    assert (_ledger(folder), labelling.problem) == ([("b", "keep", False)], "")


def test_a_photo_that_left_the_catalog_is_not_named(folder: Any) -> None:
    labelling = _start(folder, _draw(folder, ("a", "b")))
    folder.catalog.forget(["a"])
    labelling.answer(folder, "keep")
    assert labelling.problem == "a photo left the catalog a moment ago; say it again."


def test_to_leave_is_heard_after_what_was_pressed_before(folder: Any) -> None:
    labelling = _start(folder, _draw(folder))
    labelling.take_up(folder, [_press(labelling, 10, "keep", 0), _press(labelling, 11, "leave")])
    assert labelling.left
    assert _ledger(folder) == [("b", "keep", False)]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_pressed_the_ledger_says_what_the_book_says(folder: Any, seed: int) -> None:
    chance = random.Random(seed)
    number = _draw(folder, ("b", "a", "d", "b", "c", "a"))
    labelling = _start(folder, number)
    for _ in range(60):
        labelling.answer(folder, chance.choice(["keep", "reject", "skip", "undo"]))
    again = _start(folder, number)
    said = sorted((labelling.book.paths[s.item], s.act, s.repeat) for s in labelling.book.steps if s.act != "skip")
    assert said == sorted((again.book.paths[s.item], s.act, s.repeat) for s in again.book.steps)
    assert again.done == labelling.done == labelling.total - len(labelling.book.queue)
    assert len(labelling.book.queue) == len(set(labelling.book.queue))


def test_samples_to_go_on_with_are_the_newest_first(folder: Any) -> None:
    done, half, fresh = _draw(folder, ("a",)), _draw(folder, ("a", "b")), _draw(folder, ("c",))
    _start(folder, done).answer(folder, "keep")
    _start(folder, half).answer(folder, "keep")
    catalog = folder.catalog
    found = unfinished(catalog.draws(), catalog.label_history(), "me", catalog.table())
    assert list(found) == [fresh, half]
    assert found[half].done == 1
    assert list(unfinished(catalog.draws(), catalog.label_history(), "you", catalog.table(), 2)) == [fresh, half]


def _said(folder: Any) -> dict[str, str]:
    truth = collect(folder.catalog.table(), folder.catalog.label_history(), {})
    return {path: "keep" if keep else "reject" for path, keep in zip(truth.paths, truth.keep, strict=True)}


def test_imports_are_taken_back_one_by_one(folder: Any) -> None:
    def bring(source: str, moment: str, **said: Any) -> None:
        monkeypatch.setattr(kept_labels, "now", lambda _connection: moment)
        folder.catalog.add_labels([Label(path, label, "me", "imported", source) for path, label in said.items()])

    with pytest.MonkeyPatch.context() as monkeypatch:
        bring("first.csv", "2026-01-01T10:00", a="keep", b="reject")
        folder.catalog.add_labels([Label("c", "keep", "me", "blind")])
        bring("second.csv", "2026-01-01T11:00", a="reject", d="keep")
        for moment, left in ((12, {"a": "keep", "b": "reject", "c": "keep"}), (13, {"c": "keep"}), (14, {"c": "keep"})):
            history = folder.catalog.label_history()
            monkeypatch.setattr(kept_labels, "now", lambda _connection, hour=moment: f"2026-01-01T{hour}:00")
            folder.catalog.add_labels(take_import_back(last_import(history), history))
            assert _said(folder) == left


def test_the_name_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.places, "data_dir", lambda: tmp_path)
    assert last_labeller() == "user"
    remember_labeller("Ada\nLovelace")
    assert last_labeller() == "Ada Lovelace"
    (tmp_path / "labeller.txt").write_bytes(b"\xff\xfe\x00")
    assert last_labeller() == "user"
