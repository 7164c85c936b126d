"""Sorting where disks are full, several, or without hard links: no half file, no lost photo."""

import errno
import os
from pathlib import Path

import pytest

from culling.export import sorting, transfer
from culling.export.sorting import run, undo
from tests.export.photos_to_sort import SHARP, SORTED, left_behind, planned, put, three, tree


def far_away(*_: object, **__: object) -> None:
    raise OSError(errno.EXDEV, "Invalid cross-device link")


@pytest.mark.parametrize("how", ["copy", "move"])
def test_a_full_disk_ends_the_run_with_whole_files_only(folder, small_disk, how, monkeypatch):
    contents = {f"{number}.jpg": bytes([number]) * 60_000 for number in range(8)}
    for name, content in contents.items():
        put(folder, name, content)
    monkeypatch.setattr(sorting, "no_room", lambda needs: "")  # somebody else fills the disk meanwhile
    result = run(planned(folder, small_disk, dict.fromkeys(contents, SHARP), how))
    assert result.stopped is not None
    assert "No space left on device" in result.stopped
    arrived = tree(small_disk)
    assert 0 < len(arrived) == len(result.done) < 8
    assert all(contents[Path(key).name] == content for key, content in arrived.items())
    assert len(tree(folder)) == (8 if how == "copy" else 8 - len(arrived))
    assert undo(result.journal).kept == []
    assert tree(folder) == contents
    assert tree(small_disk) == {}


def test_where_the_disk_is_full_the_run_ends_and_nothing_half_stays(folder, tmp_path, monkeypatch):
    calls = iter(range(9))

    def fsync(handle: int) -> None:
        if next(calls):
            raise OSError(errno.ENOSPC, "No space left on device")

    plan = planned(folder, tmp_path / "to", three(folder))
    monkeypatch.setattr(os, "fsync", fsync)
    result = run(plan)
    assert result.stopped == "No space left on device"
    assert [step.key for step, _ in result.failed] == ["day 1/b.jpg"]
    assert tree(tmp_path / "to") == {"keep/a.jpg": b"a.jpg"}
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("how", ["move", "link"])
def test_across_disks_a_move_copies_and_a_link_is_symbolic(folder, small_disk, how):
    photos = three(folder)
    before = tree(folder)
    result = run(planned(folder, small_disk, photos, how))
    assert tree(small_disk) == SORTED
    assert all(step.target.is_symlink() == (how == "link") for step in result.done)
    assert tree(folder) == ({"d.jpg": b"d.jpg"} if how == "move" else before)
    assert undo(result.journal).undone == 3
    assert tree(folder) == before
    assert tree(small_disk) == {}


def test_a_move_across_disks_that_was_not_copied_right_leaves_the_photo(folder, tmp_path, monkeypatch):
    photos = three(folder)
    before = tree(folder)
    plan = planned(folder, tmp_path / "to", photos, "move")
    publish, real_hash = transfer.publish, transfer.content_hash
    monkeypatch.setattr(
        transfer, "publish", lambda source, target: publish(source, target) if source.suffix == ".part" else far_away()
    )
    monkeypatch.setattr(transfer, "content_hash", lambda path: "00" if "to" in path.parts else real_hash(path))
    result = run(plan)
    assert {why for _, why in result.failed} == {"the copy is not equal to the file, which stays where it is"}
    assert tree(folder) == before
    assert tree(tmp_path / "to") == {}
    assert left_behind(tmp_path) == []


def test_a_photo_that_changes_while_it_moves_across_disks_stays(folder, tmp_path, monkeypatch):
    plan = planned(folder, tmp_path / "to", {put(folder, "a.jpg").name: SHARP}, "move")
    publish = transfer.publish

    def late(source: Path, target: Path) -> None:
        if source.suffix != ".part":
            far_away()
        publish(source, target)
        (folder / "a.jpg").write_bytes(b"edited")

    monkeypatch.setattr(transfer, "publish", late)
    assert len(run(plan).failed) == 1
    assert tree(folder) == {"a.jpg": b"edited"}
    assert tree(tmp_path / "to") == {}


@pytest.mark.parametrize("across", [False, True])
def test_a_photo_that_may_not_be_removed_is_not_moved(folder, tmp_path, monkeypatch, across):
    plan = planned(folder, tmp_path / "to", {put(folder, "a.jpg").name: SHARP}, "move")
    unlink, publish = Path.unlink, transfer.publish

    def guarded(path: Path, missing_ok: bool = False) -> None:
        if path.parent == folder:
            raise PermissionError(errno.EACCES, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", guarded)
    if across:
        monkeypatch.setattr(
            transfer, "publish", lambda source, target: publish(source, target) if "to" in source.parts else far_away()
        )
    assert [why for _, why in run(plan).failed] == ["Permission denied"]
    assert tree(folder) == {"a.jpg": b"a.jpg"}
    assert tree(tmp_path / "to") == {}


def test_without_hard_links_names_are_reserved_and_nothing_is_overwritten(folder, tmp_path, monkeypatch):
    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    photos = three(folder)
    before = tree(folder)
    plan = planned(folder, tmp_path / "to", photos, "move")
    put(tmp_path / "to" / "keep", "a.jpg", b"theirs")
    monkeypatch.setattr(os, "link", no_links)
    result = run(plan)
    assert [why for _, why in result.failed] == ["File exists"]
    assert tree(tmp_path / "to") == SORTED | {"keep/a.jpg": b"theirs"}
    assert undo(result.journal).undone == 2
    assert tree(folder) == before
