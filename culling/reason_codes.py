"""Which reason each photo has, as a small number: rows are many, distinct reasons few."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.judge import EXEMPT, FIRST_ERROR, FIRST_MARK, GUARDED, Bools, Codes, Judged, parts_of

_LARGEST = 1 << 20  # distinct keys there could be, at most, for each to have a place in a list


def reason_codes(judged: Judged, marks: Codes, saved: Bools, rules: int) -> tuple[NDArray[np.int32], list[int]]:
    """(of each row the place of its key, the distinct keys in order of their first row).

    A key tells a reason: as `Judged.keys` has them, `GUARDED` where the guard saved the photo, and `FIRST_MARK` or
    below where a person marked it.

    Args:
        judged: what the rules say.
        marks: of each photo −1, or its mark's place.
        saved: by the guard.
        rules: how many rules there are.
    """
    exempt, guarded = 1 << rules + 1, 1 << rules + 2  # as small as may be
    lowest = FIRST_ERROR - len(judged.error_texts)
    if 2 * guarded - lowest > _LARGEST:
        wide, keys = pd.factorize(_keys(judged, marks, saved, slice(None), EXEMPT, GUARDED))
        return wide.astype(np.int32), [int(key) for key in keys]
    found: list[int] = []
    code_of = np.full(2 * guarded - lowest, -1, np.int32)
    every = np.empty(len(marks), np.int32)
    for part in parts_of(len(marks)):
        places = _keys(judged, marks, saved, part, exempt, guarded) - lowest
        codes = code_of[places]
        if (codes < 0).any():
            new = pd.unique(places[codes < 0])  # in order of their first row
            code_of[new] = np.arange(len(found), len(found) + len(new))
            found += new.tolist()
            codes = code_of[places]
        every[part] = codes
    return every, [_wide(place + lowest, exempt, guarded) for place in found]


def _keys(judged: Judged, marks: Codes, saved: Bools, part: slice, exempt: int, guarded: int) -> Codes:
    keys = judged.keys(part, exempt)
    if saved[part].any():
        keys[saved[part]] |= guarded
    marked = np.flatnonzero(marks[part] >= 0)
    keys[marked] = FIRST_MARK - marks[part][marked]
    return keys


def _wide(key: int, exempt: int, guarded: int) -> int:
    """With the bits that stand for the condition and for the guard where they stand for any number of rules."""
    if key < 0:
        return key
    bits = key & (exempt - 1)
    return bits | EXEMPT * bool(key & exempt) | GUARDED * bool(key & guarded)
