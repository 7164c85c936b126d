"""Take any transaction back by its journal: sorts, lists and XMP sidecars."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

from culling.errors import CullingError
from culling.export.journal.later import later_writers
from culling.export.journal.locks import writing
from culling.export.journal.of_changes import VERSION as OF_CHANGES
from culling.export.journal.of_changes import read_change_journal
from culling.export.journal.of_sort import read_sort_journal
from culling.export.journal.undo_changes import undo_changes
from culling.export.journal.undo_result import UndoResult
from culling.export.journal.undo_sort import undo_sort
from culling.export.transfer import Stopped
from culling.locks import LockUnavailableError

__all__ = ["UndoResult", "undo"]

_WHAT = "undo"


def undo(
    journal_path: Path | str,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> UndoResult:
    """Reverse a sort or an export: only what is still as it was left, and never at the cost of anybody's work.

    Sorts: moved files go back, copies and links are removed. Lists: new files go, replaced ones get their former
    bytes. XMP: the same, and from a sidecar that another program has changed since only what we wrote is taken out.
    A file that a later transaction of the same folder wrote or moved is left: that one has to be undone first.
    Whatever is left is named; undoing again goes on with it, also after a crash in the middle. The journal stays.

    Args:
        journal_path: from `SortResult.journal`, `ChangeResult.journal` or `history.journals_of`.
        progress: called with (files behind us, all files) after each.
        cancel: set it to stop after the file at hand.

    Raises:
        CullingError: no such journal, it is damaged or not to be trusted, or another process is writing.
    """
    path = Path(journal_path).absolute()
    try:
        return _undo_changes(path, progress, cancel) if _is_of_changes(path) else _undo_sort(path, progress, cancel)
    except Stopped:
        return UndoResult(stopped="cancelled")


def _undo_changes(
    path: Path, progress: Callable[[int, int], None] | None, cancel: threading.Event | None
) -> UndoResult:
    folder = read_change_journal(path).folder
    with writing(folder, _WHAT, cancel):
        record = read_change_journal(path)  # it may have grown while we waited
        return undo_changes(path, record, later_writers(folder, path), progress, cancel)


def _undo_sort(path: Path, progress: Callable[[int, int], None] | None, cancel: threading.Event | None) -> UndoResult:
    with ExitStack() as stack:
        with suppress(LockUnavailableError):  # a sort goes back even when there is no data directory
            stack.enter_context(writing(read_sort_journal(path).folder, _WHAT, cancel))
        return undo_sort(path, progress, cancel)


def _is_of_changes(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            first = json.loads(file.readline(1 << 16))
        return isinstance(first, dict) and first.get("culling_journal") == OF_CHANGES
    except OSError as error:
        raise CullingError(f"cannot read the journal {path}: {error.strerror or error}") from error
    except (ValueError, RecursionError):
        return False  # reading it as that of a sort says what is wrong
