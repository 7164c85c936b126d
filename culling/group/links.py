"""From pairs that belong together to groups: pairs within a window of sorted rows, or pairs by block."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from culling.forest import joined
from culling.group.dbscan import NOISE, Labels, in_order

Rows = NDArray[np.int64]
Near = Callable[[Rows, Rows], NDArray[np.bool_]]


def groups_of(parts: NDArray[np.integer]) -> Labels:
    """0, 1, 2 … in order of each part's first row; parts of one row, and rows below 0, are −1: alone."""
    labels = np.full(len(parts), NOISE, np.int64)
    known = np.flatnonzero(parts >= 0)
    _, inverse, sizes = np.unique(parts[known], return_inverse=True, return_counts=True)
    rows = known[sizes[inverse] > 1]
    labels[rows] = in_order(parts[rows])
    return labels


def linked_within(ends: Rows, near: Near, most: int | None = None) -> NDArray[np.int64]:
    """A number per row, the same for rows that chains of near pairs join; row i is compared with i + 1 … ends[i].

    Pairs that hang together already are not asked about, so that a thousand equal rows cost a thousand questions.

    Args:
        ends: last row of each row's window, in sorted order.
        near: (rows, other rows) → whether each pair belongs together.
        most: rows ahead that are looked at, at most; None for all of the window.
    """
    count = len(ends)
    parts = np.arange(count)
    rows = np.flatnonzero(ends > parts)
    step = 1
    while len(rows) and (most is None or step <= most):
        asked = rows[parts[rows] != parts[rows + step]]
        found = asked[near(asked, asked + step)]
        if len(found):
            parts = joined(parts[found], parts[found + step], count)[parts]
            rows = rows[_next_change(parts)[rows] <= ends[rows]]
        step += 1
        rows = rows[ends[rows] >= rows + step]
    return parts


def _next_change(parts: NDArray[np.int64]) -> Rows:
    """Of each row, the next row that is of another part."""
    count = len(parts)
    changes = np.append(np.flatnonzero(np.diff(parts)) + 1, count)
    return changes[np.searchsorted(changes, np.arange(count), side="right")]
