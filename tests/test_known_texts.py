"""Rows that hold a text, whatever stands for none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from culling import known_texts
from culling.known_texts import known_rows


@pytest.mark.parametrize("interpreter", ["CPython", "another"])
def test_none_and_every_nan_is_missing(interpreter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_texts.platform, "python_implementation", lambda: interpreter)
    column = pd.Series([None, "a", np.nan, float("nan"), "", pd.NA, 0], dtype=object)
    assert known_rows(column).tolist() == [1, 4, 6]
    assert known_rows(column.iloc[::2]).tolist() == [2, 3]
    assert known_rows(column.iloc[:0]).tolist() == []


def test_other_kinds_of_columns() -> None:
    assert known_rows(pd.Series(["a", None], dtype="str")).tolist() == [0]
    assert known_rows(pd.Series([np.nan, 2.0])).tolist() == [1]
    assert known_rows(pd.Series(pd.Categorical([None, "x"]))).tolist() == [1]
