"""The workers of a cluster as they come and go: each is asked what it would measure with before it gets a photo."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from culling.cluster.link import DroppedError, Link
from culling.cluster.roster import Roster, Sent
from culling.errors import CullingError

COUNT_SECONDS = 1.0
#: How long a lost connection to the scheduler is waited for, and how long its silence is borne.
LOST_SECONDS = 10.0
SILENT_SECONDS = 60.0
#: Longest wait for a first worker, or for another one when all are gone.
WAIT_SECONDS = 60.0
#: How often a worker that was refused is asked once more: a mount or a server may be back.
AGAIN_SECONDS = 10.0
#: How long a scan waits for all workers to introduce themselves before it begins with those that did.
MEET_SECONDS = 60.0

COUNT = "count"
_KEPT = "What was measured is kept, the same command goes on from there."


class Staff:
    """Welcomes workers to the roster and takes leave of them.

    Args:
        ask: sends a worker the question who it is, under the tag ("meet", worker).
        judge: what is wrong with a worker by its answer; None when nothing is.
        tell: hears what a person should know, "" when there is nothing any more.
    """

    def __init__(
        self,
        link: Link,
        roster: Roster,
        address: str,
        ask: Callable[[str], None],
        judge: Callable[[Any], str | None],
        tell: Callable[[str], None],
    ) -> None:
        self._link, self._roster, self._address = link, roster, address
        self._ask, self._judge, self._tell = ask, judge, tell
        self._threads: dict[str, int] = {}
        self._asked: set[str] = set()
        self._refused: dict[str, str] = {}
        self._counting = self._was_counted = False
        self._count_due = self._again_due = self._since = self._heard = self._staffed = time.monotonic()
        self._said = ""
        self.has_met = False

    def look_after(self) -> None:
        """To be called often: counts workers when it is time, and gives up what has been waited for long enough.

        Raises:
            CullingError: the scheduler or all workers are gone; or a worker, before the first photo, differs.
        """
        now = time.monotonic()
        if now >= self._count_due and not self._counting:
            self._counting = True
            self._link.count_workers(COUNT)
        if now - self._heard > (SILENT_SECONDS if self._link.is_up else LOST_SECONDS):
            raise CullingError(f"The scheduler at {self._address} is gone. {_KEPT}")
        self._meet(now)
        self._ask_again(now)
        if self._roster.workers:
            self._staffed = now
        elif now - self._staffed > (WAIT_SECONDS if not self._asked else MEET_SECONDS + WAIT_SECONDS):
            raise CullingError(self._without_workers())
        self._say()

    def counted(self, threads: dict[str, int] | Exception) -> list[Sent]:
        """The scheduler said which workers it has; returns photos that are to blame for the end of one."""
        self._counting = False
        self._count_due = time.monotonic() + COUNT_SECONDS
        if isinstance(threads, Exception):
            return []
        self._heard, self._was_counted = time.monotonic(), True
        given_up = []
        for worker in self._threads.keys() - threads.keys():
            self._asked.discard(worker)
            self._refused.pop(worker, None)
            given_up += self._roster.lose(worker)
        for worker in threads.keys() - self._threads.keys():
            self._question(worker)
        self._threads = dict(threads)
        return given_up

    def met(self, worker: str, answer: Any) -> None:
        """A worker said who it is."""
        if worker not in self._asked:
            return
        self._asked.discard(worker)
        if isinstance(answer, DroppedError):
            self._threads.pop(worker, None)  # it is new at the next count, and asked again
        elif (wrong := self._judge(answer)) is None:
            self._refused.pop(worker, None)
            self._roster.welcome(worker, self._threads[worker])
        else:
            self._refused[worker] = wrong

    def meet_again(self, worker: str) -> None:
        """Something is odd about a worker: no photos until it has said anew who it is."""
        self._roster.dismiss(worker)
        if worker in self._threads and worker not in self._asked and worker not in self._refused:
            self._question(worker)

    def _meet(self, now: float) -> None:
        """The scan begins when every worker that was there at first has said who it is."""
        if self.has_met or not (self._roster.workers or self._refused):
            return
        if not self._asked or now - self._since > MEET_SECONDS:
            if self._refused:
                raise CullingError(f"Nothing was measured, since a worker differs. {self._refusals()}")
            self.has_met = True

    def _ask_again(self, now: float) -> None:
        if now < self._again_due:
            return
        self._again_due = now + AGAIN_SECONDS
        for worker in self._refused.keys() - self._asked if self.has_met else ():
            self._question(worker)

    def _question(self, worker: str) -> None:
        self._asked.add(worker)
        self._ask(worker)

    def _refusals(self) -> str:
        return " ".join(f"{worker}: {wrong}." for worker, wrong in sorted(self._refused.items()))

    def _without_workers(self) -> str:
        why = f" {self._refusals()}" if self._refused else ""
        start = f"Start some with `dask worker {self._address}`."
        return f"{self._address} has no worker that can be used.{why} {start} {_KEPT}"

    def _say(self) -> None:
        if not self._link.is_up:
            said = f"waiting for the scheduler at {self._address}"
        elif self._roster.workers:
            said = f"not used: {self._refusals()}" if self._refused else ""
        elif self._asked:
            said = "waiting for workers to get ready"
        else:
            said = f"waiting for workers at {self._address}" if self._was_counted else ""
        if said != self._said:
            self._said = said
            self._tell(said)
