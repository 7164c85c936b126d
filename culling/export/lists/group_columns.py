"""The groups of a table as columns of a CSV file."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from culling.guard import are_keepers, group_codes
from culling.judge import Floats

GROUP_COLUMNS = ("group", "group_rank", "keeper", "keeper_reason")


def group_columns(table: pd.DataFrame, margin: Floats) -> dict[str, list[Any]]:
    """`GROUP_COLUMNS` by name: whole numbers and texts, "" for photos that are alone, and all "" without groups.

    `group_rank` counts from 1 within each group: the keeper, then by margin, largest first, photos without one last,
    equal ones in the table's order. `keeper` is 1 or 0.
    """
    if "group" not in table.columns:
        return {name: [""] * len(table) for name in GROUP_COLUMNS}
    codes, keeper = group_codes(table), are_keepers(table)
    rank = _ranks(codes, keeper, margin)
    why = table["keeper_reason"] if "keeper_reason" in table.columns else [""] * len(table)
    rows = zip(codes, table["group"], rank, keeper, why, strict=True)
    told = [
        (_name(group), int(at), int(best), reason) if code >= 0 else ("",) * 4 for code, group, at, best, reason in rows
    ]
    return {name: [row[place] for row in told] for place, name in enumerate(GROUP_COLUMNS)}


def _ranks(codes: np.ndarray[Any, Any], keeper: np.ndarray[Any, Any], margin: Floats) -> np.ndarray[Any, Any]:
    order = np.lexsort((-margin, ~keeper, codes))  # stable, and NaN comes last
    places = np.arange(len(order))
    begins = np.r_[True, codes[order][1:] != codes[order][:-1]] if len(order) else np.zeros(0, np.bool_)
    ranks = np.empty(len(order), np.int64)
    ranks[order] = places - np.maximum.accumulate(np.where(begins, places, 0)) + 1
    return ranks


def _name(group: Any) -> Any:
    """A number of a group without a point; anything else as it is."""
    return int(group) if isinstance(group, float) and group.is_integer() else group
