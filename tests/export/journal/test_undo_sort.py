"""What a sort did goes back as far as it is still as it was put there."""

import contextlib
import json
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.export import sorting, transfer
from culling.export.sorting import run, undo
from tests.export.photos_to_sort import (
    left_behind,
    planned,
    put,
    sorted_once,
    three,
    tree,
)


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
