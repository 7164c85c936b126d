"""How far a person is with a list of photos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.judge import mark_code, text_codes
from culling.marks import MARKS


@dataclass(frozen=True, slots=True)
class Progress:
    """How many photos of a list have a human mark.

    Attributes:
        total: photos in the list.
        marks: how many have each mark; all four are there, also with 0.
    """

    total: int
    marks: Mapping[str, int]

    @property
    def decided(self) -> int:
        return sum(self.marks.values())

    @property
    def left(self) -> int:
        return self.total - self.decided

    @property
    def share(self) -> float:
        """Decided, of all; 1 for an empty list, where nothing is left to do."""
        return self.decided / self.total if self.total else 1.0


def progress(table: pd.DataFrame, rows: NDArray[np.uint32] | None = None) -> Progress:
    """How far the marks of these rows are, by row number; of all rows when left out."""
    codes = mark_places(table)
    chosen = codes if rows is None else codes[rows]
    found = np.bincount(chosen[chosen >= 0], minlength=len(MARKS)).tolist()
    return Progress(len(chosen), dict(zip(MARKS, found, strict=True)))


def mark_places(table: pd.DataFrame) -> NDArray[np.int64]:
    """The place of each row's mark in `MARKS`, −1 for none."""
    places, names = text_codes(table, "mark")
    return np.array([*(mark_code(name) if name else -1 for name in names), -1])[places]
