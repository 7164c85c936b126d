"""What a cluster costs: photos a second beside threads, overhead and bytes a photo, and the memory of who plans.

    python -m benchmarks.cluster FOLDER [--rounds 3]

Two worker processes on this machine against two threads of it, in turns; every photo is measured each time.
"""

from __future__ import annotations

import argparse
import logging
import pickle
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from distributed import Client, LocalCluster

from culling import find_photos, scan
from culling.cluster import Cluster
from culling.cluster.errand import Errand, measure_photo
from culling.cluster.run import run_on_cluster
from culling.decoding.limits import Limits
from culling.rescan import Task
from culling.runs import Order, on_threads

SYNTHETIC = 10_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=logging.ERROR
        ) as running,
        Client(running, set_as_default=False) as client,
    ):
        _say(_bytes(given.folder))
        _say(_overhead(client))
        _say(_speed(given.folder, client, given.rounds))


def _say(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _speed(folder: Path, client: Client, rounds: int) -> list[str]:
    count = len(find_photos(folder))
    ways = {"2 threads": {"workers": 2}, "2 worker processes": {"cluster": client}}
    told: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(rounds + 1):  # the first round warms up
        for name, options in ways.items():
            with tempfile.TemporaryDirectory() as kept:
                told[name].append(_timed(lambda: scan(folder, catalog=Path(kept) / "c.sqlite", **options)))  # noqa: B023
    lines = [f"{count} photos, median of {rounds} rounds in turns"]
    for name, seconds in told.items():
        wall, cpu = (statistics.median(values) for values in zip(*seconds[1:], strict=True))
        lines.append(f"{name}: {count / wall:.1f} photos/s, {1000 * cpu / count:.1f} CPU ms a photo")
    ratios = [b[0] / a[0] for a, b in zip(*(seconds[1:] for seconds in told.values()), strict=True)]
    lines.append(f"time of the cluster / time of the threads, paired: {statistics.median(ratios):.2f}")
    return lines


def _bytes(folder: Path) -> list[str]:
    errands = [_errand(path) for path in find_photos(folder)[:50]]
    out = statistics.median(len(pickle.dumps(errand)) for errand in errands)
    back = statistics.median(len(pickle.dumps(measure_photo(errand))) for errand in errands)
    return [f"bytes a photo: {out:.0f} out, {back:.0f} back (row, thumbnail, vector)"]


def _errand(path: Path) -> Errand:
    return Errand(str(path), None, frozenset(), Limits(), 45.0)


def _overhead(client: Client) -> list[str]:
    """Of photos that cost nothing, since they are not there."""
    tasks = [Task(f"{n}.jpg", Path(f"/nowhere/{n:07}.jpg"), 0, 0) for n in range(SYNTHETIC)]
    order = Order(Path("/nowhere"), Limits(), ())
    me = psutil.Process()
    before = me.memory_info().rss
    place = Cluster(str(client.scheduler.address), client=client)
    there = _timed(lambda: _exhaust(run_on_cluster(place, tasks, order, None, lambda text: None)))
    grown = (me.memory_info().rss - before) / 2**20
    here = _timed(lambda: _exhaust(on_threads(2)(tasks, order, None, lambda text: None)))
    return [
        f"{SYNTHETIC} tasks that cost nothing: {1000 * there[1] / SYNTHETIC:.2f} CPU ms each on the cluster, "
        f"{1000 * here[1] / SYNTHETIC:.2f} on threads; {SYNTHETIC / there[0]:.0f}/s at most",
        f"memory of the process that plans (the scheduler is in it here): +{grown:.0f} MiB",
    ]


def _exhaust(outcomes: object) -> None:
    assert sum(1 for _ in outcomes) == SYNTHETIC  # type: ignore[attr-defined]


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """(seconds, CPU seconds of this process and its children)."""
    wall, cpu = time.perf_counter(), _cpu()
    work()
    return time.perf_counter() - wall, _cpu() - cpu


def _cpu() -> float:
    me = psutil.Process()
    return sum(sum(process.cpu_times()[:2]) for process in (me, *me.children(recursive=True)))


if __name__ == "__main__":
    main()
