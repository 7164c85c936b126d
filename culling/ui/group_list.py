"""The groups of a folder as a list: what each holds, in which order they are gone through, and which of them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.forest import Forest
from culling.group.methods import seconds

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

By = Literal["deciding", "photo", "size", "date"]
BY: tuple[By, ...] = get_args(By)
Only = Literal["all", "undecided", "saved", "chosen"]
ONLY: tuple[Only, ...] = get_args(Only)


@dataclass(frozen=True, eq=False)
class GroupList:
    """Every group with its photos, by row number of the table; groups by their number: 0, 1, 2 … by first photo.

    Attributes:
        table: all photos.
        rows: those in a group, group by group, in the table's order.
        starts: where each group begins in `rows`, and at the end how many rows there are.
    """

    table: pd.DataFrame
    rows: Ints
    starts: Ints

    @staticmethod
    def of(table: pd.DataFrame, groups: pd.Series[float]) -> GroupList:
        """The list of these groups: by path a number, NaN for photos that are alone."""
        numbers = groups.to_numpy()
        known = np.flatnonzero(~np.isnan(numbers))
        codes = numbers[known].astype(np.int64)
        rows = known[np.argsort(codes, kind="stable")]
        starts = np.searchsorted(np.sort(codes), np.arange(codes.max(initial=-1) + 2))
        return GroupList(table, rows, starts.astype(np.int64))

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def sizes(self) -> Ints:
        return np.diff(self.starts)

    @cached_property
    def number(self) -> Ints:
        """Of each of `rows`, its group."""
        return np.repeat(np.arange(len(self)), self.sizes)

    @cached_property
    def of_row(self) -> Ints:
        """Of each photo of the table its group, −1 for photos that are alone."""
        found = np.full(len(self.table), -1, np.int64)
        found[self.rows] = self.number
        return found

    def photos(self, group: int) -> list[str]:
        """The paths of a group's photos."""
        rows = self.rows[self.starts[group] : self.starts[group + 1]]
        return [str(path) for path in self.table.index[rows]]

    def any(self, photos: Bools) -> Bools:
        """Of each group, whether it holds one of these photos."""
        found = np.zeros(len(self), np.bool_)
        found[self.number[photos[self.rows]]] = True
        return found

    @cached_property
    def since(self) -> Floats:
        """When the first photo of each group was taken, in seconds by the camera's own clock; NaN without a time."""
        return self._of_times(np.fmin, np.inf)

    @cached_property
    def until(self) -> Floats:
        """When the last one was taken."""
        return self._of_times(np.fmax, -np.inf)

    def _of_times(self, pick: np.ufunc, start: float) -> Floats:
        found = np.full(len(self), start)
        pick.at(found, self.number, self._times)
        return np.where(np.isinf(found), np.nan, found)

    @cached_property
    def _times(self) -> Floats:
        if "taken_at" not in self.table:
            return np.full(len(self.rows), np.nan)
        return seconds(self.table.iloc[self.rows])

    def reach(self, forest: Forest) -> Floats:
        """The longest step that it takes to go from photo to photo through each group, as 1 − cosine.

        NaN where a group hangs together by other photos, or by something else than likeness.
        """
        one, other = self.of_row[forest.first], self.of_row[forest.second]
        inside = (one == other) & (one >= 0)
        longest = np.zeros(len(self))
        np.maximum.at(longest, one[inside], forest.lengths[inside])
        whole = np.bincount(one[inside], minlength=len(self)) == self.sizes - 1
        return np.where(whole, longest, np.nan)

    def order(self, by: By, undecided: Bools) -> Ints:
        """All groups as they are gone through.

        Args:
            by: "deciding": those with a photo that nobody marked first, of these the largest first; "photo": by their
                first photo; "size": the largest first; "date": the earliest first, those without a time last.
            undecided: of each group, whether a photo of it is without a mark.
        """
        count = np.arange(len(self))
        if by == "deciding":
            return np.lexsort((count, -self.sizes, ~undecided))
        if by == "size":
            return np.lexsort((count, -self.sizes))
        if by == "date":
            return np.argsort(self.since, kind="stable")  # NaN last
        return count


@dataclass(frozen=True, eq=False)
class Told:
    """What the browser is told of groups: what stays while they stay, and the keepers as they were when first told.

    Keepers and reasons change with every mark; what differs from those first told travels with each run.

    Attributes:
        groups: all of them.
        best: columns `keeper` and `keeper_reason` of each photo.
        data: both as JSON, for `Sheet.offer`.
    """

    groups: GroupList
    best: pd.DataFrame
    data: bytes

    @staticmethod
    def of(groups: GroupList, best: pd.DataFrame, reach: NDArray[np.float64]) -> Told:
        """`reach` is the longest step in each group, NaN where unknown."""
        told = {
            "starts": groups.starts.tolist(),
            "rows": groups.rows.tolist(),
            "reasons": best["keeper_reason"].to_numpy()[groups.rows].tolist(),
            "reach": _known(reach),
            "since": _known(groups.since),
            "until": _known(groups.until),
        }
        return Told(groups, best, json.dumps(told, separators=(",", ":")).encode())

    def changed(self, best: pd.DataFrame) -> list[tuple[int, str]]:
        """Rows whose reason is another one now."""
        if best is self.best:
            return []
        rows = self.groups.rows
        now, was = (frame["keeper_reason"].to_numpy()[rows] for frame in (best, self.best))
        places = np.flatnonzero(now != was)
        return list(zip(rows[places].tolist(), now[places].tolist(), strict=True))


@dataclass
class Browsing:
    """How a person goes through the groups. The order is held still while they mark, until something of it changes.

    Attributes:
        by: the order.
        only: which groups.
        group: the number of the group that is chosen in the table.
        photo: the path of the photo that is chosen there.
    """

    by: By = "deciding"
    only: Only = "all"
    group: int = 0
    photo: str | None = None
    _held: tuple[tuple[object, ...], Ints] | None = field(default=None, repr=False)
    _told: tuple[pd.Series[float], bool, Told] | None = field(default=None, repr=False)

    def listed(self, groups: GroupList, undecided: Bools, saved: Bools, chosen: Bools) -> Ints:
        """The groups that are gone through, in order, as they were when list, order or filter last changed.

        Args:
            groups: all of them.
            undecided, saved, chosen: of each group, whether it holds a photo without a mark, one that the guard saved,
                a keeper that a person chose.
        """
        made_of = (groups, self.by, self.only)
        if self._held is None or self._held[0] != made_of:
            self._held = (made_of, self._made(groups, undecided, saved, chosen))
        return self._held[1]

    def refresh(self) -> None:
        """Make the list anew when it is next asked for."""
        self._held = None

    def is_stale(self, groups: GroupList, undecided: Bools, saved: Bools, chosen: Bools) -> bool:
        """Whether the list would be another one if it were made now."""
        now = self._made(groups, undecided, saved, chosen)
        return not np.array_equal(now, self.listed(groups, undecided, saved, chosen))

    def _made(self, groups: GroupList, undecided: Bools, saved: Bools, chosen: Bools) -> Ints:
        order = groups.order(self.by, undecided)
        wanted = {"undecided": undecided, "saved": saved, "chosen": chosen}
        return order if self.only == "all" else order[wanted[self.only][order]]

    def told(
        self, table: pd.DataFrame, groups: pd.Series[float], best: pd.DataFrame, forest: Forest | None = None
    ) -> Told:
        """What the browser is told of these groups: the same for as long as they are the same.

        Args:
            table: all photos.
            groups: by path the number of the group, NaN for photos that are alone.
            best: `keeper` and `keeper_reason` of each photo.
            forest: of all photos, for how far groups reach; None before it is known.
        """
        known = self._told
        if known is None or known[0] is not groups or known[1] is not (forest is not None):
            found = GroupList.of(table, groups)
            reach = np.full(len(found), np.nan) if forest is None else found.reach(forest)
            known = self._told = (groups, forest is not None, Told.of(found, best, reach))
        return known[2]


def _known(numbers: NDArray[np.float64]) -> list[float | None]:
    """JSON has no NaN."""
    return [None if np.isnan(number) else round(number, 6) for number in numbers.tolist()]
