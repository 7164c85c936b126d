"""Take back an export by its journal: former bytes come back, new files go, and what others wrote since stays."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from culling.errors import CullingError
from culling.export.changes import RECORD
from culling.export.journal.lines import Journal, reopened
from culling.export.journal.locks import one_step
from culling.export.journal.of_changes import ChangeRecord, Written, content_mark, read_change_journal
from culling.export.journal.places import journals_folder, listed
from culling.export.journal.undo_result import UndoResult
from culling.export.transfer import remove_empty, write_over
from culling.folders import printable


def undo_changes(
    path: Path,
    record: ChangeRecord,
    later: Mapping[Path, str],
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> UndoResult:
    """Reverse an export, the last file first. Undoing again goes on with what was left; the journal stays.

    Args:
        path: the journal.
        record: what it says.
        later: files that a later transaction has written or moved, and which; they are left.
        progress: called with (files behind us, all files) after each.
        cancel: set it to stop.

    Raises:
        CullingError: the folder is gone, or the journal cannot be written.
    """
    result = UndoResult(already=record.taken and not record.alive)
    if not record.root.is_dir():
        raise CullingError(f"there is no folder {printable(record.root)}; is the disk connected?")
    with reopened(path) as journal:
        for behind, number in enumerate(record.alive, 1):
            if cancel is not None and cancel.is_set():
                result.stopped = "cancelled"
                break
            entry = record.entries[number]
            _one(_Step(record, entry), number, journal, result, later)
            if progress is not None:
                progress(behind, len(record.alive))
        remove_empty(record.root, record.made)
        journal.note(taken=result.undone, kept=len(result.kept))
    return result


def tidy_after_a_crash(folder: Path) -> None:
    """Remove the unfinished part that the latest export left beside its target if it was killed."""
    journals = [path for _, path in listed(journals_folder(folder)) if path.suffix == ".jsonl"]
    for path in journals[-1:]:
        with suppress(CullingError, OSError):  # a journal or a disk that is out of reach stops nothing new
            record = read_change_journal(path)
            for number in record.alive:
                if not record.entries[number].done:
                    _Step(record, record.entries[number]).tidy()


def _one(step: _Step, number: int, journal: Journal, result: UndoResult, later: Mapping[Path, str]) -> None:
    try:
        step.tidy()
        why = later.get(step.target, "") or step.take_back()
    except (OSError, CullingError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or str(error)
    if why:
        result.kept.append((step.target, why))
    else:
        result.undone += step.acted and step.target.name != RECORD  # people do not count it
        journal.note(undone=number)


class _Step:
    """One file on its way back."""

    def __init__(self, record: ChangeRecord, entry: Written) -> None:
        self.kind, self.entry = record.kind, entry
        self.target, self.part = record.root / entry.target, record.root / entry.part
        self.acted = False

    def tidy(self) -> None:
        """Remove what a crash in the middle of the export left: a part, and a name that was only reserved."""
        if self.target.parent.is_dir() and self.target.parent.resolve() != self.target.parent:
            raise CullingError("its folder is a link that leads elsewhere now")
        if not self.part.is_file():
            return
        reserved = not self.entry.done and self.entry.before_size is None and self.entry.size > 0
        if reserved and _is_empty_file(self.target):
            self.target.unlink()
        self.part.unlink()

    def take_back(self) -> str:
        """Undo this file; why it was left, "" when it is as it was before, or holds nothing of ours."""
        before = self.entry.before()
        try:
            mode = self.target.lstat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            return "" if before is None else "gone; what it held before is in the journal"
        if not stat.S_ISREG(mode):
            return "something else has taken its place"
        now = self.target.read_bytes()
        if now == before:
            return ""
        if content_mark(now) == (self.entry.size, self.entry.hash):
            return self._replace(now, before)
        if self.kind == "xmp":
            return self._merge_back(now, before)
        return "changed since it was written"

    def _merge_back(self, now: bytes, before: bytes | None) -> str:
        from culling.export.xmp import without_ours

        try:
            left = without_ours(now, before)
        except ValueError as error:
            return f"changed since it was written, and what is ours cannot be taken out: {error}"
        return "" if left == now else self._replace(now, left)

    def _replace(self, now: bytes, then: bytes | None) -> str:
        """Write `then`, or remove the file, but only while it still holds `now`."""
        try:
            if then is not None:
                write_over(self.part, then, like=self.target)
            with one_step():
                if self.target.read_bytes() != now:
                    return "is being changed by another program; try again when it has ended"
                if then is None:
                    self.target.unlink()
                else:
                    self.part.replace(self.target)
            self.acted = True
        finally:
            self.part.unlink(missing_ok=True)
        return ""


def _is_empty_file(path: Path) -> bool:
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == 0
