"""The photos that are in groups, one group after the other, so that a whole folder is compared in a few passes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Members:
    """The rows of a table that have a group, sorted by group, then by path.

    Attributes:
        table: all photos.
        rows: places in `table` of those in a group, group by group.
        groups: of each of these rows, its group's place among the groups: 0, 1, 2, …
        starts: where each group begins in `rows`.
    """

    table: pd.DataFrame
    rows: Places
    groups: Places
    starts: Places

    @staticmethod
    def of(table: pd.DataFrame, groups: pd.Series) -> Members:
        """Sorted once; ValueError when `groups` are not of this table."""
        if not groups.index.equals(table.index):
            raise ValueError(
                f"groups ({len(groups)} rows) are not of this table ({len(table)} rows); group the same table"
            )
        codes, _ = pd.factorize(groups.to_numpy(dtype=np.float64, na_value=np.nan), sort=True)
        known = np.flatnonzero(codes >= 0)
        if not table.index.is_monotonic_increasing:
            known = known[np.argsort(table.index[known], kind="stable")]
        rows = known[np.argsort(codes[known], kind="stable")]
        members = codes[rows].astype(np.int64)
        starts = np.flatnonzero(np.diff(members, prepend=-1))
        return Members(table, rows, members, starts)

    def __len__(self) -> int:
        return len(self.rows)

    def within(self, some: NDArray[np.bool_]) -> tuple[Members, Places]:
        """(the members of these groups alone, their places among all members)."""
        places = np.flatnonzero(some[self.groups])
        groups = (np.cumsum(some) - 1)[self.groups[places]]
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        return Members(self.table, self.rows[places], groups, starts), places

    @cached_property
    def sizes(self) -> Places:
        """How many photos each group has."""
        return np.diff(self.starts, append=len(self.rows))

    @cached_property
    def long_side(self) -> Floats:
        """Longer side of the stored photo in pixels."""
        return np.fmax(self.column("width"), self.column("height"))

    def column(self, name: str) -> Floats:
        """The numbers of a column, NaN where there are none or no such column."""
        if name not in self.table.columns:
            return np.full(len(self), np.nan)
        return self.table[name].to_numpy(dtype=np.float64, na_value=np.nan)[self.rows]

    def most(self, values: Floats) -> Floats:
        """Of each row, the greatest of its group's values; −inf where it has none."""
        if not len(self):
            return values
        known = np.where(np.isnan(values), -np.inf, values)
        return np.maximum.reduceat(known, self.starts)[self.groups]

    def middle(self, values: Floats) -> Floats:
        """Of each row, the median of its group's known values; NaN where it has none."""
        ordered = self._ordered(values)
        known = np.bincount(self.groups, weights=~np.isnan(values), minlength=len(self.starts)).astype(np.int64)
        low, high = (self.starts + np.maximum(known - less, 0) // 2 for less in (1, 0))
        high = np.where(known > 0, np.minimum(high, self.starts + known - 1), self.starts)
        return np.asarray(((ordered[low] + ordered[high]) / 2)[self.groups])

    def _ordered(self, values: Floats) -> Floats:
        """The values ascending within each group, NaN last; groups of one size at once, as most are small."""
        ordered = np.empty_like(values)
        for size in np.unique(self.sizes).tolist():
            places = self.starts[self.sizes == size][:, None] + np.arange(size)
            ordered[places] = np.sort(values[places], axis=1)
        return ordered
