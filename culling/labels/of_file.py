"""Labels of a CSV file ready to be compared with decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from culling.errors import CullingError
from culling.folders import printable
from culling.labels.from_csv import read_labels_csv
from culling.labels.read import ReadLabels
from culling.labels.truth import Truth
from culling.labels.words import counted

_NOTED = 3


def truth_of_file(
    file: Path, table: pd.DataFrame, folder: Path | None = None, told: Callable[[ReadLabels], None] | None = None
) -> tuple[Truth, ReadLabels]:
    """Labels of a file, one a photo, and what was read.

    Args:
        file: see `read_labels_csv`.
        table: the photos.
        folder: where they lie.
        told: called with what was read, before anything is refused.

    Raises:
        CullingError: the file cannot be used at all, or nothing in it is a label of a photo of this folder.
    """
    found = read_labels_csv(file, table, folder=folder)
    if told is not None:
        told(found)
    if not found.labels:
        where = "this table" if folder is None else printable(folder)
        raise CullingError(
            f"no line of {printable(file)} is a label of a photo in {where}: it needs the columns path, "
            "relative to the folder, and label, keep or reject"
        )
    how = found.entries[0].how if found.entries else "imported"
    truth = Truth.of(table, found.labels, how=how)
    return replace(truth, sampled=_all_readable(table, truth), notes=_notes(found)), found


def _notes(found: ReadLabels) -> tuple[str, ...]:
    """What is worth knowing of a file: the first lines that could not be used, and how many more."""
    differing = len({entry.path for entry in found.entries if not entry.repeat}) - len(found.labels)
    said = f"Of {counted(differing, 'photo')} different people said different things"
    lines = [f"{said}: neither counts."] * bool(differing)
    lines += [f"Labels, {problem}." for problem in found.problems[:_NOTED]]
    if (more := len(found.problems) - _NOTED) > 0:
        lines.append(f"{counted(more, 'more line')} of the labels could not be used.")
    return (*found.notes, *lines)


def _all_readable(table: pd.DataFrame, truth: Truth) -> bool:
    """Whether every photo that can be read is labelled: then the labels tell of the folder, however chosen."""
    return bool(len(truth)) and len(truth) >= int(table["error"].isna().sum())
