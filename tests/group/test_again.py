"""Keepers after marks: the same as when all groups are looked at anew."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from culling.group.again import with_marks
from culling.group.keeper import keepers
from culling.marks import MARKS

COUNT = 12
MARKED = st.lists(st.sampled_from([None, "", *MARKS]), min_size=COUNT, max_size=COUNT)
NUMBERS = st.lists(st.sampled_from([np.nan, 0.0, 1.0, 2.0]), min_size=COUNT, max_size=COUNT)


def grouped(table: pd.DataFrame, chosen: list[str]) -> pd.DataFrame:
    best = keepers(table, table["group"], chosen)
    return table.assign(keeper=best["keeper"], keeper_reason=best["reason"])


@given(before=MARKED, now=MARKED, groups=NUMBERS, picked=st.integers(0, COUNT - 1))
def test_as_if_all_groups_were_looked_at(
    before: list[str | None], now: list[str | None], groups: list[float], picked: int
) -> None:
    paths = pd.Index([f"{place:02}.jpg" for place in range(COUNT)], name="path")
    blur = [0.1 * (place % 5) for place in range(COUNT)]
    table = pd.DataFrame({"blur": blur, "mark": pd.Series(before, paths, object), "group": groups}, index=paths)
    known, marks, chosen = (
        table["group"].isin(table["group"].value_counts()[lambda size: size > 1].index),
        now,
        [paths[picked]],
    )
    table = grouped(table.assign(group=table["group"].where(known)), chosen)
    first = table.copy()
    found = with_marks(table, pd.Series(marks, paths, object), chosen)
    wanted = grouped(table.assign(mark=pd.Series(marks, paths, object)), chosen)
    pd.testing.assert_frame_equal(found, wanted)
    pd.testing.assert_frame_equal(table, first)
