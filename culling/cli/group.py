"""`culling group`: which photos belong together, and which of each group is the keeper."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from culling.catalog import Catalog
from culling.cli.catalog import Place
from culling.cli.folder import Folder
from culling.cli.progress import say
from culling.cli.scan import scanned
from culling.export.csv_cells import csv_bytes
from culling.files import write_whole
from culling.folders import check_folder
from culling.group.grouping import METHODS, Method, get_method, group
from culling.neighbours import Neighbours

#: Best on series, bursts and near-duplicates alike (benchmarks/GROUPS.md), and it bears the most strangers.
DEFAULT = "scenes"
#: Options by the name of the setting that they are.
_OPTIONS = {
    "distance": "--distance",
    "sure": "--sure",
    "min_samples": "--min-samples",
    "min_cluster_size": "--min-size",
    "gap_s": "--gap",
    "bits": "--bits",
    "alpha_s": "--alpha",
    "beta_deg": "--beta",
    "gamma_deg": "--gamma",
}


def group_command(
    folder: Folder,
    method: Annotated[str, typer.Option("--method", help=f"One of: {', '.join(METHODS)}.")] = DEFAULT,
    distance: Annotated[
        float | None,
        typer.Option("--distance", help="1 − cosine at most: 0 copies alone, 1 nothing in common [by folder size]."),
    ] = None,
    sure: Annotated[
        float | None,
        typer.Option("--sure", help="scenes: distance up to which geometry is not asked [by folder size]."),
    ] = None,
    min_samples: Annotated[
        int | None, typer.Option("--min-samples", help="likeness: photos near each other that begin a group [2].")
    ] = None,
    min_size: Annotated[int | None, typer.Option("--min-size", help="hdbscan: photos of a group at least [2].")] = None,
    gap: Annotated[float | None, typer.Option("--gap", help="bursts: seconds from frame to frame at most.")] = None,
    bits: Annotated[int | None, typer.Option("--bits", help="near-duplicates: of 64 that differ at most.")] = None,
    alpha: Annotated[float | None, typer.Option("--alpha", help="piccl: seconds at most.")] = None,
    beta: Annotated[float | None, typer.Option("--beta", help="piccl: degrees of longitude at most.")] = None,
    gamma: Annotated[float | None, typer.Option("--gamma", help="piccl: degrees of latitude at most.")] = None,
    table: Annotated[
        Path | None, typer.Option("--table", help="Write path, group, keeper, reason to this CSV file [stdout].")
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the groups, for the group guard of `decide`.")] = False,
    catalog: Place = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads [one per core].")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Group photos that belong together, and name the keeper of each group, after scanning what is new."""
    given = dict(zip(_OPTIONS, (distance, sure, min_samples, min_size, gap, bits, alpha, beta, gamma), strict=True))
    chosen = get_method(method)
    settings = _settings(chosen, given)
    check_folder(folder)  # a missing folder leaves no catalog behind
    with Catalog(folder, catalog) as known:
        rows = scanned(folder, known, workers, quiet)
        with say.status("Comparing photos …") if not quiet else nullcontext():
            found = group(
                rows,
                _vectors(known, rows, chosen),
                method,
                chosen=known.chosen_keepers(),
                picture=known.picture,
                **settings,
            )
        if keep:
            known.keep_groups(found["group"], {"method": method, **chosen.settings_for(len(rows), settings)})
    _write(groups_csv(found), table, keep)
    if not quiet:
        _say_summary(found)


def groups_csv(found: pd.DataFrame) -> bytes:
    """path, group (empty for photos that are alone), keeper (1 or 0), reason; the same groups give the same bytes."""
    return csv_bytes(
        {
            "path": [str(path) for path in found.index],
            "group": found["group"].astype("Int64"),
            "keeper": found["keeper"].astype(int),
            "reason": found["keeper_reason"],
        }
    )


def _settings(method: Method, given: dict[str, float | None]) -> dict[str, Any]:
    """What was given on the command line; ValueError when the method has no such option."""
    named = {name: value for name, value in given.items() if value is not None}
    for name in named:
        if name not in method.settings:
            has = ", ".join(_OPTIONS[known] for known in method.settings) or "no options of its own"
            raise ValueError(f"{method.name} has no {_OPTIONS[name]}; it has {has}")
    return named


def _vectors(catalog: Catalog, rows: pd.DataFrame, method: Method) -> Neighbours | Any:
    if method.needs == "nothing":
        return None
    return catalog.vectors(rows.index) if method.needs == "vectors" else catalog.neighbours()


def _write(content: bytes, table: Path | None, keep: bool) -> None:
    """To the file; to stdout where neither a file nor the catalog takes the groups."""
    if table is not None:
        write_whole(table, content)
    elif not keep:
        sys.stdout.buffer.write(content)


def _say_summary(found: pd.DataFrame) -> None:
    grouped = found["group"].notna()
    groups = found["group"].nunique()
    say.print(f"{groups} groups of {grouped.sum()} photos, {(~grouped).sum()} photos alone")
