"""The table of measures as a CSV file: `path`, one column per measure, `error`."""

from __future__ import annotations

import pandas as pd

from culling.decoding.exif import EXIF_COLUMNS
from culling.export.csv_cells import csv_bytes
from culling.metrics import METRIC_NAMES

HASHES = ("content_hash", "perceptual_hash")
FACTS = ("file_bytes", "width", "height", "scale", *EXIF_COLUMNS)


def table_csv(table: pd.DataFrame, *, facts: bool = False) -> bytes:
    """One photo a line: path, the measures under their fixed names, both hashes, error.

    Raw numbers, unrounded; empty where a measure could not say or the photo could not be read.

    Args:
        facts: put file and EXIF facts before `error`.
    """
    names = (*METRIC_NAMES, *HASHES, *(FACTS if facts else ()), "error")
    return csv_bytes({"path": [str(path) for path in table.index], **{name: table[name] for name in names}})
