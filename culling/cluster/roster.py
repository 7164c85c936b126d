"""Who gets which photo: a few for each worker, and those that were on a lost worker one at a time, alone.

A worker that dies takes several photos with it, of which at most one is to blame. Each of them is tried again with
nothing else on its worker: one that then brings its worker down is the culprit, and no other photo is blamed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from culling.rescan import Task

#: One is measured and one waits, per thread: enough to keep it busy while results travel.
PER_THREAD = 2
#: A photo is to blame when this many workers died with nothing else to do.
DEATHS_ALONE = 2
#: How often a photo is sent again after a trouble that is not its own.
TRIES = 3


@dataclass(eq=False, slots=True)
class Sent:
    """One photo on its way: how often it was tried in vain, and whether it may share a worker."""

    task: Task
    tries: int = 0
    alone: bool = False
    deaths: int = 0


class Roster:
    """Photos to come, photos that workers hold, and workers that may be given some."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._coming = iter(tasks)
        self._again: deque[Sent] = deque()
        self._suspects: deque[Sent] = deque()
        self._held: dict[str, set[Sent]] = {}
        self._threads: dict[str, int] = {}
        self._is_all_sent = False

    @property
    def done(self) -> bool:
        """Whether every photo was sent and came back."""
        return self._is_all_sent and not (self._again or self._suspects or self.busy)

    @property
    def busy(self) -> bool:
        """Whether any worker holds a photo."""
        return any(self._held.values())

    @property
    def workers(self) -> frozenset[str]:
        """Those that may be given photos."""
        return frozenset(self._threads)

    def welcome(self, worker: str, threads: int) -> None:
        """From now on the worker is given photos."""
        self._threads[worker] = max(threads, 1)
        self._held.setdefault(worker, set())

    def dismiss(self, worker: str) -> None:
        """The worker gets no more photos; what it holds may still come back."""
        self._threads.pop(worker, None)

    def lose(self, worker: str) -> list[Sent]:
        """The worker is gone: what it held is tried again, except for the photos returned, which are to blame."""
        self.dismiss(worker)
        return [sent for sent in self._held.pop(worker, ()) if self._is_to_blame(sent)]

    def blame(self, worker: str, sent: Sent) -> bool:
        """Dask says that a photo ended its worker: whether it is given up; else it is tried again."""
        self.back(worker, sent)
        return self._is_to_blame(sent)

    def _is_to_blame(self, sent: Sent) -> bool:
        sent.deaths += sent.alone
        sent.alone = True
        if sent.deaths >= DEATHS_ALONE:
            return True
        self._suspects.append(sent)
        return False

    def holds(self, worker: str, sent: Sent) -> bool:
        """Whether a photo is with a worker."""
        return sent in self._held.get(worker, ())

    def back(self, worker: str, sent: Sent) -> None:
        """The worker is done with a photo."""
        self._held.get(worker, set()).discard(sent)

    def again(self, sent: Sent) -> None:
        """Try a photo once more, which is not to blame for what happened."""
        (self._suspects if sent.alone else self._again).append(sent)

    def placements(self) -> Iterator[tuple[str, Sent]]:
        """Photos to send now, and to whom; those of a draining worker wait until it is empty."""
        draining = self._draining()
        for worker in sorted(self._threads, key=self._load):
            held = self._held[worker]
            if worker in draining:
                if not held and self._suspects:
                    yield worker, self._give(worker, self._suspects.popleft())
                continue
            while len(held) < PER_THREAD * self._threads[worker] and not any(sent.alone for sent in held):
                if (sent := self._next()) is None:
                    break
                yield worker, self._give(worker, sent)

    def _draining(self) -> frozenset[str]:
        """Up to half of the workers are kept for suspects; the least busy ones."""
        count = min(len(self._suspects), max(len(self._threads) // 2, 1))
        return frozenset(sorted(self._threads, key=self._load)[:count])

    def _load(self, worker: str) -> float:
        return len(self._held[worker]) / self._threads[worker]

    def _give(self, worker: str, sent: Sent) -> Sent:
        self._held[worker].add(sent)
        return sent

    def _next(self) -> Sent | None:
        if self._again:
            return self._again.popleft()
        for task in self._coming:
            return Sent(task)
        self._is_all_sent = True
        return None
