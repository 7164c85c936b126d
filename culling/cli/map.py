"""`culling map`: where each photo lies so that alike ones lie together, as a table and as a page to look at."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from culling.catalog import Catalog
from culling.cli.catalog import Place
from culling.cli.folder import Folder
from culling.cli.progress import progress_bar, say, stop_on_interrupt
from culling.cli.scan import scanned
from culling.decide import decide
from culling.export.csv_cells import csv_bytes
from culling.files import write_whole
from culling.folders import check_folder
from culling.metrics import METRICS
from culling.policy import Policy

if TYPE_CHECKING:
    from culling.projection import Projection

#: What photos can be coloured by besides the measures.
_COLOURS = ("verdict", "group", "mark", "camera", "lens")


def map_command(
    folder: Folder,
    pca: Annotated[
        bool, typer.Option("--pca", help="By principal components: at once, but coarser; the kept map stays.")
    ] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Lay out all photos anew, also where a map was kept.")] = False,
    table: Annotated[Path | None, typer.Option("--table", help="Write path, x, y, placed to this CSV file.")] = None,
    page: Annotated[
        Path | None, typer.Option("--html", help="Write the map as a page that needs nothing else.")
    ] = None,
    colour: Annotated[
        str, typer.Option("--colour", help=f"Of the page: {', '.join(_COLOURS)}, or a measure.")
    ] = "verdict",
    catalog: Place = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads [one per core].")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Lay out photos so that alike ones lie together, after scanning what is new; the map is kept for next time."""
    _check_colour(colour)
    check_folder(folder)  # a missing folder leaves no catalog behind
    with Catalog(folder, catalog) as known:
        rows = scanned(folder, known, workers, quiet)
        found = _principal(known, rows) if pca else _kept(known, anew) or _laid_out(known, quiet)
    if table is not None:
        write_whole(table, map_csv(found))
    elif page is None:
        sys.stdout.buffer.write(map_csv(found))
    if page is not None:
        write_whole(page, _page(found, rows.reindex(list(found.paths)), colour, folder))
    if not quiet:
        _say_summary(found)


def map_csv(found: Projection) -> bytes:
    """path, x and y (empty for photos without a vector), placed (1 where it was put on the map later, else 0)."""
    points = found.points.astype(float)
    return csv_bytes(
        {"path": list(found.paths), "x": points[:, 0], "y": points[:, 1], "placed": found.placed.astype(int)}
    )


def _check_colour(colour: str) -> None:
    names = [metric.name for metric in METRICS]
    if colour not in (*_COLOURS, *names):
        raise ValueError(f"no colour {colour!r}; choose from {', '.join((*_COLOURS, *names))}")


def _principal(known: Catalog, rows: pd.DataFrame) -> Projection:
    from culling.projection import Projection, project_pca  # here and below, since SciPy slows every start

    return Projection.whole(project_pca(known.vectors(rows.index)), "pca", list(rows.index))


def _kept(known: Catalog, anew: bool) -> Projection | None:
    return None if anew else known.projection()


def _laid_out(known: Catalog, quiet: bool) -> Projection:
    """By UMAP, and kept; Ctrl-C ends it."""
    from culling.projection import laid_out

    near = known.neighbours()
    cancel = threading.Event()
    with progress_bar("laying out", quiet) as tell, stop_on_interrupt(cancel):
        found = laid_out(near, progress=lambda share: tell(round(share * 100), 100), cancel=cancel)
    known.keep_projection(found)
    return found


def _page(found: Projection, rows: pd.DataFrame, colour: str, folder: Path) -> bytes:
    from culling.map_figure import map_figure, map_page  # here, since plotly takes a second

    units = {metric.name: metric.unit for metric in METRICS}
    column = decide(rows, Policy.default())["verdict"] if colour == "verdict" else rows.get(colour)
    if column is None:
        raise ValueError(f"no {colour} is known of these photos; for groups: culling group FOLDER --keep")
    title = f"{folder.resolve().name}: photos that look alike lie together"
    figure = map_figure(found.points, column, list(found.paths), title=title, unit=units.get(colour, ""), height=None)
    return map_page(figure, title)


def _say_summary(found: Projection) -> None:
    there = int((found.points == found.points).all(axis=1).sum())
    later = f", {found.placed.sum()} of them put there later" if found.placed.any() else ""
    without = f", {len(found.paths) - there} without a place" if there < len(found.paths) else ""
    say.print(f"{there} photos on the map by {found.kind.upper()}{later}{without}")
