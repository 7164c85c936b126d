"""Labels: what people said of photos, kept apart from marks, to check decisions against."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from culling.labels.label import HOWS, LABELS, Draw, How, Label, Said
from culling.labels.truth import Truth

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HOWS", "LABELS", "Draw", "How", "Label", "Said", "Truth", "read_labels"]


def read_labels(file: Path | str, table: pd.DataFrame, folder: Path | str | None = None) -> Truth:
    """Labels from a CSV file with the columns `path` and `label` (keep or reject), one a photo of the table.

    Lines that cannot be used, and photos of which people said different things, are told in its `notes`.

    Args:
        file: see `culling.labels.from_csv.read_labels_csv`.
        table: the photos, as `scan` returns them.
        folder: where they lie, so that absolute paths are found.

    Raises:
        CullingError: the file cannot be used, or nothing in it is a label of one of these photos.
    """
    from culling.labels.of_file import truth_of_file  # here, since reading files asks for labels

    return truth_of_file(Path(file), table, None if folder is None else Path(folder))[0]
