"""The scan as the shell commands run it: progress, Ctrl-C, and what could not be used or listed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from culling.catalog import Catalog
from culling.cli.progress import progress_bar, say, stop_on_interrupt
from culling.cluster.places import Cluster, root_pair
from culling.errors import CullingError
from culling.folders import printable
from culling.measure import network_problems
from culling.scan import Progress, scan

_TRUST = (
    "tcp:// is neither encrypted nor signed in: who reaches the scheduler can run programs on its workers and here. "
    "Where others share the network, use tls://."
)
ClusterAddress = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help=f"Measure on the workers of a Dask scheduler: tcp://host:8786. {_TRUST}"
    ),
]
ClusterRoots = Annotated[
    list[str] | None,
    typer.Option("--cluster-root", metavar="LOCAL=REMOTE", help="Workers see the folder LOCAL as REMOTE (repeatable)."),
]
ClusterTls = Annotated[
    Path | None,
    typer.Option("--cluster-tls", metavar="DIR", help="ca.pem, cert.pem and key.pem [Dask's own configuration]."),
]


def named_cluster(address: str | None, roots: Collection[str] | None, tls: Path | None, quiet: bool) -> Cluster | None:
    """The cluster that the options name; says what an open one means."""
    if address is None:
        if roots or tls:
            raise ValueError("--cluster-root and --cluster-tls need --cluster")
        return None
    cluster = Cluster(address, tuple(map(root_pair, roots or ())), tls)
    logging.getLogger("distributed.client").disabled = True  # of a lost scheduler we say one line, it 30
    if cluster.is_open and not quiet:
        say.print(_TRUST, style="yellow", markup=False, soft_wrap=True)
    return cluster


def scanned(
    folder: Path,
    catalog: Catalog | Path | str | None,
    workers: int | None,
    quiet: bool,
    without: Collection[str] | None = None,
    cluster: Cluster | None = None,
) -> pd.DataFrame:
    """Scan with a progress bar; Ctrl-C stops after the photos under way, and what was measured is kept.

    `without`: parts that are left out, from now on; None for those that were before.
    """
    for problem in network_problems().values():
        say.print(f"{problem} What it measures stays empty.", style="yellow", markup=False, soft_wrap=True)
    cancel, notes = threading.Event(), _Notes(quiet)
    with progress_bar("scanning", quiet) as tell, stop_on_interrupt(cancel):

        def progress(state: Progress) -> None:
            tell(state.done, state.total)
            notes.tell(state.note)

        rows = scan(
            folder,
            catalog=catalog,
            progress=progress,
            cancel=cancel,
            workers=workers,
            on_error=_say_closed,
            without=without,
            cluster=cluster,
        )
    if cancel.is_set():
        raise CullingError("stopped; what was measured is kept, the same command goes on from there")
    if outdated := rows.attrs.get("outdated"):
        say.print(outdated, style="yellow", markup=False, soft_wrap=True)
    return rows


class _Notes:
    """Says what a scan waits for or does without, each once."""

    def __init__(self, quiet: bool) -> None:
        self._quiet, self._last = quiet, ""

    def tell(self, note: str) -> None:
        if note != self._last and note and not self._quiet:
            say.print(note, style="yellow", markup=False, soft_wrap=True)
        self._last = note


def _say_closed(folder: Path, reason: str) -> None:
    say.print(f"{printable(folder)}: {reason}", markup=False, soft_wrap=True)
