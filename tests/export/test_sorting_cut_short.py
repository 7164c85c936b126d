"""Sorting that does not go as planned: photos gone or edited meanwhile, a cancel, a target that cannot be made."""

import threading

import pytest

from culling.errors import CullingError
from culling.export import sorting, transfer
from culling.export.sorting import run, undo
from tests.export.photos_to_sort import (
    SHARP,
    left_behind,
    planned,
    put,
    three,
    tree,
)
from tests.rights import without_rights


def test_a_photo_that_vanished_is_told_and_the_rest_goes_on(folder, tmp_path):
    for how in ("copy", "move", "link"):
        plan = planned(folder, tmp_path / how, three(folder), how)
        (folder / "day 1" / "b.jpg").unlink()
        result = run(plan)
        assert [(step.key, why) for step, why in result.failed] == [("day 1/b.jpg", "no such file")]
        assert set(tree(tmp_path / how)) == {"keep/a.jpg", "reject/day 1/c.jpg"}
        undo(result.journal)


def test_cancel_between_photos_keeps_what_was_done_and_can_be_undone(folder, tmp_path):
    before = three(folder)
    put(folder, "a.xmp")
    contents = tree(folder)
    cancel = threading.Event()
    plan = planned(folder, tmp_path / "to", before, "move")
    result = run(plan, cancel=cancel, progress=lambda done, total: cancel.set())
    assert result.stopped == "cancelled"
    assert tree(tmp_path / "to") == {"keep/a.jpg": b"a.jpg", "keep/a.xmp": b"a.xmp"}
    assert undo(result.journal).undone == 2
    assert tree(folder) == contents


def test_cancel_in_the_middle_of_a_copy_leaves_no_half_file(folder, tmp_path, monkeypatch):
    put(folder, "a.jpg", b"x" * 100)
    put(folder, "b.jpg", b"y" * 100)
    monkeypatch.setattr(transfer, "_CHUNK", 10)
    plan = planned(folder, tmp_path / "to", {"a.jpg": SHARP, "b.jpg": SHARP})

    class Later(threading.Event):
        asked = 0

        def is_set(self) -> bool:
            self.asked += 1
            return self.asked > 15

    result = run(plan, cancel=Later())
    assert result.stopped == "cancelled"
    assert tree(tmp_path / "to") == {"keep/a.jpg": b"x" * 100}
    assert left_behind(tmp_path) == []
    assert undo(result.journal).undone == 1
    assert tree(tmp_path / "to") == {}


def test_a_move_trusts_the_table_only_for_an_unchanged_file(folder, tmp_path, monkeypatch):
    paths = [put(folder, "a.jpg"), put(folder, "b.jpg")]
    found = [path.stat() for path in paths]
    facts = {
        "file_bytes": [stat.st_size for stat in found],
        "mtime_ns": [stat.st_mtime_ns for stat in found],
        "content_hash": [transfer.content_hash(path) for path in paths],
    }
    plan = planned(folder, tmp_path / "to", {"a.jpg": SHARP, "b.jpg": SHARP}, "move", **facts)
    paths[1].write_bytes(b"edited after the scan")
    read: list[str] = []
    monkeypatch.setattr(sorting, "content_hash", lambda path: read.append(path.name) or transfer.content_hash(path))
    result = run(plan)
    assert read == ["b.jpg"]
    assert undo(result.journal).undone == 2
    assert tree(folder) == {"a.jpg": b"a.jpg", "b.jpg": b"edited after the scan"}


def test_a_target_that_cannot_be_made_is_told(folder, tmp_path):
    photos = three(folder)
    put(tmp_path, "file")
    with pytest.raises(CullingError, match="cannot make the folder"):
        run(planned(folder, tmp_path / "file", photos))


def test_a_dry_run_tells_of_folders_that_are_closed(open_folder):
    photos, to = open_folder / "photos", open_folder / "to"
    before = three(photos) and tree(photos)
    to.mkdir()
    plan = planned(photos, to, three(photos), "move")
    for closed, told in ((to, "the folder it should go to may"), (photos, "its folder may")):
        to.chmod(0o777)
        closed.chmod(0o555)
        with without_rights():
            result = run(plan, dry_run=True)
        assert all(why.startswith(told) for _, why in result.failed)
        assert len(result.failed) == 3
    assert tree(photos) == before
