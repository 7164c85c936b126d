"""Sort photos into keep/, maybe/ and reject/: planned, tried dry, done with a journal, and taken back."""

from __future__ import annotations

import errno
import secrets
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from culling.errors import CullingError
from culling.export.journal.history import note_sort
from culling.export.journal.lines import Journal
from culling.export.journal.locks import writing
from culling.export.journal.of_sort import new_sort_journal
from culling.export.journal.undo import UndoResult, undo
from culling.export.room import device_of, in_blocks, may_write, nearest, no_room
from culling.export.sort_plan import How, LeftOut, SortPlan, Step, plan_sort
from culling.export.transfer import Put, Stopped, content_hash, copy, link, make_folders, move
from culling.files import PART_PREFIX, PART_SUFFIX
from culling.folders import printable
from culling.locks import LockUnavailableError

__all__ = ["How", "LeftOut", "SortPlan", "SortResult", "Step", "UndoResult", "plan_sort", "run", "undo"]

# After these every further step would fail as well.
_HOPELESS = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO))
# What a step takes in the journal, roughly.
_LINE = 600


@dataclass
class SortResult:
    """What became of a plan.

    Attributes:
        done: the steps that were done, or in a dry run would be.
        failed: (step, why) for each that could not be; its file is where it was.
        stopped: why the rest was not tried: "cancelled", "no room on the disk …", …; None when all was tried.
        journal: what `undo` takes; None after a dry run and when there was nothing to do.
    """

    done: list[Step] = field(default_factory=list)
    failed: list[tuple[Step, str]] = field(default_factory=list)
    stopped: str | None = None
    journal: Path | None = None


def run(
    plan: SortPlan,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> SortResult:
    """Do what was planned, one file after the other; nothing is overwritten, and each file is whole or not there.

    A file that is gone, or whose target somebody took meanwhile, is noted in `failed` and the rest goes on; a full
    disk and `cancel` end the run, also in the middle of a copy. A photo and its sidecars go together: without the
    photo the sidecars stay. When there is no room for all of it, nothing is done at all. A dry run writes nothing and
    tells which steps would fail now.

    Args:
        plan: from `plan_sort`.
        progress: called with (steps behind us, all steps) after each.
        cancel: set it to stop.

    Raises:
        CullingError: the target folder or the journal cannot be written, or another process writes for this folder.
    """
    result = SortResult()
    if not plan.steps:
        return result
    short = _no_room(plan)
    if dry_run:
        _each(plan, result, lambda _, step: _try(plan, step), progress, cancel)
        result.stopped = result.stopped or short or None
    elif short:
        result.stopped = short
    else:
        _sort(plan, result, progress, cancel)
    return result


def _sort(
    plan: SortPlan,
    result: SortResult,
    progress: Callable[[int, int], None] | None,
    cancel: threading.Event | None,
) -> None:
    with ExitStack() as stack:
        try:
            stack.enter_context(writing(plan.folder, f"sort: {plan.how}", cancel))
        except LockUnavailableError:
            pass  # the journal lies with the photos, so a data directory that is full or closed stops no sort
        except Stopped:
            result.stopped = "cancelled"
            return
        try:
            plan.to.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CullingError(f"cannot make the folder {printable(plan.to)}: {error.strerror or error}") from error
        journal = stack.enter_context(new_sort_journal(plan.to, plan.folder, plan.how, len(plan.steps)))
        result.journal = journal.path
        note_sort(plan.folder, plan.how, journal.path, len(plan.steps))
        sorter = _Sorter(plan, journal, lambda: cancel is not None and cancel.is_set())
        _each(plan, result, sorter.do, progress, cancel)
        if result.stopped is None:
            with suppress(CullingError):  # without this line the sort counts as cut off, which costs nothing
                journal.note(end=len(result.done))


def _each(
    plan: SortPlan,
    result: SortResult,
    do: Callable[[int, Step], None],
    progress: Callable[[int, int], None] | None,
    cancel: threading.Event | None,
) -> None:
    stayed: str | None = None  # the key of the last photo that could not go
    for number, step in enumerate(plan.steps):
        if not step.sidecar and cancel is not None and cancel.is_set():
            result.stopped = "cancelled"
            return
        try:
            if step.sidecar and step.key == stayed:
                result.failed.append((step, "stays with its photo"))
            else:
                do(number, step)
                result.done.append(step)
        except Stopped:
            result.stopped = "cancelled"
            return
        except CullingError as error:
            result.stopped = str(error)
            return
        except OSError as error:
            why = "no such file" if isinstance(error, FileNotFoundError) else error.strerror or str(error)
            result.failed.append((step, why))
            stayed = stayed if step.sidecar else step.key
            if error.errno in _HOPELESS and type(error) is OSError:
                result.stopped = why
                return
        if progress is not None:
            progress(number + 1, len(plan.steps))


def _try(plan: SortPlan, step: Step) -> None:
    """What `do` would raise, as far as looking can tell."""
    step.source.resolve(strict=True).stat()
    if step.target.is_symlink() or step.target.exists():
        raise FileExistsError(errno.EEXIST, "File exists")
    if not may_write(nearest(step.target.parent)):
        raise PermissionError(errno.EACCES, "the folder it should go to may not be written to")
    if plan.how == "move" and not may_write(step.source.parent):
        raise PermissionError(errno.EACCES, "its folder may not be written to, so it cannot leave it")


def _no_room(plan: SortPlan) -> str:
    """Which disk is too small; a move on one disk and a link take nothing but a line of the journal."""
    device = device_of(plan.to)
    size = sum(_taken(plan.how, step, device) for step in plan.steps)
    return no_room([(plan.to, size + in_blocks(_LINE * len(plan.steps)))])


def _taken(how: How, step: Step, device: int) -> int:
    try:
        found = step.source.stat()
    except OSError:
        return 0  # `do` will say so
    copied = how == "copy" or (how == "move" and found.st_dev != device)
    return in_blocks(found.st_size) if copied else 0


class _Sorter:
    """Does one step at a time and notes it before and after."""

    def __init__(self, plan: SortPlan, journal: Journal, stop: Callable[[], bool]) -> None:
        self.plan, self.journal, self.stop = plan, journal, stop
        self.token = secrets.token_hex(4)

    def do(self, number: int, step: Step) -> None:
        size, digest = self._content(step)
        make_folders(step.target.parent, self.plan.to, lambda made: self.journal.write(made=made))
        part = step.target.parent / f"{PART_PREFIX}{self.token}-{number}{PART_SUFFIX}"
        self.journal.write(
            begin=number,
            source=str(step.source.relative_to(self.plan.folder)),
            target=str(step.target.relative_to(self.plan.to)),
            part=str(part.relative_to(self.plan.to)),
            size=size,
            hash=digest,
        )
        try:
            put = self._put(step, part, digest)
        except (OSError, Stopped) as error:
            self.journal.write(failed=number, why=str(error))
            raise
        self.journal.write(done=number, way=put.way, size=put.size, hash=put.hash)

    def _put(self, step: Step, part: Path, digest: str) -> Put:
        if self.plan.how == "link":
            self._check_inside(step.source)
            return link(step.source, step.target)
        if self.plan.how == "copy":
            self._check_inside(step.source)
            return copy(step.source, step.target, part, self.stop)
        return move(step.source, step.target, part, digest, self.stop)

    def _content(self, step: Step) -> tuple[int, str]:
        """(size, hash) before the step; "" where it is not needed: a copy tells it, a link has none of its own."""
        found = step.source.stat()
        if self.plan.how != "move":
            return found.st_size, ""
        if step.known is not None and (found.st_size, found.st_mtime_ns) == step.known[:2]:
            return found.st_size, step.known[2]
        return found.st_size, content_hash(step.source)

    def _check_inside(self, source: Path) -> None:
        """The plan looked, but a link may have been turned since."""
        if not source.resolve(strict=True).is_relative_to(self.plan.folder.resolve()):
            raise PermissionError(errno.EPERM, "a link that leads out of the folder")
