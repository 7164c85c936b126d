"""Work that goes on in a thread of its own while pages come and look at it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

from culling.errors import CullingError

Result = TypeVar("Result")

_log = logging.getLogger(__name__)
_AT_ONCE = 6  # of one kind; each may hold whole photos
_threads: dict[type, ThreadPoolExecutor] = {}
_choosing = threading.Lock()


def _threads_of(kind: type) -> ThreadPoolExecutor:
    """Each kind of task has threads of its own: six long runs would else keep everybody's short ones waiting."""
    with _choosing:
        if kind not in _threads:
            _threads[kind] = ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix=kind.__name__)
        return _threads[kind]


class Task(Generic[Result]):
    """Something long that runs once: whether it runs, how it ended, and a way to stop it.

    A subclass is a kind of its own: no more than six of a kind run at once, and no kind waits for another.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._outcome: Future[Result] | None = None

    def start(self, work: Callable[[], Result]) -> None:
        """Begin; `work` looks at `stop` now and then."""

        def watched() -> Result:
            try:
                return work()
            except CullingError:
                raise
            except Exception:
                _log.exception("a task failed")
                raise

        self._outcome = _threads_of(type(self)).submit(watched)

    @property
    def running(self) -> bool:
        return self._outcome is not None and not self._outcome.done()

    @property
    def cancelled(self) -> bool:
        """Whether a person asked it to stop."""
        return self.stop.is_set()

    @property
    def result(self) -> Result | None:
        """What it gave; None while it runs and when it failed."""
        if self._outcome is None or self.running or self._outcome.exception() is not None:
            return None
        return self._outcome.result()

    @property
    def error(self) -> str:
        """Why it failed, "" when it did not or has not ended."""
        if self._outcome is None or self.running or (failure := self._outcome.exception()) is None:
            return ""
        if isinstance(failure, CullingError):
            return str(failure)
        return f"Stopped by a fault of this program ({type(failure).__name__}: {failure}). Trying again does no harm."

    def cancel(self) -> None:
        """Ask it to stop at the next good moment."""
        self.stop.set()

    def wait(self, seconds: float | None = None) -> None:
        """Return when it has ended, or raise TimeoutError after `seconds`; how it ended is in `error`."""
        if self._outcome is not None:
            self._outcome.exception(seconds)
