"""A plan of changes is done whole, file by file, with a journal: what is in the way stays and is told."""

import json
import os
import stat
import threading
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.export import transaction
from culling.export.changes import Change, ChangePlan
from culling.export.journal.places import journals_folder
from culling.export.journal.undo import undo
from culling.export.transaction import run_changes
from tests.export.files_to_write import AFTER, BEFORE, everything, filled, plan_to
from tests.rights import without_rights


def whys(result) -> dict[str, str]:
    return {change.target.name: why for change, why in result.failed}


def test_files_are_written_noted_and_taken_back(folder):
    before = everything(filled(folder, BEFORE))
    ticks: list[tuple[int, int]] = []
    result = run_changes(plan_to(folder, AFTER), progress=lambda *tick: ticks.append(tick))
    assert ([change.key for change in result.done], result.failed, result.stopped) == (
        ["a.xmp", "day 1/b.xmp"], [], None,
    )  # fmt: skip
    assert ticks == [(1, 2), (2, 2)]
    assert everything(folder) == AFTER | {"day 1": None}
    assert result.journal.parent == journals_folder(folder)
    assert undo(result.journal).undone == 2
    assert everything(folder) == before
    again = undo(result.journal)
    assert (again.undone, again.kept, again.already) == (0, [], True)


def test_a_dry_run_writes_nothing_not_even_a_journal(folder):
    before = everything(filled(folder, BEFORE))
    result = run_changes(plan_to(folder, AFTER), dry_run=True)
    assert (len(result.done), result.failed, result.stopped, result.journal) == (2, [], None, None)
    assert everything(folder) == before
    assert not journals_folder(folder).exists()


def test_an_empty_plan_does_nothing(folder):
    assert run_changes(ChangePlan("lists", folder, ())).journal is None
    assert not journals_folder(folder).exists()


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_is_in_the_way_stays_and_is_told(folder, tmp_path, dry_run):
    wanted = {f"{name}.xmp": b"ours" for name in ("changed", "gone", "came", "link", "folder", "pipe", "lost/x", "ok")}
    filled(folder, dict.fromkeys(("changed.xmp", "gone.xmp", "lost/photo.jpg"), b"theirs"))
    plan = plan_to(folder, wanted)
    filled(folder, {"changed.xmp": b"edited", "came.xmp": b"new"})
    filled(tmp_path, {"secret": b"secret"})
    (folder / "gone.xmp").unlink()
    (folder / "link.xmp").symlink_to(tmp_path / "secret")
    (folder / "folder.xmp").mkdir()
    os.mkfifo(folder / "pipe.xmp")
    (folder / "lost" / "photo.jpg").unlink()
    (folder / "lost").rmdir()
    result = run_changes(plan, dry_run=dry_run)
    assert whys(result) == {
        "changed.xmp": "changed since this was planned",
        "gone.xmp": "gone since this was planned",
        "came.xmp": "a file of that name is there now",
        "link.xmp": "a link; it and what it leads to are left as they are",
        "folder.xmp": "a folder has that name",
        "pipe.xmp": "not a regular file",
        "x.xmp": "its folder is gone",
    }
    assert [change.target.name for change in result.done] == ["ok.xmp"]
    assert (tmp_path / "secret").read_bytes() == b"secret"
    assert (folder / "changed.xmp").read_bytes() == b"edited"
    assert not (folder / "gone.xmp").exists()


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_closed_folder_and_a_closed_file_are_told(open_folder, monkeypatch, dry_run):
    monkeypatch.setenv("XDG_DATA_HOME", str(open_folder / "data"))
    photos = filled(open_folder / "photos", {"x.xmp": b"locked", "closed/a.jpg": b"", "old/a.xmp": b"theirs"})
    for path in (open_folder, photos):
        path.chmod(0o777)
    (photos / "x.xmp").chmod(0o444)
    plan = plan_to(photos, {"x.xmp": b"ours", "closed/a.xmp": b"ours", "old/a.xmp": b"ours", "y.xmp": b"ours"})
    (photos / "old" / "a.xmp").chmod(0o666)
    (photos / "old").chmod(0o555)
    with without_rights():
        result = run_changes(plan, dry_run=dry_run)
    assert sorted(why for _, why in result.failed) == [
        "its folder may not be written to", "its folder may not be written to", "the file is write-protected",
    ]  # fmt: skip
    assert [change.key for change in result.done] == ["y.xmp"]
    assert (photos / "x.xmp").read_bytes() == b"locked"


def test_a_folder_that_is_a_link_is_not_written_through(folder, tmp_path):
    filled(tmp_path, {"elsewhere/a.xmp": b"theirs"})
    (folder / "sub").symlink_to(tmp_path / "elsewhere")
    result = run_changes(plan_to(folder, {"sub/a.xmp": b"ours", "sub/b.xmp": b"ours", "c.xmp": b"ours"}))
    assert set(whys(result).values()) == {"its folder is a link that leads elsewhere"}
    assert everything(tmp_path / "elsewhere") == {"a.xmp": b"theirs"}
    assert (folder / "c.xmp").read_bytes() == b"ours"


def test_a_folder_named_by_a_link_is_written_and_taken_back(folder, tmp_path):
    filled(folder, BEFORE)
    (tmp_path / "alias").symlink_to(folder)
    result = run_changes(plan_to(tmp_path / "alias", AFTER))
    assert len(result.done) == 2
    assert result.journal.parent == journals_folder(folder)
    assert undo(result.journal).undone == 2
    assert everything(folder) == BEFORE | {"day 1": None}


def test_mode_of_a_replaced_file_is_kept_both_ways(folder):
    filled(folder, {"a.xmp": b"theirs"})
    (folder / "a.xmp").chmod(0o640)
    os.chown(folder / "a.xmp", 65534, -1)
    journal = run_changes(plan_to(folder, {"a.xmp": b"ours"})).journal
    for _ in range(2):
        found = (folder / "a.xmp").stat()
        assert (stat.S_IMODE(found.st_mode), found.st_uid) == (0o640, 65534)
        undo(journal)


def test_a_file_changed_in_the_last_moment_is_not_overwritten(folder, monkeypatch):
    filled(folder, BEFORE)
    write = transaction.write_over

    def late(part: Path, content: bytes, like: Path | None = None) -> None:
        write(part, content, like)
        filled(folder, {"a.xmp": b"another program's", "day 1/b.xmp": b"too"})

    plan = plan_to(folder, AFTER)
    monkeypatch.setattr(transaction, "write_over", late)
    result = run_changes(plan)
    assert whys(result) == {"a.xmp": "changed since this was planned", "b.xmp": "a file of that name is there now"}
    assert everything(folder) == BEFORE | {"a.xmp": b"another program's", "day 1": None, "day 1/b.xmp": b"too"}
    assert (undo(result.journal).undone, undo(result.journal).already) == (0, True)


def test_what_is_so_already_counts_as_done(folder):
    plan = plan_to(filled(folder, BEFORE), AFTER)
    run_changes(plan)
    again = run_changes(plan)
    assert (len(again.done), again.failed, again.journal) == (2, [], None)
    assert len(list(journals_folder(folder).glob("*.jsonl"))) == 1


def test_the_part_that_a_killed_run_left_goes_with_the_next_run_even_when_all_is_there(folder):
    journal = run_changes(plan_to(folder, {"a.xmp": b"ours"})).journal
    begin = json.loads(journal.read_bytes().splitlines()[1])
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:2]))
    filled(folder, {begin["part"]: b"ours"})
    run_changes(ChangePlan("xmp", folder, ()), dry_run=True)
    assert (folder / begin["part"]).exists()
    run_changes(ChangePlan("xmp", folder, ()))
    assert everything(folder) == {"a.xmp": b"ours"}


def test_new_folders_are_made_outside_the_photos_and_go_again(folder, tmp_path):
    out = tmp_path / "new" / "export"
    plan = plan_to(out, {"keep.txt": b"a.jpg\n", "sub/deep/list.csv": b"x"}, "lists", folder)
    assert run_changes(plan, dry_run=True).failed == []
    journal = run_changes(plan).journal
    assert everything(out) == {"keep.txt": b"a.jpg\n", "sub": None, "sub/deep": None, "sub/deep/list.csv": b"x"}
    assert undo(journal).undone == 2
    assert not (tmp_path / "new").exists()


def test_a_file_where_the_folder_should_be_is_told(folder, tmp_path):
    filled(tmp_path, {"file": b""})
    for dry_run in (True, False):
        result = run_changes(plan_to(tmp_path / "file", {"keep.txt": b"x"}, "lists", folder), dry_run=dry_run)
        assert whys(result) == {"keep.txt": "file is no folder"}
        assert result.journal is None
    assert list(journals_folder(folder).glob("*.jsonl")) == []


def test_cancel_ends_between_files_and_what_was_done_stays(folder):
    filled(folder, BEFORE)
    cancel = threading.Event()
    result = run_changes(plan_to(folder, AFTER), cancel=cancel, progress=lambda *_: cancel.set())
    assert result.stopped == "cancelled"
    assert everything(folder) == BEFORE | {"a.xmp": AFTER["a.xmp"], "day 1": None}
    assert undo(result.journal).undone == 1


def test_no_room_is_told_before_anything_is_written(folder, small_disk):
    plan = plan_to(small_disk, {f"{n}.csv": b"x" * 50_000 for n in range(8)}, "lists", folder)
    for dry_run in (True, False):
        result = run_changes(plan, dry_run=dry_run)
        assert result.stopped.startswith(f"no room on the disk of {small_disk}: needs ")
        assert "are free" in result.stopped
    assert everything(small_disk) == {}
    assert result.journal is None


def test_no_room_for_the_journal_is_told_too(folder, small_disk, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(small_disk))
    filled(folder, {"a.xmp": os.urandom(300_000)})
    result = run_changes(plan_to(folder, {"a.xmp": b"ours"}))
    assert result.stopped.startswith("no room on the disk of ")
    assert everything(small_disk) == {}


@pytest.mark.parametrize("full", ["target", "journal"])
def test_a_disk_that_fills_up_meanwhile_ends_the_run_with_whole_files(folder, small_disk, monkeypatch, full):
    """Somebody else takes the room between the look and the write."""
    place, data = (small_disk, None) if full == "target" else (folder, small_disk)
    if data:
        monkeypatch.setenv("XDG_DATA_HOME", str(data))
    before = filled(place, {f"{n}.xmp": os.urandom(40_000) for n in range(5)}) and everything(place)
    plan = plan_to(place, {f"{n}.xmp": os.urandom(41_000) for n in range(5)} | {"6.xmp": b"z" * 90_000}, about=folder)
    monkeypatch.setattr(transaction, "no_room", lambda needs: "")
    result = run_changes(plan)
    assert "No space left on device" in result.stopped
    assert len(result.done) < 6
    done = {change.target.name: change.content for change in result.done}
    assert everything(place) == before | done
    assert undo(result.journal).kept == []
    assert everything(place) == before


def test_a_journal_that_cannot_be_written_stops_everything(open_folder, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(open_folder / "data"))
    (open_folder / "data").mkdir(mode=0o755)
    photos = filled(open_folder / "photos", BEFORE)
    before = everything(photos)
    plan = plan_to(photos, AFTER)
    with without_rights():
        assert "the journal cannot be written" in run_changes(plan, dry_run=True).stopped
        with pytest.raises(CullingError, match="cannot make the folder"):
            run_changes(plan)
    assert everything(photos) == before


def test_bad_plans_are_refused(folder):
    for kind, targets, told in (
        ("sort", [folder / "a"], "kind must be one of xmp, lists, got 'sort'"),
        ("xmp", [Path("a")], "absolute path"),
        ("xmp", [folder / ".." / "a"], "absolute path"),
        ("xmp", [folder / "a", folder / "a"], "write the same file"),
    ):
        with pytest.raises(ValueError, match=told):
            run_changes(ChangePlan(kind, folder, tuple(Change(target, b"x") for target in targets)))
    assert everything(folder) == {}
