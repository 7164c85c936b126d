"""The place of each row's reason is what asking every row for its key gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from culling import judge, reason_codes
from culling.judge import EXEMPT, FIRST_MARK, GUARDED, Judged

BITS = st.integers(0, 7)


@given(st.lists(st.tuples(BITS, BITS, BITS, st.booleans(), st.integers(-1, 2), st.integers(-1, 3), st.booleans())))
def test_codes_are_those_of_the_keys_in_order_of_their_first_row(rows: list[tuple[int, ...]]) -> None:
    fired, near, spared, known, errors, marks, saved = (
        np.array([row[at] for row in rows], kind)
        for at, kind in enumerate((np.uint8, np.uint8, np.uint8, np.bool_, np.int64, np.int64, np.bool_))
    )
    judged = Judged(fired, near, spared, known, np.zeros(len(rows)), errors, ["a", "b", "c"])
    saved = saved & (fired != 0) & known & (errors < 0)
    keys = np.where(marks >= 0, FIRST_MARK - marks, judged.keys() | np.where(saved, GUARDED, 0))
    codes, distinct = pd.factorize(keys)
    found = [reason_codes.reason_codes(judged, marks, saved, rules) for rules in (3, 40)]
    for own_codes, own_keys in found:
        assert own_codes.tolist() == codes.tolist()
        assert own_keys == distinct.tolist()


def test_a_condition_stands_beyond_the_bits_of_all_rules() -> None:
    kept = Judged(
        *(np.array([bits], np.uint8) for bits in (0, 0, 5)), np.ones(1, np.bool_), np.zeros(1), np.array([-1]), []
    )
    _, keys = reason_codes.reason_codes(kept, np.array([-1]), np.zeros(1, np.bool_), 3)
    assert keys == [EXEMPT | 10]


def test_rows_are_judged_a_few_at_a_time_and_all_of_them() -> None:
    count = 2 * judge._AT_ONCE + 3
    parts = [range(count)[part] for part in judge.parts_of(count)]
    assert [row for part in parts for row in part] == list(range(count))
