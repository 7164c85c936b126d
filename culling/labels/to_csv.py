"""The ledger of labels as a CSV file: everything that was ever said, with who, when and how."""

from __future__ import annotations

import pandas as pd

from culling.export.csv_cells import csv_bytes

COLUMNS = ("path", "label", "by", "how", "source", "draw", "repeat", "seen", "at")


def labels_csv(history: pd.DataFrame) -> bytes:
    """UTF-8, oldest first: path, label (empty where one was taken back), by, how, source, draw, repeat, seen, at (UTC).

    `read_labels_csv` reads it back, with people and repeats, as imported labels.

    Args:
        history: `Catalog.label_history()`.
    """
    return csv_bytes({name: history[name] for name in COLUMNS})
