"""What was done for a folder, in the order in which it happened, and whether it still stands."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.export import transaction
from culling.export.changes import RECORD
from culling.export.journal import lines as journals
from culling.export.journal import places as journal_places
from culling.export.journal.history import journals_of, last_transaction
from culling.export.journal.locks import writing
from culling.export.journal.places import journals_folder, next_sort_name
from culling.export.journal.undo import undo
from culling.export.lists.hand_over import plan_lists
from culling.export.sorting import run as sort
from culling.export.transaction import run_changes
from culling.files import publish
from culling.folders import folder_of
from tests.export.files_to_write import BEFORE, filled, plan_to
from tests.export.photos_to_sort import planned, sorted_once, three
from tests.rights import without_rights


def listed(folder: Path) -> list[tuple[str, str, int]]:
    return [(each.kind, each.state, each.files) for each in journals_of(folder)]


class Clock(datetime):
    """Goes back a day each time that it is looked at."""

    days = 28

    @classmethod
    def now(cls, tz=None):
        cls.days -= 1
        return datetime(2026, 1, cls.days, tzinfo=UTC)


def test_all_kinds_are_listed_with_the_latest_first(folder, tmp_path):
    assert journals_of(folder) == []
    assert last_transaction(folder) is None
    moved = sorted_once(folder, tmp_path / "to", "move")
    lists = run_changes(plan_to(tmp_path / "out", {"keep.txt": b"x", "reject.txt": b"y"}, "lists", folder)).journal
    xmp = run_changes(plan_to(folder, {"d.xmp": b"ours"})).journal
    found = journals_of(folder)
    assert [(each.journal, each.to) for each in found] == [
        (xmp, folder), (lists, tmp_path / "out"), (moved, tmp_path / "to"),
    ]  # fmt: skip
    assert listed(folder) == [("xmp", "done", 1), ("lists", "done", 2), ("move", "done", 3)]
    assert all(abs((datetime.now(UTC) - each.started).total_seconds()) < 600 for each in found)
    assert last_transaction(folder).journal == xmp
    undo(xmp)
    assert last_transaction(folder).journal == lists
    filled(tmp_path / "out", {"keep.txt": b"edited"})
    undo(lists)
    undo(moved)
    assert listed(folder) == [("xmp", "undone", 1), ("lists", "partly undone", 2), ("move", "undone", 3)]
    assert [each.can_be_undone for each in journals_of(folder)] == [False, True, False]
    assert journals_of(tmp_path) == []


def test_the_order_does_not_rest_on_the_clock(folder, tmp_path, monkeypatch):
    for module in (journals, journal_places):
        monkeypatch.setattr(module, "datetime", Clock)
    made = [
        run_changes(plan_to(folder, {"a.xmp": b"1"})).journal,
        sorted_once(folder, tmp_path / "to", "copy"),
        run_changes(plan_to(folder, {"a.xmp": b"2"})).journal,
        run_changes(plan_to(folder, {"a.xmp": b"3"})).journal,
    ]
    assert [each.journal for each in journals_of(folder)] == made[::-1]
    assert "later export wrote it again" in undo(made[0]).kept[0][1]


def test_sorts_into_one_folder_keep_their_order_and_never_clash(folder, tmp_path, monkeypatch):
    names = []
    with monkeypatch.context() as patch:
        patch.setattr(journal_places, "datetime", Clock)
        patch.setattr(Clock, "strptime", datetime.strptime)
        for _ in range(3):
            names.append(next_sort_name(tmp_path))
            names[-1].touch()
    (tmp_path / ".culling-journal-99991231T235959.999999Z.jsonl").touch()
    (tmp_path / ".culling-journal-by hand.jsonl").touch()
    assert names == sorted(set(names))
    assert next_sort_name(tmp_path) > names[-1]


def test_a_name_that_another_process_took_is_passed_over(tmp_path):
    names = iter([tmp_path / "a", tmp_path / "a", tmp_path / "b"])
    with journals.begun(names.__next__, safe=False) as first, journals.begun(names.__next__, safe=False) as second:
        assert (first.path.name, second.path.name) == ("a", "b")


def test_a_run_that_was_stopped_or_killed_is_cut_off(folder, tmp_path):
    cancel = threading.Event()
    plan = plan_to(folder, {"a.xmp": b"1", "b.xmp": b"2"})
    stopped = run_changes(plan, cancel=cancel, progress=lambda *_: cancel.set()).journal
    assert listed(folder) == [("xmp", "cut off", 1)]
    with writing(folder, "export of xmp"):
        assert listed(folder) == [("xmp", "running", 1)]
    assert undo(stopped).undone == 1
    assert listed(folder) == [("xmp", "undone", 1)]
    killed = run_changes(plan_to(folder, {"a.xmp": b"1"})).journal
    killed.write_bytes(killed.read_bytes().splitlines(keepends=True)[0])
    assert listed(folder)[0] == ("xmp", "cut off", 0)
    undo(killed)
    assert listed(folder)[0] == ("xmp", "undone", 0)
    (journals_folder(folder) / "000009-20260101T000000Z-xmp.jsonl").write_bytes(b'{"culling_jour')
    (journals_folder(folder) / "000010-20260101T000000Z-sort.json").write_bytes(b"")
    assert len(listed(folder)) == 2


def test_disks_that_are_not_connected_are_told(folder, tmp_path):
    sorted_once(folder, tmp_path / "card", "copy")
    run_changes(plan_to(tmp_path / "stick", {"keep.txt": b"x"}, "lists", filled(folder, BEFORE)))
    (tmp_path / "stick").mkdir(exist_ok=True)
    run_changes(plan_to(tmp_path / "stick", {"reject.txt": b"x"}, "lists", folder))
    (tmp_path / "card").rename(tmp_path / "elsewhere")
    (tmp_path / "stick").rename(tmp_path / "elsewhere too")
    assert listed(folder) == [("lists", "not connected", 1), ("lists", "done", 1), ("copy", "not connected", 3)]
    assert not journals_of(folder)[0].can_be_undone


def test_sorts_of_before_there_was_an_end_line_are_done(folder, tmp_path):
    journal = sorted_once(folder, tmp_path / "to", "copy")
    head, *lines = [json.loads(line) for line in journal.read_text().splitlines()]
    del head["files"]
    journal.write_text("".join(json.dumps(line) + "\n" for line in [head, *lines[:-1]]))
    assert listed(folder) == [("copy", "done", 3)]
    assert undo(journal).undone == 3
    journal.write_text("".join(json.dumps(line) + "\n" for line in [head, *lines[:-2]]))
    assert listed(folder) == [("copy", "cut off", 3)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("000001-20260101T000000Z-xmp.jsonl", b"no json\n"),
        ("000001-20260101T000000Z-xmp.jsonl", b"[]\n"),
        ("000001-20260101T000000Z-xmp.jsonl", b'{"culling_journal": 2, "kind": "xmp", "root": "here"}\n'),
        ("000001-20260101T000000Z-sort.json", b"{}\n"),
        ("000001-20260101T000000Z-sort.json", b'{"journal": "x", "how": "move", "files": 1}\n'),
        ("000001-20260101T000000Z-sort.json", b"[" * 100_000 + b"\n"),
    ],
)
def test_a_damaged_entry_is_listed_as_such(folder, name, content):
    place = journals_folder(folder)
    place.mkdir(parents=True)
    (place / name).write_bytes(content)
    (place / "notes.txt").write_bytes(b"not ours")
    assert [(each.state, each.journal.name) for each in journals_of(folder)] == [("damaged", name)]


def test_a_folder_of_journals_that_is_closed_is_told_and_stops_no_sort(open_folder, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(open_folder / "data"))
    photos, to = open_folder / "photos", open_folder / "to"
    plan = planned(photos, to, three(photos), "copy")
    journals_folder(photos).mkdir(parents=True)
    journals_folder(photos).chmod(0o700)
    to.mkdir()
    to.chmod(0o777)
    with without_rights():
        with pytest.raises(CullingError, match="cannot read the folder"):
            journals_of(photos)
        result = sort(plan)
        assert (len(result.done), result.stopped) == (3, None)
        assert undo(result.journal).undone == 3


def test_a_folder_in_a_cloud_has_its_history_too(tmp_path):
    shoot = folder_of("s3://bucket/shoot")
    journal = run_changes(plan_to(tmp_path / "out", {"a.xmp": b"ours"}, about=shoot)).journal
    assert [each.journal for each in journals_of("s3://bucket/shoot")] == [journal]
    assert undo(journal).undone == 1


def test_the_record_beside_lists_is_not_counted(folder: Path, tmp_path: Path) -> None:
    plan = plan_lists({"keep.txt": b"a.jpg\n", "reject.txt": b""}, tmp_path / "é lists", folder)
    journal = run_changes(plan).journal
    assert (tmp_path / "é lists" / RECORD).is_file()
    (entry,) = journals_of(folder)
    assert (entry.files, entry.state) == (2, "done")
    assert undo(journal).undone == 2
    (entry,) = journals_of(folder)
    assert (entry.files, entry.state) == (2, "undone")


def test_a_record_that_failed_leaves_the_lists_counted(folder: Path, tmp_path: Path, monkeypatch) -> None:
    def no_record(part: Path, target: Path) -> None:
        if target.name == RECORD:
            raise PermissionError(13, "closed")
        publish(part, target)

    monkeypatch.setattr(transaction, "publish", no_record)
    result = run_changes(plan_lists({"keep.txt": b"a.jpg\n", "reject.txt": b""}, tmp_path / "lists", folder))
    assert [change.target.name for change, _ in result.failed] == [RECORD]
    (entry,) = journals_of(folder)
    assert (entry.files, entry.state) == (2, "done")
