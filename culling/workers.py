"""Run one function over many tasks on several threads, and give up on a task that takes too long.

A thread cannot be stopped from outside: a worker that overstays is left behind (as a daemon it ends with the
program) and replaced, so that one endless photo costs one thread and never the scan.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

POLL_SECONDS = 0.2
FAREWELL_SECONDS = 10.0


class TookTooLong(Exception):  # noqa: N818 - reads as the outcome it is
    """The task was given up."""


def run_on_threads(
    run: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    threads: int,
    seconds: float,
    cancel: threading.Event | None = None,
) -> Generator[tuple[Task, Result | Exception]]:
    """Yield each task with its result, or with the exception that it raised; order as they finish.

    Takes tasks one by one as threads become free, so that memory does not grow with their number. After `cancel` is
    set no task is begun; those under way are finished and yielded.

    Close the generator when leaving it early, so that no thread outlives the work.

    Args:
        seconds: longest time for one task; then it is yielded with `TookTooLong`.
    """
    crew = _Crew(run, threads)
    waiting = iter(tasks)
    try:
        while True:
            while crew.idle and not (cancel and cancel.is_set()):
                try:
                    crew.give(next(waiting))
                except StopIteration:
                    break
            if not crew.busy:
                return
            yield from crew.finished()
            yield from crew.overdue(seconds)
    finally:
        crew.dismiss()


class _Worker(Generic[Task, Result]):
    """One thread with one task at a time; `mail` brings tasks in a tuple, None ends it."""

    def __init__(self, crew: _Crew[Task, Result]) -> None:
        self.crew = crew
        self.mail: queue.SimpleQueue[tuple[Task] | None] = queue.SimpleQueue()
        self.since = 0.0
        self.thread = threading.Thread(target=self._loop, name="culling-worker", daemon=True)
        self.thread.start()

    def _loop(self) -> None:
        while (letter := self.mail.get()) is not None:
            try:
                outcome: Result | Exception = self.crew.run(letter[0])
            except Exception as error:  # noqa: BLE001 - it is handed to the caller, who decides
                outcome = error
            self.crew.done.put((self, outcome))
            del letter, outcome  # a waiting thread must not hold a photo


class _Crew(Generic[Task, Result]):
    def __init__(self, run: Callable[[Task], Result], threads: int) -> None:
        self.run = run
        self.done: queue.SimpleQueue[tuple[_Worker[Task, Result], Result | Exception]] = queue.SimpleQueue()
        self.busy: dict[_Worker[Task, Result], Task] = {}
        self.idle = [_Worker(self) for _ in range(threads)]

    def give(self, task: Task) -> None:
        worker = self.idle.pop()
        worker.since = time.monotonic()
        self.busy[worker] = task
        worker.mail.put((task,))

    def finished(self) -> Iterator[tuple[Task, Result | Exception]]:
        try:
            worker, outcome = self.done.get(timeout=POLL_SECONDS)
        except queue.Empty:
            return
        if worker in self.busy:  # else it was given up before
            task = self.busy.pop(worker)
            self.idle.append(worker)
            yield task, outcome

    def overdue(self, seconds: float) -> Iterator[tuple[Task, Result | Exception]]:
        now = time.monotonic()
        for worker in [worker for worker in self.busy if now - worker.since > seconds]:
            worker.mail.put(None)
            self.idle.append(_Worker(self))
            yield self.busy.pop(worker), TookTooLong(f"given up after {seconds:.0f} s")

    def dismiss(self) -> None:
        """End all threads, after what they are at: one that decodes while the program ends would tear it down."""
        for worker in (*self.idle, *self.busy):
            worker.mail.put(None)
        until = time.monotonic() + FAREWELL_SECONDS
        for worker in self.busy:
            worker.thread.join(max(until - time.monotonic(), 0))
