"""Room is counted per disk, and told in words."""

import shutil
from collections import namedtuple

import pytest

from culling.export import room
from culling.export.room import in_blocks, nearest, no_room
from culling.export.sort_plan import SortPlan, Step
from culling.export.sorting import run
from tests.export.photos_to_sort import SHARP, left_behind, planned, put, tree

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize("how", ["copy", "move"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_sort_that_cannot_fit_is_not_begun(folder, small_disk, how, dry_run):
    contents = {f"{number}.jpg": bytes([number]) * 60_000 for number in range(8)}
    for name, content in contents.items():
        put(folder, name, content)
    result = run(planned(folder, small_disk / "new", dict.fromkeys(contents, SHARP), how), dry_run=dry_run)
    assert result.stopped.startswith(f"no room on the disk of {small_disk}: needs ")
    assert len(result.done) == (8 if dry_run else 0)
    assert (tree(folder), tree(small_disk), left_behind(small_disk)) == (contents, {}, [])
    assert result.journal is None


def test_links_and_moves_on_one_disk_need_no_room(small_disk):
    photos = small_disk / "photos"
    put(photos, "a.jpg", b"x" * 200_000)
    for how in ("move", "link"):
        steps = (Step("a.jpg", photos / "a.jpg", small_disk / "to" / "a.jpg"),)
        result = run(SortPlan(how, photos, small_disk / "to", steps, ()), dry_run=True)
        assert (len(result.done), result.stopped) == (1, None)


def test_needs_of_one_disk_are_added_up(tmp_path, small_disk):
    assert no_room([(small_disk / "a", 200_000), (tmp_path / "b", 200_000)]) == ""
    told = no_room([(small_disk / "a", 200_000), (small_disk / "new" / "b", 200_000)])
    assert told == f"no room on the disk of {small_disk}: needs 400.0 kB, 262.1 kB are free"


def test_a_disk_that_does_not_tell_stops_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 0))
    assert no_room([(tmp_path, 10**18)]) == ""

    def refuse(_: object) -> None:
        raise OSError("no such call here")

    monkeypatch.setattr(room.shutil, "disk_usage", refuse)
    assert no_room([(tmp_path, 10**18)]) == ""


def test_sizes_in_blocks_and_the_nearest_folder(tmp_path):
    assert [in_blocks(size) for size in (0, 1, 4096, 4097)] == [0, 4096, 4096, 8192]
    assert nearest(tmp_path / "a" / "b") == tmp_path
