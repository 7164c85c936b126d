"""Sort photos into keep/, maybe/ and reject/: planned, tried dry, done with a journal, and taken back."""

from __future__ import annotations

import errno
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from culling.errors import CullingError
from culling.export.journal import Journal, new_journal
from culling.export.sort_plan import How, LeftOut, SortPlan, Step, plan_sort
from culling.export.sort_undo import UndoResult, undo
from culling.export.transfer import Put, Stopped, content_hash, copy, link, move
from culling.files import PART_PREFIX, PART_SUFFIX
from culling.folders import printable

__all__ = ["How", "LeftOut", "SortPlan", "SortResult", "Step", "UndoResult", "plan_sort", "run", "undo"]

# After these every further step would fail as well.
_HOPELESS = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO))


@dataclass
class SortResult:
    """What became of a plan.

    Attributes:
        done: the steps that were done, or in a dry run would be.
        failed: (step, why) for each that could not be; its file is where it was.
        stopped: why the rest was not tried: "cancelled", "No space left on device", …; None when all was tried.
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
    photo the sidecars stay. A dry run writes nothing and tells which steps would fail now.

    Args:
        plan: from `plan_sort`.
        progress: called with (steps behind us, all steps) after each.
        cancel: set it to stop.

    Raises:
        CullingError: the target folder or the journal cannot be written.
    """
    result = SortResult()
    if not plan.steps:
        return result
    if dry_run:
        _each(plan, result, _try, progress, cancel)
        return result
    try:
        plan.to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CullingError(f"cannot make the folder {printable(plan.to)}: {error.strerror or error}") from error
    with new_journal(plan.to, plan.folder, plan.how) as journal:
        result.journal = journal.path
        sorter = _Sorter(plan, journal, lambda: cancel is not None and cancel.is_set())
        _each(plan, result, sorter.do, progress, cancel)
    return result


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


def _try(number: int, step: Step) -> None:
    """What `do` would raise, as far as looking can tell."""
    step.source.resolve(strict=True).stat()
    if step.target.is_symlink() or step.target.exists():
        raise FileExistsError(errno.EEXIST, "File exists")


class _Sorter:
    """Does one step at a time and notes it before and after."""

    def __init__(self, plan: SortPlan, journal: Journal, stop: Callable[[], bool]) -> None:
        self.plan, self.journal, self.stop = plan, journal, stop
        self.token = secrets.token_hex(4)

    def do(self, number: int, step: Step) -> None:
        size, digest = self._content(step)
        self._make_folders(step.target.parent)
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

    def _make_folders(self, folder: Path) -> None:
        """Make what is missing above a target, each noted, so that `undo` can remove it when it is empty again."""
        missing = []
        while folder != self.plan.to and not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for place in reversed(missing):
            place.mkdir(exist_ok=True)
            self.journal.write(made=str(place.relative_to(self.plan.to)))
