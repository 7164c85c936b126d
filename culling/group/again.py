"""Keepers after somebody marked photos: only their groups are looked at again, however many photos there are."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from culling.group.keeper import keepers
from culling.guard import group_codes
from culling.judge import Codes, mark_code, text_codes


def with_marks(table: pd.DataFrame, marks: pd.Series, chosen: Collection[str] = ()) -> pd.DataFrame:
    """The table with these marks, and the keepers and reasons that `keepers` gives with them.

    A mark matters to its own group alone, so that a million photos take a tenth of a second instead of seconds.

    Args:
        table: with the columns `mark`, `group`, `keeper` and `keeper_reason`, as `Catalog.table` gives them.
        marks: of each photo of the table, None or NaN for none.
        chosen: paths that a person chose as keepers, the same as before.
    """
    marked = table.assign(mark=marks)
    rows = _rows_again(table, marked)
    if not len(rows):
        return marked
    part = marked.iloc[rows]
    best = keepers(part, part["group"], chosen)
    keeper, reason = table["keeper"].to_numpy().copy(), table["keeper_reason"].array.copy()
    keeper[rows], reason[rows] = best["keeper"].to_numpy(), best["reason"].array
    return marked.assign(keeper=keeper, keeper_reason=pd.Series(reason, table.index))


def _rows_again(before: pd.DataFrame, now: pd.DataFrame) -> Codes:
    """The photos of groups in which a mark is another one, ascending."""
    groups = group_codes(now)
    touched = np.zeros(int(groups.max(initial=-1)) + 2, np.bool_)
    touched[groups[_marks(before) != _marks(now)]] = True
    touched[-1] = False  # where −1, for photos that are alone, looks
    return np.flatnonzero(touched[groups])


def _marks(table: pd.DataFrame) -> Codes:
    places, names = text_codes(table, "mark")
    return np.array([*(mark_code(name) if name else -1 for name in names), -1], np.int64)[places]
