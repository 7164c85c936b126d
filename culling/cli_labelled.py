"""Labels as the shell commands of the audit take them: from a file, or from the folder's ledger."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from culling.catalog import Catalog
from culling.cli_progress import say
from culling.labels.collect import collect
from culling.labels.from_csv import read_labels_csv
from culling.labels.truth import Truth

_SHOWN = 10


def from_file(file: Path, table: pd.DataFrame, folder: Path) -> Truth:
    """Labels from a CSV file, one a photo; lines that cannot be used are told on stderr and in the notes.

    Raises:
        CullingError: the file cannot be used at all.
    """
    found = read_labels_csv(file, table, folder=folder)
    for problem in found.problems[:_SHOWN]:
        say.print(f"labels, {problem}", style="yellow", markup=False, soft_wrap=True)
    if len(found.problems) > _SHOWN:
        say.print(f"labels: {len(found.problems) - _SHOWN:,} more lines cannot be used", style="yellow")
    how = found.entries[0].how if found.entries else "imported"
    truth = Truth.of(table, found.labels, how=how)
    return replace(truth, sampled=_all_readable(table, truth), notes=(*found.notes, *found.problems))


def from_ledger(catalog: Catalog, table: pd.DataFrame) -> Truth:
    """The labels in the folder's catalog, one a photo."""
    return collect(table, catalog.label_history(), catalog.draws())


def _all_readable(table: pd.DataFrame, truth: Truth) -> bool:
    """Whether every photo that can be read is labelled: then the labels tell of the folder, however chosen."""
    return bool(len(truth)) and len(truth) >= int(table["error"].isna().sum())
