"""The sample photos at several sizes, and how sharp their subjects are: measured beforehand, as `measured` is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

#: Written by sample_data/make_sized.py: path, `subject_sharpness`, then each of `MEASURES` at each of `SIZES`.
FILE = Path(__file__).with_name("sized.csv")

#: Long sides in px that every sample photo has.
SIZES = (120, 160, 240, 320, 480)
#: Measures of focus, the classical ones first.
MEASURES = ("laplacian_variance", "tenengrad", "sharpest_tile", "reblur", "blur")


def column(measure: str, size: int) -> str:
    """Where the table keeps a measure of the photos made so small."""
    return f"{measure}@{size}"


def sample_sizes(measure: str) -> pd.DataFrame:
    """A row per sample photo, index = path, with a column for each of `SIZES`; NaN where the measure cannot say."""
    if measure not in MEASURES:
        raise ValueError(f"measured at several sizes were {', '.join(MEASURES)}, not {measure!r}")
    table = _read()[[column(measure, size) for size in SIZES]]
    return table.set_axis(list(SIZES), axis=1)


def sample_subjects() -> pd.Series:
    """`subject_sharpness` of each sample photo, index = path; NaN where no subject stands out."""
    return _read()["subject_sharpness"].copy()


@cache
def _read() -> pd.DataFrame:
    return pd.read_csv(FILE, index_col="path")
