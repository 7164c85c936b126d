"""Hand-made tables of photos for suggestions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from culling.marks import MARKS

NONE = math.nan


def photos(count: int, **columns: list[Any]) -> pd.DataFrame:
    """Photos a.jpg, b.jpg, … of 10, 20, … bytes that differ, all fine but for what is given."""
    index = pd.Index([f"{'abcdefghijklm'[row]}.jpg" for row in range(count)], name="path")
    fine: dict[str, list[Any]] = {
        "file_bytes": [10 * (row + 1) for row in range(count)],
        "content_hash": [f"{row:032x}" for row in range(count)],
        "blur": [0.1] * count,
        "motion_blur": [0.1] * count,
        "p_dark": [0.1] * count,
        "luminance": [120.0] * count,
        "mark": [None] * count,
        "error": [None] * count,
    }
    return pd.DataFrame({**fine, **columns}, index=index)


def groups(numbers: list[float], keeper: int | list[bool], reasons: list[str] | None = None) -> dict[str, list[Any]]:
    """The columns of a grouping whose photos all look alike."""
    keepers = keeper if isinstance(keeper, list) else [row == keeper for row in range(len(numbers))]
    return {
        "group": numbers,
        "keeper": keepers,
        "keeper_reason": reasons or ["first" if is_it else "less sharp than the keeper" for is_it in keepers],
        "perceptual_hash": ["f" * 16] * len(numbers),
    }


@st.composite
def any_tables(draw: st.DrawFn) -> pd.DataFrame:
    """Up to nine photos with whatever a table may hold, columns absent now and then."""
    size = draw(st.integers(0, 9))

    def column(*choices: Any) -> list[Any]:
        return draw(st.lists(st.sampled_from(choices), min_size=size, max_size=size))

    made: dict[str, Any] = {
        "file_bytes": np.array(column(0, 5, 70, 1_000), np.int64),
        "content_hash": column("a" * 32, "b" * 32, "c" * 32, None),
        "perceptual_hash": column("f" * 16, "0" * 16, "f" * 15 + "0", None),
        "blur": np.array(column(0.1, 0.36, 0.9, NONE), np.float64),
        "p_dark": np.array(column(0.1, 0.95, NONE), np.float64),
        "eyes_open": np.array(column(0.01, 0.9, NONE), np.float64),
        "subject_sharpness": np.array(column(1.0, 1e6, NONE), np.float64),
        "mark": pd.Series(column(None, None, *MARKS), dtype=object).to_numpy(),
        "error": pd.Series(column(None, None, None, "The file is empty (0 bytes)."), dtype=object).to_numpy(),
    }
    if draw(st.booleans()):
        made["group"] = np.array(column(0.0, 1.0, 2.0, NONE), np.float64)
        if draw(st.booleans()):
            made["keeper"] = np.array(column(True, False, False), np.bool_)
            made["keeper_reason"] = column("sharper", "")
    present = [name for name in made if name == "file_bytes" or draw(st.integers(0, 5))]
    index = pd.Index([f"{'ihgfedcba'[row]}.jpg" for row in range(size)], name="path")
    return pd.DataFrame({name: made[name] for name in present}, index=index)
