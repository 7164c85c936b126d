"""The list of photos that a person looks through: chosen by a filter, in an order, and held still while they mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.policy import Policy
from culling.review import NONE, Filter, Order, arrange, select

Rows = NDArray[np.uint32]

_BY_POLICY = ("margin", "verdict")


@dataclass(frozen=True)
class _Held:
    """A list as it was made: the photos by path, and what it was made of."""

    rows: Rows
    paths: pd.Index
    made_of: tuple[object, ...]


class Listing:
    """Filter, order and the list that they gave.

    The list is made anew when the filter or the order changes, when photos come or go, when a cutoff moves on which it
    depends, and on `refresh`; not when photos are marked, so that a photo stays where it is while it is judged.
    """

    def __init__(self) -> None:
        self.filter = Filter()
        self.order = Order()
        self.title = ""
        """What an explicit list is called; "" when the filter chooses from all photos."""
        self._only: pd.Index | None = None
        self._held: _Held | None = None

    def show_only(self, paths: Sequence[str], title: str) -> None:
        """Look through these photos alone until `show_all`, without any filter at first.

        The order "path" leaves them as they are given.
        """
        self._only = pd.Index(list(dict.fromkeys(paths)), dtype=object)
        self.title = title
        self.filter, self.order = Filter(), Order()
        self.refresh()

    def show_all(self) -> None:
        """Choose from all photos of the folder again."""
        self._only, self.title = None, ""
        self.refresh()

    def only_undecided(self) -> None:
        """Of the list, only photos without a mark, as they are now."""
        self.filter = replace(self.filter, marks=(NONE,))
        self.refresh()

    def clear(self) -> None:
        """No filter; the order stays."""
        self.filter = Filter()

    def refresh(self) -> None:
        """Make the list anew when it is next asked for."""
        self._held = None

    def rows(self, table: pd.DataFrame, decisions: pd.DataFrame, policy: Policy) -> Rows:
        """The row numbers of the list, in its order."""
        made_of = (self.filter, self.order, policy.policy_id if self._needs_policy() else "")
        held = self._held
        if held is None or held.made_of != made_of or not held.paths.equals(table.index):
            held = _Held(self._chosen(table, decisions, policy), table.index, made_of)
            self._held = held
        return held.rows

    def stale(self, table: pd.DataFrame, decisions: pd.DataFrame, policy: Policy) -> int:
        """How many photos a refresh would take out of the list or bring into it."""
        if self.filter == Filter():
            return 0
        held = self.rows(table, decisions, policy)
        return len(np.setxor1d(held, self._selected(table, decisions, policy), assume_unique=True))

    def _chosen(self, table: pd.DataFrame, decisions: pd.DataFrame, policy: Policy) -> Rows:
        rows = self._selected(table, decisions, policy)
        if self._only is not None and self.order == Order():
            return rows
        return arrange(table, decisions, rows, self.order)

    def _selected(self, table: pd.DataFrame, decisions: pd.DataFrame, policy: Policy) -> Rows:
        rows = select(table, decisions, policy, self.filter)
        if self._only is None:
            return rows
        own = table.index.get_indexer(self._only)
        return own[(own >= 0) & np.isin(own, rows)].astype(np.uint32)

    def _needs_policy(self) -> bool:
        return bool(self.filter.verdicts or self.filter.rules or self.filter.saved or self.order.by in _BY_POLICY)
