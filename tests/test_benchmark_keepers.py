"""The benchmark of keepers on a table made by hand: each way to choose takes the photo that it says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from benchmarks.keepers import CHOICES, bursts, keeper_rows


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("first", [0, 3]),
        ("largest file", [2, 3]),
        ("variance of the Laplacian", [1, 4]),
        ("blur alone", [1, 4]),
        ("keepers", [1, 4]),
    ],
)
def test_each_way_takes_the_photo_that_it_says(name: str, rows: list[int]) -> None:
    table = pd.DataFrame(
        {
            "group": [0.0, 0.0, 0.0, 4.0, 4.0],
            "file_mb": [1.0, 1.1, 1.2, 1.1, 1.0],
            "laplacian_variance": [None, 9.0, 3.0, 1.0, 2.0],
            "blur": [0.5, 0.1, 0.3, 0.8, 0.2],
        },
        index=list("abcde"),
    )
    np.testing.assert_array_equal(CHOICES[name](table), rows)


def test_a_folder_becomes_measured_bursts_and_a_report(tmp_path: Path) -> None:
    tiles = np.random.default_rng(0).integers(0, 255, (12, 16, 3), dtype=np.uint8)
    for name in ("one", "two", "three"):
        Image.fromarray(np.roll(tiles, len(name), axis=1)).resize((320, 240), Image.Resampling.BICUBIC).save(
            tmp_path / f"{name}.png"
        )
    table = bursts(tmp_path, 1, 2, 3, 1.0)
    assert table["group"].tolist() == [0.0] * 3 + [1.0] * 3
    assert (table.groupby("group")["damage"].agg(lambda made: (made == "none").sum()) == 1).all()
    chance, *rows = keeper_rows(tmp_path, 0, 1, 2, 1.0)
    assert chance.result == "50 %"
    assert len(rows) == len(CHOICES)
    assert {row.result for row in rows} <= {"0 % (0–79)", "100 % (21–100)"}
