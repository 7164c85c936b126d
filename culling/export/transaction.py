"""An export applied: each file whole or as it was, each step noted in a journal first, so that it can be taken back."""

from __future__ import annotations

import errno
import secrets
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from culling.errors import CullingError
from culling.export.changes import Change, ChangePlan
from culling.export.journal.lines import Journal
from culling.export.journal.locks import one_step, writing
from culling.export.journal.of_changes import begin_line, journal_bytes, new_change_journal
from culling.export.journal.places import journals_folder
from culling.export.journal.undo_changes import tidy_after_a_crash
from culling.export.looking import Places, same_bytes, why_not
from culling.export.room import in_blocks, may_write, nearest, no_room
from culling.export.transfer import ChangedError, Stopped, make_folders, write_over
from culling.files import PART_PREFIX, PART_SUFFIX, publish
from culling.folders import printable

# After these every further file would fail as well.
HOPELESS = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO))


@dataclass
class ChangeResult:
    """What became of a plan.

    Attributes:
        done: the changes that were made, or in a dry run would be.
        failed: (change, why) for each that could not be; its file is as it was.
        stopped: why the rest was not tried: "cancelled", "no room on the disk …", …; None when all was tried.
        journal: what `journal.undo.undo` takes; None after a dry run and when nothing was begun.
    """

    done: list[Change] = field(default_factory=list)
    failed: list[tuple[Change, str]] = field(default_factory=list)
    stopped: str | None = None
    journal: Path | None = None


def run_changes(
    plan: ChangePlan,
    *,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> ChangeResult:
    """Do what was planned, one file after the other; each is whole or as it was, and the journal takes all back.

    A file that is no longer as it was when planned is left, noted in `failed`, and the rest goes on; what is already
    as it shall be counts as done. A full disk and `cancel` end the run. When there is no room for all of it, nothing
    is written at all. A dry run writes nothing and tells what looking can tell.

    Args:
        plan: what `plan_xmp` or an export of lists worked out.
        progress: called with (changes behind us, all changes) after each.
        cancel: set it to stop.

    Raises:
        ValueError: an unknown kind, a target that is no absolute path, or two changes of one file.
        CullingError: the journal cannot be written, or another process writes for this folder and does not end.
    """
    places = Places.of(plan)
    result = ChangeResult()
    if not plan.changes:
        if not dry_run:
            _tidy(plan.folder, cancel)
        return result
    short = _no_room(plan)
    if dry_run:
        _each(plan, result, lambda _, change: _try(places, change), progress, cancel)
        result.stopped = result.stopped or short or _no_journal(plan.folder) or None
    elif short:
        result.stopped = short
    else:
        _apply(plan, places, result, progress, cancel)
    return result


def _apply(
    plan: ChangePlan,
    places: Places,
    result: ChangeResult,
    progress: Callable[[int, int], None] | None,
    cancel: threading.Event | None,
) -> None:
    try:
        with writing(plan.folder, f"export of {plan.kind}", cancel):
            tidy_after_a_crash(plan.folder)
            with new_change_journal(plan, places.root, places.to) as journal:
                writer = _Writer(places, journal)
                _each(plan, result, writer.do, progress, cancel)
                if writer.begun:
                    result.journal = journal.path
                    _end(journal, result)
            if not writer.begun:
                journal.path.unlink(missing_ok=True)
    except Stopped:
        result.stopped = "cancelled"


def _tidy(folder: Path, cancel: threading.Event | None) -> None:
    """A killed run may have left a part although all its files are there; nobody waits for that to go."""
    if journals_folder(folder).is_dir():
        with suppress(CullingError, Stopped), writing(folder, "tidying up", cancel):
            tidy_after_a_crash(folder)


def _each(
    plan: ChangePlan,
    result: ChangeResult,
    do: Callable[[int, Change], None],
    progress: Callable[[int, int], None] | None,
    cancel: threading.Event | None,
) -> None:
    for number, change in enumerate(plan.changes):
        if cancel is not None and cancel.is_set():
            result.stopped = "cancelled"
            return
        try:
            do(number, change)
            result.done.append(change)
        except CullingError as error:
            result.stopped = str(error)
            return
        except OSError as error:
            why = error.strerror or str(error)
            result.failed.append((change, why))
            if error.errno in HOPELESS:
                result.stopped = why
                return
        if progress is not None:
            progress(number + 1, len(plan.changes))


def _end(journal: Journal, result: ChangeResult) -> None:
    """Note that the run came to its end; without this line it counts as cut off, which costs nothing."""
    if result.stopped is None:
        try:
            journal.write(end=len(result.done))
        except CullingError as error:
            result.stopped = str(error)


def _try(places: Places, change: Change) -> None:
    """What `do` would raise, as far as looking can tell."""
    if why := why_not(places, change):
        raise ChangedError(errno.EEXIST, why)


class _Writer:
    """Does one change at a time and notes it before and after."""

    def __init__(self, places: Places, journal: Journal) -> None:
        self.places, self.journal = places, journal
        self.token = secrets.token_hex(4)
        self.begun = 0

    def do(self, number: int, change: Change) -> None:
        target = self.places.at(change)
        if _holds_it(target, change):
            return
        _try(self.places, change)
        root = self.places.root
        make_folders(target.parent, root, lambda made: self.journal.write(made=made))
        part = target.parent / f"{PART_PREFIX}{self.token}-{number}{PART_SUFFIX}"
        names = str(target.relative_to(root)), str(part.relative_to(root))
        self.journal.write(**begin_line(number, change, *names))
        self.begun += 1
        try:
            self._put(change, target, part)
        except (OSError, CullingError) as error:
            self.journal.note(failed=number, why=str(error))
            raise
        self.journal.note(done=number)

    def _put(self, change: Change, target: Path, part: Path) -> None:
        try:
            write_over(part, change.content, like=None if change.before is None else target)
            with one_step():
                _try(self.places, change)  # somebody may have come in between
                if change.before is None:
                    publish(part, target)
                else:
                    part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _holds_it(target: Path, change: Change) -> bool:
    try:
        return stat.S_ISREG(target.lstat().st_mode) and same_bytes(target, change.content)
    except OSError:
        return False


def _no_room(plan: ChangePlan) -> str:
    """Which disk is too small; while a file is replaced, the old and the new one are both there."""
    needs = [(change.target, in_blocks(len(change.content))) for change in plan.changes if change.before is None]
    for change in plan.changes:
        if change.before is not None:
            needs.append((change.target, max(0, in_blocks(len(change.content)) - in_blocks(len(change.before)))))
    largest = max(plan.changes, key=lambda change: len(change.content) if change.before is not None else 0)
    needs.append((largest.target, in_blocks(len(largest.content)) if largest.before is not None else 0))
    needs.append((journals_folder(plan.folder), sum(map(journal_bytes, plan.changes))))
    return no_room(needs)


def _no_journal(folder: Path) -> str:
    place = nearest(journals_folder(folder))
    return "" if may_write(place) else f"the journal cannot be written: no permission to write to {printable(place)}"
