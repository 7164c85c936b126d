import contextlib
import errno
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from culling.decide import decide
from culling.errors import CullingError
from culling.export import sorting, transfer
from culling.export.sorting import SortPlan, plan_sort, run, undo
from culling.folders import relative_key
from culling.policy import Policy, Rule

POLICY = Policy("test", (Rule("laplacian_variance", reject=400, maybe=600),))
SHARP, DOUBT, BLURRED, UNKNOWN = 900.0, 500.0, 100.0, float("nan")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "photos"
    place.mkdir()
    return place


def put(folder: Path, name: str | bytes, content: bytes | None = None) -> Path:
    path = folder / os.fsdecode(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(os.fsencode(path.name) if content is None else content)
    os.utime(path, ns=(1_700_000_000_123_456_789, 1_600_000_000_987_654_321))
    return path


def planned(folder: Path, to: Path, photos: dict[str, float], how: str = "copy", **columns) -> SortPlan:
    index = pd.Index(list(photos), name="path", dtype=object)
    table = pd.DataFrame({"laplacian_variance": pd.Series(photos.values(), dtype=float).array, **columns}, index=index)
    return plan_sort(table, decide(table, POLICY), folder, to, how)  # type: ignore[arg-type]


def tree(place: Path) -> dict[str, bytes]:
    """Every file below, by its relative path; journals left out."""
    return {
        relative_key(place, path): path.read_bytes()
        for path in sorted(place.rglob("*"))
        if (path.is_file() or path.is_symlink()) and not path.name.startswith(".culling-journal-")
    }


def left_behind(place: Path) -> list[str]:
    return [path.name for path in place.rglob(".culling-*.part")]


def three(folder: Path) -> dict[str, float]:
    for name in ("a.jpg", "day 1/b.jpg", "day 1/c.jpg", "d.jpg"):
        put(folder, name)
    return {"a.jpg": SHARP, "day 1/b.jpg": DOUBT, "day 1/c.jpg": BLURRED, "d.jpg": UNKNOWN}


SORTED = {"keep/a.jpg": b"a.jpg", "maybe/day 1/b.jpg": b"b.jpg", "reject/day 1/c.jpg": b"c.jpg"}


@pytest.mark.parametrize("how", ["copy", "move", "link"])
def test_photos_go_to_their_verdict_with_their_sub_folder_and_back(folder, tmp_path, how):
    photos = three(folder)
    before = tree(folder)
    times = {path: path.stat().st_mtime_ns for path in folder.rglob("*.jpg")}
    plan = planned(folder, tmp_path / "to", photos, how)
    assert [(left.path, left.why) for left in plan.left_out] == [("d.jpg", "unjudged: no measure could judge")]
    ticks: list[tuple[int, int]] = []
    result = run(plan, progress=lambda done, total: ticks.append((done, total)))
    assert (result.failed, result.stopped, len(result.done)) == ([], None, 3)
    assert ticks == [(1, 3), (2, 3), (3, 3)]
    assert tree(tmp_path / "to") == SORTED
    assert tree(folder) == ({"d.jpg": b"d.jpg"} if how == "move" else before)
    assert all(step.target.stat().st_mtime_ns == times[step.source] for step in plan.steps)
    if how == "link":
        assert all(step.target.samefile(step.source) for step in plan.steps)
    taken_back = undo(result.journal)
    assert (taken_back.undone, taken_back.kept) == (3, [])
    assert tree(folder) == before
    assert [path.name for path in (tmp_path / "to").iterdir()] == [result.journal.name]
    assert undo(result.journal).undone == 0
    assert tree(folder) == before


def test_a_dry_run_writes_nothing_and_tells_what_would_fail(folder, tmp_path):
    plan = planned(folder, tmp_path / "to", three(folder), "move")
    (folder / "a.jpg").unlink()
    result = run(plan, dry_run=True)
    assert [(step.key, why) for step, why in result.failed] == [("a.jpg", "no such file")]
    assert [step.key for step in result.done] == ["day 1/b.jpg", "day 1/c.jpg"]
    assert result.journal is None
    assert not (tmp_path / "to").exists()


def test_names_never_collide_whatever_their_case(folder, tmp_path):
    names = ["a.jpg", "A.JPG", "a (2).jpg", "É.jpg", "e\u0301.jpg"]
    for name in names:
        put(folder, name)
    if len(list(folder.iterdir())) < len(names):
        pytest.skip("this disk does not tell these names apart")
    put(tmp_path / "to" / "keep", "a.jpg", b"here before")
    plan = planned(folder, tmp_path / "to", dict.fromkeys(names, SHARP))
    assert run(plan).failed == []
    assert tree(tmp_path / "to") == {
        "keep/a.jpg": b"here before",
        "keep/a (2).jpg": b"a.jpg",
        "keep/A (3).JPG": b"A.JPG",
        "keep/a (2) (2).jpg": b"a (2).jpg",
        "keep/É.jpg": "É.jpg".encode(),
        "keep/e\u0301 (2).jpg": "e\u0301.jpg".encode(),
    }


letters = st.text(st.sampled_from("aAbB ()2.é'=-\n"), min_size=1, max_size=5).map(lambda name: f"x{name}.jpg")
paths = st.lists(
    st.lists(letters, min_size=1, max_size=2).map(lambda parts: "/".join(f"{p}" for p in parts)), max_size=8
)


@settings(max_examples=60, deadline=None)
@given(paths, st.data())
def test_whatever_the_names_every_photo_arrives_once(tmp_path_factory, names, data):
    root = tmp_path_factory.mktemp("names")
    photos: dict[str, float] = {}
    for name in names:
        path = root / "photos" / f"sub {name}"
        try:
            put(root / "photos", f"sub {name}", repr(name).encode())
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue  # one name as file and as folder
        photos[relative_key(root / "photos", path)] = data.draw(st.sampled_from([SHARP, DOUBT, BLURRED]))
    (root / "photos").mkdir(exist_ok=True)
    before = tree(root / "photos")
    result = run(planned(root / "photos", root / "to", photos, "move"))
    assert result.failed == []
    assert sorted(tree(root / "to").values()) == sorted(before.values())
    folded = [relative_key(root, step.target).casefold() for step in result.done]
    assert len(set(folded)) == len(folded)
    if result.journal:
        assert undo(result.journal).kept == []
    assert tree(root / "photos") == before


def test_a_second_run_finds_what_is_there_already(folder, tmp_path):
    photos = three(folder)
    run(planned(folder, tmp_path / "to", photos))
    again = planned(folder, tmp_path / "to", photos)
    assert again.steps == ()
    assert {left.why for left in again.left_out[:3]} == {"already there with the same content"}
    assert run(again).journal is None


def test_a_target_taken_after_the_plan_is_not_overwritten(folder, tmp_path):
    plan = planned(folder, tmp_path / "to", three(folder), "move")
    put(tmp_path / "to" / "keep", "a.jpg", b"theirs")
    result = run(plan)
    assert [(step.key, why) for step, why in result.failed] == [("a.jpg", "File exists")]
    assert (tmp_path / "to" / "keep" / "a.jpg").read_bytes() == b"theirs"
    assert (folder / "a.jpg").read_bytes() == b"a.jpg"
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("how", ["copy", "move", "link"])
def test_sidecars_travel_with_their_photo_and_nothing_else_does(folder, tmp_path, how):
    for name in ("a.CR3", "a.xmp", "a.CR3.xmp", "a.jpg", "a.jpg.XMP", "a.txt", "ab.xmp", "b.jpg", "b.xmp"):
        put(folder, name)
    put(tmp_path / "to" / "keep", "a.CR3", b"another")
    plan = planned(folder, tmp_path / "to", {"a.jpg": BLURRED, "a.CR3": SHARP, "b.jpg": UNKNOWN}, how)
    assert run(plan).failed == []
    assert tree(tmp_path / "to") == {
        "keep/a.CR3": b"another",
        "keep/a (2).CR3": b"a.CR3",
        "keep/a (2).CR3.xmp": b"a.CR3.xmp",
        "keep/a (2).xmp": b"a.xmp",
        "reject/a.jpg": b"a.jpg",
        "reject/a.jpg.XMP": b"a.jpg.XMP",
    }


def test_a_sidecar_stays_when_its_photo_could_not_go(folder, tmp_path):
    for name in ("a.jpg", "a.xmp", "b.jpg"):
        put(folder, name)
    plan = planned(folder, tmp_path / "to", {"a.jpg": SHARP, "b.jpg": SHARP}, "move")
    (folder / "a.jpg").unlink()
    result = run(plan)
    assert [(step.source.name, why) for step, why in result.failed] == [
        ("a.jpg", "no such file"), ("a.xmp", "stays with its photo"),
    ]  # fmt: skip
    assert tree(folder) == {"a.xmp": b"a.xmp"}
    assert tree(tmp_path / "to") == {"keep/b.jpg": b"b.jpg"}


def test_a_folder_in_or_around_the_photos_is_refused(folder, tmp_path):
    photos = three(folder)
    (tmp_path / "alias").symlink_to(folder)
    for to in (folder, folder / "sorted", tmp_path / "alias" / "sorted", tmp_path / "x" / ".." / "photos" / "s"):
        with pytest.raises(CullingError, match="choose a folder outside it"):
            planned(folder, to, photos)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "reject").symlink_to(folder)
    with pytest.raises(CullingError, match="choose a folder outside it"):
        planned(folder, tmp_path / "out", photos)
    with pytest.raises(CullingError, match="no folder"):
        planned(tmp_path / "gone", tmp_path / "to", {})


def test_a_photo_folder_named_like_a_verdict_is_not_sorted_into_itself(tmp_path):
    put(tmp_path / "keep", "a.jpg")
    with pytest.raises(CullingError, match="choose a folder outside it"):
        planned(tmp_path / "keep", tmp_path, {"a.jpg": SHARP})


def test_bad_calls_are_refused(folder, tmp_path):
    put(folder, "a.jpg")
    with pytest.raises(ValueError, match="one of copy, move, link, got 'delete'"):
        planned(folder, tmp_path / "to", {"a.jpg": SHARP}, "delete")
    for escaping in ("../a.jpg", "/etc/passwd", "x/../../a.jpg"):
        with pytest.raises(ValueError, match="not the path of a photo inside"):
            planned(folder, tmp_path / "to", {escaping: SHARP})
    table = pd.DataFrame({"laplacian_variance": [1.0]}, index=["a.jpg"])
    with pytest.raises(ValueError, match="not of this table"):
        plan_sort(table, decide(table, POLICY).iloc[:0], folder, tmp_path / "to")


def test_links_are_followed_only_inside_the_folder(folder, tmp_path):
    secret = put(tmp_path, "secret.jpg", b"secret")
    put(folder, "real.jpg", b"real")
    (folder / "inside.jpg").symlink_to("real.jpg")
    (folder / "outside.jpg").symlink_to(secret)
    (folder / "loop.jpg").symlink_to("loop.jpg")
    os.mkfifo(folder / "pipe.jpg")
    photos = dict.fromkeys(["inside.jpg", "outside.jpg", "loop.jpg", "pipe.jpg", "gone.jpg"], SHARP)
    plan = planned(folder, tmp_path / "to", photos)
    assert {left.path: left.why for left in plan.left_out} == {
        "outside.jpg": "a link that leads out of the folder",
        "loop.jpg": "no such file",
        "pipe.jpg": "not a regular file",
        "gone.jpg": "no such file",
    }
    run(plan)
    assert tree(tmp_path / "to") == {"keep/inside.jpg": b"real"}
    assert not (tmp_path / "to" / "keep" / "inside.jpg").is_symlink()
    moving = planned(folder, tmp_path / "to2", {"inside.jpg": SHARP}, "move")
    assert [left.why for left in moving.left_out] == ["a link; it can be copied, not moved"]


@pytest.mark.parametrize("how", ["copy", "link"])
def test_a_link_turned_after_the_plan_leads_nowhere(folder, tmp_path, how):
    put(folder, "real.jpg")
    (folder / "a.jpg").symlink_to("real.jpg")
    plan = planned(folder, tmp_path / "to", {"a.jpg": SHARP}, how)
    (folder / "a.jpg").unlink()
    (folder / "a.jpg").symlink_to(put(tmp_path, "secret.jpg", b"secret"))
    assert [why for _, why in run(plan).failed] == ["a link that leads out of the folder"]
    assert tree(tmp_path / "to") == {}


def test_hostile_and_undecodable_names_arrive_byte_for_byte(folder, tmp_path):
    names = [b"-rf.jpg", b"=x.jpg", b"two\nlines.jpg", b"![x](http:).jpg", b"latin \xe9.jpg", b"a\\x41.jpg", b" .jpg"]
    keys = [relative_key(folder, put(folder, name, name)) for name in names]
    result = run(planned(folder, tmp_path / "to", dict.fromkeys(keys, SHARP), "move"))
    arrived = {os.fsencode(path.name): path.read_bytes() for path in (tmp_path / "to" / "keep").iterdir()}
    assert arrived == {name: name for name in names}
    assert undo(result.journal).undone == len(names)
    assert sorted(os.fsencode(path.name) for path in folder.iterdir()) == sorted(names)


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


@pytest.fixture
def other_disk(tmp_path):
    """A disk of 256 KiB; only root can have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("how", ["copy", "move"])
def test_a_full_disk_ends_the_run_with_whole_files_only(folder, other_disk, how):
    contents = {f"{number}.jpg": bytes([number]) * 60_000 for number in range(8)}
    for name, content in contents.items():
        put(folder, name, content)
    result = run(planned(folder, other_disk, dict.fromkeys(contents, SHARP), how))
    assert result.stopped is not None
    assert "No space left on device" in result.stopped
    arrived = tree(other_disk)
    assert 0 < len(arrived) == len(result.done) < 8
    assert all(contents[Path(key).name] == content for key, content in arrived.items())
    assert len(tree(folder)) == (8 if how == "copy" else 8 - len(arrived))
    assert undo(result.journal).kept == []
    assert tree(folder) == contents
    assert tree(other_disk) == {}


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
def test_across_disks_a_move_copies_and_a_link_is_symbolic(folder, other_disk, how):
    photos = three(folder)
    before = tree(folder)
    result = run(planned(folder, other_disk, photos, how))
    assert tree(other_disk) == SORTED
    assert all(step.target.is_symlink() == (how == "link") for step in result.done)
    assert tree(folder) == ({"d.jpg": b"d.jpg"} if how == "move" else before)
    assert undo(result.journal).undone == 3
    assert tree(folder) == before
    assert tree(other_disk) == {}


def far_away(*_: object, **__: object) -> None:
    raise OSError(errno.EXDEV, "Invalid cross-device link")


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


def sorted_once(folder: Path, to: Path, how: str) -> Path:
    journal = run(planned(folder, to, three(folder), how)).journal
    assert journal is not None
    return journal


def test_undo_leaves_what_changed_and_says_so(folder, tmp_path):
    journal = sorted_once(folder, tmp_path / "to", "move")
    (tmp_path / "to" / "keep" / "a.jpg").write_bytes(b"edited")
    (tmp_path / "to" / "maybe" / "day 1" / "b.jpg").unlink()
    put(folder, "day 1/c.jpg", b"new one")
    result = undo(journal)
    assert result.undone == 0
    assert {path.name: why for path, why in result.kept} == {
        "a.jpg": "changed since it was sorted",
        "b.jpg": f"gone, and so is {folder}/day 1/b.jpg",
        "c.jpg": f"{folder}/day 1/c.jpg is another file now",
    }
    assert tree(tmp_path / "to") == {"keep/a.jpg": b"edited", "reject/day 1/c.jpg": b"c.jpg"}
    assert tree(folder) == {"d.jpg": b"d.jpg", "day 1/c.jpg": b"new one"}
    (folder / "day 1" / "c.jpg").unlink()
    assert undo(journal).undone == 1
    assert tree(folder)["day 1/c.jpg"] == b"c.jpg"


@pytest.mark.parametrize("how", ["copy", "link"])
def test_undo_never_removes_the_last_copy(folder, tmp_path, how):
    journal = sorted_once(folder, tmp_path / "to", how)
    (folder / "a.jpg").unlink()
    put(folder, "day 1/new.jpg", b"edited").replace(folder / "day 1" / "b.jpg")
    result = undo(journal)
    assert result.undone == 1
    assert {path.name for path, _ in result.kept} == {"a.jpg", "b.jpg"}
    assert tree(tmp_path / "to") == {"keep/a.jpg": b"a.jpg", "maybe/day 1/b.jpg": b"b.jpg"}


def test_undo_sees_that_the_old_place_is_only_a_link_to_the_new_one(folder, tmp_path):
    journal = sorted_once(folder, tmp_path / "to", "move")
    (folder / "a.jpg").symlink_to(tmp_path / "to" / "keep" / "a.jpg")
    result = undo(journal)
    assert [why for _, why in result.kept] == [f"{folder}/a.jpg is a link to it now"]
    assert (tmp_path / "to" / "keep" / "a.jpg").read_bytes() == b"a.jpg"


def test_undo_works_after_the_target_folder_was_renamed(folder, tmp_path):
    before = three(folder) and tree(folder)
    journal = sorted_once(folder, tmp_path / "to", "move")
    (tmp_path / "to").rename(tmp_path / "renamed")
    assert undo(tmp_path / "renamed" / journal.name).undone == 3
    assert tree(folder) == before


@pytest.mark.parametrize("how", ["copy", "move", "link"])
@pytest.mark.parametrize("lines", range(1, 12))
def test_after_a_crash_at_any_line_undo_restores_the_folder(folder, tmp_path, how, lines, monkeypatch):
    """The machine dies when the journal holds `lines` lines and a half."""

    class Crash(BaseException):
        pass

    before = three(folder) and tree(folder)
    write = sorting.Journal.write

    def dying(self, **line: object) -> None:
        if self.path.read_bytes().count(b"\n") >= lines:
            self.file.write(b'{"begin": 7, "sou')
            raise Crash
        write(self, **line)

    plan = planned(folder, tmp_path / "to", three(folder), how)
    with monkeypatch.context() as patch:
        patch.setattr(sorting.Journal, "write", dying)
        with contextlib.suppress(Crash):
            run(plan)
    journal = next((tmp_path / "to").glob(".culling-journal-*"))
    assert undo(journal).kept == []
    assert tree(folder) == before
    assert tree(tmp_path / "to") == {}
    assert undo(journal).undone == 0


def test_undo_removes_the_half_copy_that_a_crash_left(folder, tmp_path, monkeypatch):
    class Crash(BaseException):
        pass

    def crash(*_: object) -> None:
        raise Crash

    plan = planned(folder, tmp_path / "to", three(folder))
    with monkeypatch.context() as patch:
        patch.setattr(transfer, "publish", crash)
        patch.setattr(Path, "unlink", lambda *_, **__: None)
        with pytest.raises(Crash):
            run(plan)
    assert len(left_behind(tmp_path)) == 1
    undo(next((tmp_path / "to").glob(".culling-journal-*")))
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no json\n",
        b"[]\n",
        b'{"culling_journal": 99, "how": "move", "folder": "/x"}\n',
        b'{"culling_journal": 1, "how": "move", "folder": "x"}\n',
        b'{"culling_journal": 1, "how": "move", "folder": "/x"}\n{"done": 3, "way": "moved", "size": 1, "hash": ""}\n',
        b'{"culling_journal": 1, "how": "move", "folder": "/x"}\n{"what": 3}\n',
        b"[" * 100_000 + b"\n",
    ],
)
def test_what_is_no_journal_is_not_undone(tmp_path, content):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(content)
    with pytest.raises(CullingError, match="no journal of a sort, or is damaged"):
        undo(path)
    with pytest.raises(CullingError, match="cannot read the journal"):
        undo(tmp_path / "gone.jsonl")


@pytest.mark.parametrize("field", ["source", "target", "part"])
@pytest.mark.parametrize("path", ["../../secret.jpg", "/etc/passwd", ""])
def test_a_changed_journal_reaches_no_other_files(folder, tmp_path, field, path):
    journal = sorted_once(folder, tmp_path / "to", "move")
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    for line in lines:
        if "begin" in line:
            line[field] = path
    journal.write_text("".join(json.dumps(line) + "\n" for line in lines))
    after = tree(tmp_path / "to")
    with pytest.raises(CullingError, match="leads out of the folder"):
        undo(journal)
    assert tree(tmp_path / "to") == after


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
