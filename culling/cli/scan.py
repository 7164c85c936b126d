"""The scan as the shell commands run it: progress, Ctrl-C, and what could not be used or listed."""

from __future__ import annotations

import threading
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from culling.catalog import Catalog
from culling.cli.progress import progress_bar, say, stop_on_interrupt
from culling.errors import CullingError
from culling.folders import printable
from culling.measure import network_problems
from culling.scan import Progress, scan


def scanned(
    folder: Path,
    catalog: Catalog | Path | None,
    workers: int | None,
    quiet: bool,
    without: Collection[str] | None = None,
) -> pd.DataFrame:
    """Scan with a progress bar; Ctrl-C stops after the photos under way, and what was measured is kept.

    `without`: parts that are left out, from now on; None for those that were before.
    """
    for problem in network_problems().values():
        say.print(f"{problem} What it measures stays empty.", style="yellow", markup=False, soft_wrap=True)
    cancel = threading.Event()
    with progress_bar("scanning", quiet) as tell, stop_on_interrupt(cancel):

        def progress(state: Progress) -> None:
            tell(state.done, state.total)

        rows = scan(
            folder,
            catalog=catalog,
            progress=progress,
            cancel=cancel,
            workers=workers,
            on_error=_say_closed,
            without=without,
        )
    if cancel.is_set():
        raise CullingError("stopped; what was measured is kept, the same command goes on from there")
    if outdated := rows.attrs.get("outdated"):
        say.print(outdated, style="yellow", markup=False, soft_wrap=True)
    return rows


def _say_closed(folder: Path, reason: str) -> None:
    say.print(f"{printable(folder)}: {reason}", markup=False, soft_wrap=True)
