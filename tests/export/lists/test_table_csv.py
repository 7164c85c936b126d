"""The table of measures as CSV: fixed columns, exact numbers, hostile text."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from culling.catalog import TABLE_COLUMNS
from culling.export.csv_cells import unguarded
from culling.export.lists.table_csv import table_csv
from culling.metrics import METRIC_NAMES


@pytest.fixture
def table() -> pd.DataFrame:
    table = pd.DataFrame(index=pd.Index(["a.jpg", "=b,\n.jpg"], name="path"), columns=list(TABLE_COLUMNS), dtype=object)
    table[list(METRIC_NAMES)] = np.nan
    table.loc["a.jpg", "luminance"] = 0.1 + 0.2
    table.loc["a.jpg", "camera"] = "Nikon, D90"
    table.loc["=b,\n.jpg", "error"] = 'cut "off"'
    return table


def test_path_first_then_every_measure_then_hashes_and_error_last(table: pd.DataFrame) -> None:
    again = pd.read_csv(io.BytesIO(table_csv(table)))
    assert list(again.columns) == ["path", *METRIC_NAMES, "content_hash", "perceptual_hash", "error"]
    assert b",0.30000000000000004," in table_csv(table), "unrounded"
    assert again.loc[1, list(METRIC_NAMES)].isna().all()
    assert again.loc[1, "error"] == 'cut "off"'
    assert unguarded(again.loc[1, "path"]) == "=b,\n.jpg"


def test_facts_stand_before_the_error(table: pd.DataFrame) -> None:
    again = pd.read_csv(io.BytesIO(table_csv(table, facts=True)))
    assert list(again.columns)[-1] == "error"
    assert again.loc[0, "camera"] == "Nikon, D90"


def test_an_empty_table_has_its_header(table: pd.DataFrame) -> None:
    assert table_csv(table.iloc[:0]).decode().splitlines()[0].startswith("path,laplacian_variance,")
