"""Take back a sort by its journal: only what is still as the sort left it, and never at the cost of a photo."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from culling.export.journal.lines import reopened
from culling.export.journal.of_sort import Entry, SortRecord, read_sort_journal
from culling.export.journal.undo_result import UndoResult
from culling.export.transfer import content_hash, move, remove_empty
from culling.folders import printable


def undo_sort(
    path: Path, progress: Callable[[int, int], None] | None = None, cancel: threading.Event | None = None
) -> UndoResult:
    """Reverse a sort: moved files go back, copies and links are removed, folders made for them go when empty.

    A target is touched only while it is what the sort put there, by size and content hash; a copy only while the
    original has that content too; a way back that is taken is not overwritten. The rest is left and told. Undoing
    again goes on with what was left. The journal stays.

    Raises:
        CullingError: no such journal, it is damaged, or it cannot be written.
    """
    record = read_sort_journal(path)
    numbers = record.alive
    result = UndoResult(already=record.taken and not numbers)
    with reopened(path) as journal:
        for done, number in enumerate(numbers, 1):
            if cancel is not None and cancel.is_set():
                result.stopped = "cancelled"
                break
            entry = record.entries[number]
            there = os.path.lexists(path.parent / entry.target)
            try:
                (path.parent / entry.part).unlink(missing_ok=True)  # left by a crash in the middle of a copy
                why = _take_back(record, entry, path.parent)
            except OSError as error:
                why = error.strerror or str(error)
            if why:
                result.kept.append((path.parent / entry.target, why))
            else:
                result.undone += there
                journal.write(undone=number)
            if progress is not None:
                progress(done, len(numbers))
        remove_empty(path.parent, record.made)
        journal.note(taken=result.undone, kept=len(result.kept))
    return result


def _take_back(record: SortRecord, entry: Entry, to: Path) -> str:
    """Undo one step; why it was left, "" when it is undone."""
    source, target = record.folder / entry.source, to / entry.target
    if not os.path.lexists(target):
        return "" if os.path.lexists(source) else f"gone, and so is {printable(source)}"
    if entry.way == "symlinked":
        return _remove_link(source, target)
    if os.path.lexists(source):
        return _remove_twin(record, entry, source, target)
    return _put_back(record, entry, source, target)


def _remove_twin(record: SortRecord, entry: Entry, source: Path, target: Path) -> str:
    """Remove what the sort made while the original is still there with the same content."""
    if source.resolve() == target.resolve() and not target.is_symlink():
        return f"{printable(source)} is a link to it now"
    if target.samefile(source):
        target.unlink()  # another name of the same file remains
        return ""
    if not entry.way and entry.size and not target.is_symlink() and target.stat().st_size == 0:
        target.unlink()  # only the name was reserved when the sort was cut off
        return ""
    if why := _why_not_ours(record, entry, target):
        return why
    if not source.is_file() or _content(source) != _content(target):
        return f"{printable(source)} is another file now"
    target.unlink()
    return ""


def _put_back(record: SortRecord, entry: Entry, source: Path, target: Path) -> str:
    """Move a moved file to its old place, which is free."""
    if record.how != "move":
        return f"the original {printable(source)} is gone, so this stays"
    if why := _why_not_ours(record, entry, target):
        return why
    source.parent.mkdir(parents=True, exist_ok=True)
    move(target, source, source.parent / Path(entry.part).name, _content(target)[1])
    return ""


def _why_not_ours(record: SortRecord, entry: Entry, target: Path) -> str:
    if target.is_symlink() or not target.is_file():
        return "another file has taken its place"
    if record.how == "link":
        return "no longer the same file as the original"
    if entry.hash and _content(target) != (entry.size, entry.hash):
        return "changed since it was sorted"
    return ""


def _remove_link(source: Path, target: Path) -> str:
    if not target.is_symlink():
        return "another file has taken its place"
    if target.exists() and not (source.exists() and target.samefile(source)):
        return "the link leads to another file now"
    target.unlink()
    return ""


def _content(path: Path) -> tuple[int, str]:
    return path.stat().st_size, content_hash(path)
