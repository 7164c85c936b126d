"""Marks as labels: as they are now, seen, and taken back when the mark is."""

from __future__ import annotations

from pathlib import Path

import pytest

from culling.catalog import Catalog
from culling.labels.from_marks import read_marks


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    known = Catalog(tmp_path, tmp_path / "c.sqlite")
    known.save([{"path": path, "file_bytes": 1, "mtime_ns": 1} for path in ("a", "b", "c", "d", "e")], "r", {})
    for path, mark in (("d", "reject"), ("a", "must-have"), ("b", "keep"), ("c", "maybe"), ("e", "keep"), ("e", None)):
        known.set_mark(path, mark, by="ann", how="review")
    return known


def test_marks_are_labels_that_were_given_with_numbers_in_sight(catalog: Catalog) -> None:
    found = read_marks(catalog.table(), catalog.mark_history())
    assert found.labels == {"a": "keep", "b": "keep", "d": "reject"}
    told = {(entry.by, entry.how, entry.source) for entry in found.entries}
    assert told == {("ann", "seen", "marks")}
    assert "not as blind" in found.notes[0]
    assert {entry.by for entry in read_marks(catalog.table(), catalog.mark_history(), by="bob").entries} == {"bob"}


def test_a_mark_that_was_taken_back_takes_its_label_back(catalog: Catalog) -> None:
    catalog.add_labels(read_marks(catalog.table(), catalog.mark_history()).new(catalog.label_history()))
    assert len(catalog.label_history()) == 3
    assert read_marks(catalog.table(), catalog.mark_history()).new(catalog.label_history()) == []
    catalog.set_mark("a", None, by="ann")
    catalog.set_mark("b", "maybe", by="ann")
    catalog.set_mark("c", "reject", by="ann")
    new = read_marks(catalog.table(), catalog.mark_history()).new(catalog.label_history())
    assert [(label.path, label.label) for label in new] == [("a", None), ("b", None), ("c", "reject")]


def test_photos_that_are_gone_are_left_out(catalog: Catalog) -> None:
    catalog.forget(["a", "b", "c", "d"])
    assert read_marks(catalog.table(), catalog.mark_history()).labels == {}
    assert read_marks(catalog.table(), catalog.mark_history()).notes == ()
