"""What a kind finds: rows with how sure and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from culling.suggest.known import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Found:
    """The photos that one kind would let go.

    Attributes:
        rows: their row numbers.
        sure: of each 0 … 1, see `Kind.surest`.
        why: gives the sentence of a row; only asked for those that are told.
        stays: of each the row that stays in its place, −1 where there is none.
    """

    rows: Ints
    sure: Floats
    why: Callable[[int], str]
    stays: Ints

    @cached_property
    def row_set(self) -> frozenset[int]:
        return frozenset(self.rows.tolist())

    def without(self, rows: Bools) -> Found:
        """The same without these photos."""
        left = ~rows[self.rows]
        return Found(self.rows[left], self.sure[left], self.why, self.stays[left])


def alone(rows: Ints, sure: Floats, why: Callable[[int], str]) -> Found:
    """Photos in whose place nothing stays."""
    return Found(rows, sure, why, np.full(len(rows), -1, np.int64))
