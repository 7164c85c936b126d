"""The sample photos with the labels that people gave them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from culling.labels.from_csv import read_labels_csv
from culling.labels.truth import Truth

LABELS = Path(__file__).resolve().parents[2] / "sample_data" / "labels.csv"


def sample_table() -> pd.DataFrame:
    """What the presets read of the sample photos, as `culling scan sample_data --table` wrote it once."""
    table = pd.read_csv(Path(__file__).with_name("sample_measures.csv"), index_col="path")
    return table.assign(error=pd.Series([None] * len(table), dtype=object, index=table.index))


def sample_labels(table: pd.DataFrame) -> Truth:
    """What `labels.csv` says of them."""
    return Truth.of(table, read_labels_csv(LABELS, table).labels)
