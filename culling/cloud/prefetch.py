"""Photos of a cloud folder are fetched by threads of their own while others are measured: waiting costs no time.

What is fetched and not yet taken stays below a number of bytes; then nothing more is fetched until some is taken.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Self

from culling.cloud.path import CloudPath
from culling.cloud.patience import NotFetchedError
from culling.decoding.limits import Limits
from culling.errors import CullingError
from culling.rescan import Task
from culling.workers import TookTooLong, run_on_threads

FETCHERS = 8
AHEAD_BYTES = 256 * 1024**2
FETCH_S = 1800.0  # for one photo, waiting for its turn and all attempts included
# One more than are fetched at once: they all failed, and so did the next. Then it is not the photos.
GIVE_UP_AFTER = FETCHERS + 1


def prefetched(tasks: Iterable[Task], limits: Limits, cancel: threading.Event | None = None) -> Generator[Task]:
    """The same tasks, those of photos in a cloud with their bytes at hand, in the order in which they came.

    A photo that could not be fetched comes with the reason instead. Local files pass as they are.

    Raises:
        CullingError: no photo can be fetched any more; what was yielded before is good.
    """
    waiting = iter(tasks)
    first = next(waiting, None)
    if first is None or not isinstance(first.path, CloudPath):
        yield from [] if first is None else [first]
        yield from waiting
        return
    ahead = _Ahead(AHEAD_BYTES)
    fetch = _Fetch(ahead, limits, cancel).one
    missed: list[Task] = []
    running = run_on_threads(fetch, _then(first, waiting), threads=FETCHERS, seconds=FETCH_S, cancel=cancel)
    with closing(running):
        for task, outcome in running:
            if isinstance(outcome, Task):
                yield from missed
                missed.clear()
                yield outcome
            elif isinstance(outcome, FileNotFoundError):
                yield _without_bytes(task, outcome)
            elif isinstance(outcome, OSError | TookTooLong):
                missed.append(_without_bytes(task, outcome))
                _check_alive(missed, outcome)
            else:
                raise outcome
    yield from missed


def _then(first: Task, others: Iterator[Task]) -> Iterator[Task]:
    yield first
    yield from others


def _cloud(task: Task) -> CloudPath:
    if not isinstance(task.path, CloudPath):
        raise ValueError(f"{task.path} lies in no cloud")
    return task.path


def _without_bytes(task: Task, outcome: OSError | TookTooLong) -> Task:
    reason = outcome if isinstance(outcome, OSError) else NotFetchedError(str(outcome))
    return replace(task, path=FetchedPath(_cloud(task), reason))


def _check_alive(missed: list[Task], last: OSError | TookTooLong) -> None:
    if len(missed) < GIVE_UP_AFTER:
        return
    said = getattr(last, "strerror", None) or str(last)
    raise CullingError(
        f"{len(missed)} photos in a row could not be fetched from {_cloud(missed[-1]).parents[-1]} ({said}). What was "
        "measured is kept; scan again once the server answers, and it goes on from there."
    )


class _Ahead:
    """Bytes that were fetched and not yet taken; whoever would fetch too many waits."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._change = threading.Condition()

    def take(self, size: int, cancel: threading.Event | None) -> None:
        """Wait for room; a photo larger than all of it comes alone."""
        with self._change:
            while self._held and self._held + size > self._most and not (cancel and cancel.is_set()):
                self._change.wait(0.2)
            self._held += size

    def give_back(self, size: int) -> None:
        with self._change:
            self._held -= size
            self._change.notify_all()


class _Fetch:
    def __init__(self, ahead: _Ahead, limits: Limits, cancel: threading.Event | None) -> None:
        self._ahead, self._limits, self._cancel = ahead, limits, cancel

    def one(self, task: Task) -> Task:
        """The task with its bytes; a photo that is too large passes, since its size alone makes it a row."""
        path, size = _cloud(task), task.file_bytes
        if size > self._limits.max_bytes:
            return task
        self._ahead.take(size, self._cancel)
        try:
            data = path.fetch(self._cancel)
        except BaseException:
            self._ahead.give_back(size)
            raise
        return replace(task, path=FetchedPath(path, data, lambda: self._ahead.give_back(size)))


class FetchedPath(CloudPath):
    """A photo whose bytes are here already, or the reason why they are not; handed out once."""

    __slots__ = ("_handed_out", "_outcome")

    def __new__(cls, path: CloudPath, *_: object) -> Self:
        return super().__new__(cls, path.store)

    def __init__(self, path: CloudPath, outcome: bytes | OSError, handed_out: Callable[[], None] | None = None) -> None:
        super().__init__(path.store, path.key, path.facts)
        self._outcome: bytes | OSError | None = outcome
        self._handed_out = handed_out

    def fetch(self, stop: threading.Event | None = None) -> bytes:
        """The bytes; from the second time on they are fetched again."""
        outcome, self._outcome = self._outcome, None
        if outcome is None:
            return super().fetch(stop)
        if isinstance(outcome, OSError):
            raise outcome
        if self._handed_out is not None:
            self._handed_out()
        return outcome
