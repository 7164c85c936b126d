"""The scan on a cluster: a bounded number of photos is out at any time, and each comes back once, as a row."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Hashable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from culling.cloud.path import CloudPath
from culling.cluster.agreement import difference
from culling.cluster.errand import Errand, Reply, fingerprint, introduce, is_readable, measure_photo, standing
from culling.cluster.link import DroppedError, Link
from culling.cluster.places import Cluster
from culling.cluster.roster import TRIES, Roster, Sent
from culling.cluster.staff import COUNT, Staff
from culling.measure import Measured
from culling.rescan import Task

if TYPE_CHECKING:
    from distributed import Client

    from culling.runs import Order

POLL_SECONDS = 0.2
#: How long photos that are under way are waited for after a cancel.
FAREWELL_SECONDS = 10.0
_SAMPLES = 5


def run_on_cluster(
    cluster: Cluster,
    tasks: Sequence[Task],
    order: Order,
    cancel: threading.Event | None,
    tell: Callable[[str], None],
) -> Generator[tuple[Task, Measured | Exception]]:
    """Yield each task with its row, or with the exception that it ended in; order as they finish.

    A lost worker's photos are measured by the others; one that ends its worker again and again is a row with an error.
    After `cancel` no photo is sent; those under way are waited for a little. Close the generator when leaving early.

    Args:
        tell: hears what the scan waits for, "" when it waits no more.

    Raises:
        CullingError: the scheduler does not answer any more, a worker would give other numbers, or there is no worker.
    """
    with cluster.connected() as client, closing(Link(client)) as link:
        yield from _Run(cluster, client, link, tasks, order, cancel or threading.Event(), tell).outcomes()


class _Run:
    def __init__(
        self,
        cluster: Cluster,
        client: Client,
        link: Link,
        tasks: Sequence[Task],
        order: Order,
        cancel: threading.Event,
        tell: Callable[[str], None],
    ) -> None:
        self._cluster, self._link, self._order, self._cancel = cluster, link, order, cancel
        self._here = standing(order.without)
        self._recipe = fingerprint(self._here.recipe)
        self._without = frozenset(order.without)
        self._samples = [(self._seen_as(task.path), task.file_bytes) for task in _spread(tasks)]
        self._roster = Roster(tasks)
        self._at: dict[Sent, str] = {}
        self._staff = Staff(link, self._roster, cluster.address, self._ask, self._judge, tell)
        self._until: float | None = None

    def outcomes(self) -> Iterator[tuple[Task, Measured | Exception]]:
        while not self._is_over():
            self._staff.look_after()
            if self._staff.has_met and self._link.is_up and not self._cancel.is_set():
                self._place()
            for tag, outcome in self._link.events(POLL_SECONDS):
                yield from self._hear(tag, outcome)

    def _is_over(self) -> bool:
        if not self._cancel.is_set():
            return self._roster.done
        self._until = self._until or time.monotonic() + FAREWELL_SECONDS
        return not self._roster.busy or time.monotonic() > self._until

    def _place(self) -> None:
        for worker, sent in self._roster.placements():
            self._at[sent] = worker
            errand = Errand(
                self._seen_as(sent.task.path), sent.task.only, self._without, self._order.limits, self._order.seconds
            )
            self._link.send(sent, worker, measure_photo, errand)

    def _hear(self, tag: Hashable, outcome: Any) -> Iterator[tuple[Task, Measured | Exception]]:
        if tag == COUNT:
            for sent in self._staff.counted(outcome):
                yield sent.task, _blamed()
            self._fetch_back()
        elif isinstance(tag, Sent):
            yield from self._came_back(tag, outcome)
        elif isinstance(tag, tuple):
            self._staff.met(tag[1], outcome)

    def _fetch_back(self) -> None:
        """Photos of workers that are gone: their errands would wait for ever."""
        for sent in [sent for sent, worker in self._at.items() if not self._roster.holds(worker, sent)]:
            del self._at[sent]
            self._link.drop(sent)

    def _came_back(self, sent: Sent, outcome: Any) -> Iterator[tuple[Task, Measured | Exception]]:
        worker = self._at.pop(sent, None)
        if worker is None:  # it was fetched back before
            return
        if _is_killed(outcome):
            if self._roster.blame(worker, sent):
                yield sent.task, _blamed()
            return
        self._roster.back(worker, sent)
        if isinstance(outcome, DroppedError):
            self._roster.again(sent)
        elif self._is_of_another_recipe(outcome) or self._is_odd(sent, outcome):
            self._staff.meet_again(worker)
            self._roster.again(sent)
        else:
            yield sent.task, outcome.measured if isinstance(outcome, Reply) else outcome

    def _is_of_another_recipe(self, outcome: Any) -> bool:
        return isinstance(outcome, Reply) and outcome.recipe != self._recipe

    def _is_odd(self, sent: Sent, outcome: Any) -> bool:
        """Whether the worker rather than the photo may be to blame; asked of each photo a few times at most."""
        sent.tries += 1
        fine = isinstance(outcome, Reply) and not (outcome.unseen and _is_there(sent.task.path))
        return not fine and sent.tries < TRIES

    def _ask(self, worker: str) -> None:
        self._link.send(("meet", worker), worker, introduce, self._without, self._samples)

    def _judge(self, answer: Any) -> str | None:
        return difference(self._here, answer, str(self._seen_as(self._order.root)))

    def _seen_as(self, path: Path) -> str | CloudPath:
        """What a worker opens: a path of its own, or a place in a cloud, which is the same everywhere."""
        return path if isinstance(path, CloudPath) else self._cluster.seen_as(path)


def _spread(tasks: Sequence[Task]) -> list[Task]:
    """A few files from all over the folder that are there and hold something."""
    found = [task for task in tasks[:: max(len(tasks) // _SAMPLES, 1)] if task.file_bytes]
    return [task for task in found if _is_there(task.path)][:_SAMPLES]


def _is_there(path: Path) -> bool:
    """Whether this machine can read it; of a file in a cloud the listing said so."""
    return isinstance(path, CloudPath) or is_readable(path)


def _blamed() -> Measured:
    return Measured(
        {"error": "Each worker that measures it ends: the photo is damaged, or needs more memory than a worker has."}
    )


def _is_killed(outcome: Any) -> bool:
    return type(outcome).__name__ == "KilledWorker"
