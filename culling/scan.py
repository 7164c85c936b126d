"""The loop: measure and embed every photo that is new or changed, here or on a cluster, and save as it goes."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import pandas as pd

from culling import nets
from culling.catalog import Catalog
from culling.decoding.limits import Limits
from culling.embed import NETWORK, Vector
from culling.folders import find_photos, folder_of
from culling.measure import Measured, check_parts, recipe
from culling.outcomes import as_measured
from culling.rescan import Plan, Task, make_plan
from culling.runs import Order, Run, on_cluster, on_threads
from culling.vectors import Key

if TYPE_CHECKING:
    from distributed import Client

    from culling.cluster import Cluster

SAVE_ROWS = 64
SAVE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scan is.

    Attributes:
        done: photos looked at, of `total` that need it; unchanged photos are not counted.
        total: photos to measure.
        unchanged: photos whose numbers are still good.
        failed: photos among `done` that are unreadable.
        rate: photos per second so far, 0 before the first.
        seconds_left: estimate; None while nothing is known.
        finished: True in the last report of a scan that was not cancelled.
        note: what a scan on a cluster waits for or does without; "" when nothing.
    """

    done: int
    total: int
    unchanged: int
    failed: int
    rate: float
    seconds_left: float | None
    finished: bool = False
    note: str = ""


def scan(
    folder: Path | str,
    *,
    catalog: Catalog | Path | str | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancel: threading.Event | None = None,
    workers: int | None = None,
    limits: Limits | None = None,
    on_error: Callable[[Path, str], None] | None = None,
    without: Collection[str] | None = None,
    cluster: str | Cluster | Client | None = None,
) -> pd.DataFrame:
    """Measure every photo of a folder that is new or changed, and return the table of all of them.

    Rows are saved as they come, so that a cancelled or broken scan resumes where it stopped. A file that cannot be
    read is a row whose `error` says why. Renamed files keep their numbers and marks; rows of files that are gone
    leave the table, their marks stay in the catalog.

    Args:
        folder: where the photos are, sub-folders included: a path, or a URL such as s3://bucket/shoot.
        catalog: where to keep what is known: an open catalog, an SQLite file, the URL of a shared one (see `Catalog`),
            or None for the user's data directory.
        progress: called after every photo, from this thread.
        cancel: set it to stop; what is under way is finished and saved.
        workers: threads; None for one per core.
        limits: pixels, bytes and seconds that one photo may cost.
        on_error: called with each sub-folder that cannot be listed, and why.
        without: parts of `culling.metrics.PARTS` that are not measured, and cost nothing; the next scans of this
            folder leave them out as well. None leaves out what the last scan did.
        cluster: measure on the workers of this Dask scheduler ("tcp://host:8786"), which see the same folder: same
            rows. This machine plans and saves. See `culling.cluster.Cluster` for other mounts, TLS, and who may be
            trusted. None measures here.

    Raises:
        CullingError: the folder is missing or closed to us, or the catalog cannot be used; the scheduler does not
            answer, or a worker has another culling, other networks or another folder.
        ValueError: `workers` below 1 or together with a cluster, or no such part.
    """
    if workers is not None and workers < 1:
        raise ValueError(f"workers must be 1 or more, got {workers}")
    if workers is not None and cluster is not None:
        raise ValueError("workers counts threads of this machine: leave out either it or the cluster")
    check_parts(without or ())
    root = folder_of(folder).resolve()
    limits = limits or Limits()
    nets.look_again()  # what was missing or damaged may have been fetched or mended since
    cv2.setNumThreads(1)  # we are parallel over photos; OpenCV's own threads would only compete
    with ExitStack() as stack:
        files = find_photos(root, on_error, cancel)  # before the catalog: a missing folder leaves no file behind
        if not isinstance(catalog, Catalog):
            catalog = stack.enter_context(Catalog(root, catalog))
        if without is not None:
            catalog.leave_out(without)
        without = catalog.left_out
        today = recipe(without)
        plan = make_plan(root, files, catalog.stamps(nets.fingerprint(NETWORK)), today)
        catalog.rename(plan.moves)
        if plan.gone:
            catalog.forget(plan.gone)
        order = Order(root, limits, without)
        run = on_threads(workers or os.cpu_count() or 1) if cluster is None else on_cluster(cluster)
        _measure(plan, _Savings(catalog, today), run, order, progress=progress, cancel=cancel)
        return _with_learned(catalog)


def _with_learned(catalog: Catalog) -> pd.DataFrame:
    """The table; what was learned from marks is filled in for photos that are new or changed."""
    table = catalog.table()
    if not table.attrs.get("learned"):
        return table
    from culling.preference.keeping import (
        filled,  # here, since learning knows of scans' recipes and not the other way round
    )

    return filled(catalog, table)


def _measure(
    plan: Plan,
    savings: _Savings,
    run: Run,
    order: Order,
    *,
    progress: Callable[[Progress], None] | None,
    cancel: threading.Event | None,
) -> None:
    report = _Reporter(plan, progress)
    with closing(run(plan.tasks, order, cancel, report.note)) as outcomes:
        try:
            for task, outcome in outcomes:
                measured = as_measured(outcome)
                savings.add(task, measured)
                report.one(failed="error" in measured.values)
        finally:
            savings.flush()
    report.end(cancelled=bool(cancel and cancel.is_set()))


class _Savings:
    """Collects rows and writes them a few dozen at a time, or after a second."""

    def __init__(self, catalog: Catalog, recipe: str) -> None:
        self._catalog = catalog
        self._recipe = recipe
        self._empty()

    def _empty(self) -> None:
        self._rows: list[dict[str, Any]] = []
        self._changes: list[tuple[str, dict[str, Any]]] = []
        self._jpegs: dict[str, bytes] = {}
        self._vectors: dict[Key, Vector] = {}
        self._since = time.monotonic()

    def add(self, task: Task, measured: Measured) -> None:
        if task.only is not None and not measured.fetched:
            return  # what is known of it stays, and the next scan tries again
        if task.only is not None and "error" not in measured.values:
            self._changes.append((task.key, measured.values))
        else:
            facts = {"path": task.key, "file_bytes": task.file_bytes, "mtime_ns": task.mtime_ns}
            self._rows.append(facts | measured.values)
        if measured.jpeg is not None:
            self._jpegs[measured.values["content_hash"]] = measured.jpeg
        self._vectors |= measured.vectors
        if len(self._rows) + len(self._changes) >= SAVE_ROWS or time.monotonic() - self._since > SAVE_SECONDS:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self._catalog.save(self._rows, self._recipe, self._jpegs, self._vectors)
        if self._changes:
            self._catalog.update(self._changes, self._recipe, {} if self._rows else self._vectors)
        self._empty()


class _Reporter:
    def __init__(self, plan: Plan, progress: Callable[[Progress], None] | None) -> None:
        self._plan, self._progress = plan, progress
        self._done = self._failed = 0
        self._begun = time.monotonic()
        self._note = ""
        self._tell()

    def note(self, text: str) -> None:
        self._note = text
        if not self._done:
            self._begun = time.monotonic()  # waiting for workers says nothing about their speed
        self._tell()

    def one(self, *, failed: bool) -> None:
        self._done += 1
        self._failed += failed
        self._tell()

    def end(self, *, cancelled: bool) -> None:
        self._tell(finished=not cancelled or self._done == len(self._plan.tasks))

    def _tell(self, *, finished: bool = False) -> None:
        if self._progress is None:
            return
        rate = self._done / max(time.monotonic() - self._begun, 1e-6) if self._done else 0.0
        total = len(self._plan.tasks)
        left = (total - self._done) / rate if rate else None
        unchanged = self._plan.unchanged
        self._progress(Progress(self._done, total, unchanged, self._failed, rate, left, finished, self._note))
