"""Where photos are measured: on threads of this machine, or by the workers of a cluster; the rows are the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from culling.cloud.prefetch import prefetched
from culling.decoding.limits import Limits
from culling.measure import Measured, load_networks, measure_file
from culling.rescan import Task
from culling.workers import run_on_threads

if TYPE_CHECKING:
    from distributed import Client

    from culling.cluster import Cluster

# A decoder in its own process is killed after limits.seconds; only then is a thread given up.
GRACE = 1.5

Outcomes = Generator[tuple[Task, Measured | Exception]]


@dataclass(frozen=True)
class Order:
    """How photos are to be measured.

    Attributes:
        root: the folder that is scanned.
        limits: what one photo may cost.
        without: parts that are left out.
    """

    root: Any
    limits: Limits
    without: Collection[str]

    @property
    def seconds(self) -> float:
        """After these a photo is given up."""
        return self.limits.seconds * GRACE


class Run(Protocol):
    """Yields each task with its row, or with the exception that it ended in, as they finish.

    After `cancel` is set no task is begun. `tell` hears what is waited for, "" when nothing. Closed when left early.
    """

    def __call__(
        self, tasks: Sequence[Task], order: Order, cancel: threading.Event | None, tell: Callable[[str], None]
    ) -> Outcomes: ...


def on_threads(threads: int) -> Run:
    """On so many threads of this machine."""

    def run(
        tasks: Sequence[Task], order: Order, cancel: threading.Event | None, tell: Callable[[str], None]
    ) -> Outcomes:
        if tasks:
            load_networks(order.without)
        with closing(prefetched(tasks, order.limits, cancel)) as ready:
            yield from run_on_threads(
                lambda task: measure_file(task.path, order.limits, task.only, order.without),
                ready,
                threads=min(threads, max(len(tasks), 1)),
                seconds=order.seconds,
                cancel=cancel,
            )

    return run


def on_cluster(cluster: str | Cluster | Client) -> Run:
    """On the workers of a cluster, which is only connected to when there is something to measure.

    Raises:
        CullingError: the extra is missing.
        ValueError: no address of a scheduler.
    """
    from culling.cluster.places import as_cluster
    from culling.cluster.run import run_on_cluster

    place = as_cluster(cluster)

    def run(
        tasks: Sequence[Task], order: Order, cancel: threading.Event | None, tell: Callable[[str], None]
    ) -> Outcomes:
        if tasks:
            yield from run_on_cluster(place, tasks, order, cancel, tell)

    return run
