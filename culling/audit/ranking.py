"""Labelled photos in the order of a number, from what speaks most for reject on; one sort serves curves and areas."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from culling.audit.design import Bools, Design, Floats
from culling.labels.truth import Truth

Places = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Ranking:
    """Labels with a value, worst first.

    Attributes:
        order: places of the labels among all labels.
        values: their numbers, in the number's own unit.
        go: whether each is labelled reject.
        ends: after how many of them each distinct value ends, ascending; the last is all of them.
        design: of all labels, also of those without a value.
        higher_is_worse: whether high values speak for reject.
    """

    order: Places
    values: Floats
    go: Bools
    ends: Places
    design: Design
    higher_is_worse: bool

    @property
    def rejects(self) -> int:
        return int(np.count_nonzero(self.go))

    @property
    def keeps(self) -> int:
        return len(self.go) - self.rejects

    @property
    def left_out(self) -> int:
        """Labels without a value."""
        return len(self.design.weights) - len(self.order)

    @cached_property
    def go_weights(self) -> Floats:
        """Weights of those labelled reject, 0 of the others."""
        return np.where(self.go, self.design.weights[self.order], 0.0)

    @cached_property
    def keep_weights(self) -> Floats:
        return np.where(self.go, 0.0, self.design.weights[self.order])

    @cached_property
    def total(self) -> tuple[float, float]:
        """Weight of all labelled reject, and of all labelled keep."""
        return float(self.go_weights.sum()), float(self.keep_weights.sum())

    @cached_property
    def running(self) -> tuple[Floats, Floats]:
        """At each of `ends`, the weight of those labelled reject that came so far, and of those labelled keep."""
        return np.cumsum(self.go_weights)[self.ends - 1], np.cumsum(self.keep_weights)[self.ends - 1]

    def placements(self) -> tuple[Floats, Floats]:
        """Per label (share of the keepers that it is ranked above, share of the rejects ranked above it); ties half."""
        tp, fp = self.running
        first, second = self.total
        ties_go, ties_keep = np.diff(tp, prepend=0.0), np.diff(fp, prepend=0.0)
        sizes = np.diff(self.ends, prepend=0)
        above = (second - fp + ties_keep / 2) / second
        below = (tp - ties_go / 2) / first
        return np.repeat(above, sizes), np.repeat(below, sizes)

    def effective_counts(self) -> tuple[float, float]:
        """Rejects and keeps as equally weighted labels, by Kish's (Σw)²/Σw²."""
        (first, second), go, keep = self.total, self.go_weights, self.keep_weights
        return first**2 / float((go * go).sum()), second**2 / float((keep * keep).sum())


def rank(truth: Truth, values: Floats, higher_is_worse: bool, design: Design | None = None) -> Ranking:
    """Labels in the order of a number that every photo of the table has; those where it is NaN are left out.

    Raises:
        ValueError: fewer values than the labels' table has photos.
    """
    values = np.asarray(values, np.float64)
    if len(truth) and truth.rows[-1] >= len(values):
        raise ValueError(f"there are {len(values)} values, and row {truth.rows[-1]} is labelled; give one per photo")
    own = values[truth.rows]
    known = np.flatnonzero(~np.isnan(own))
    scores = own[known] if higher_is_worse else -own[known]
    order = known[np.argsort(-scores)]
    ranked = own[order]
    ends = np.append(np.flatnonzero(ranked[1:] != ranked[:-1]) + 1, len(ranked)) if len(ranked) else known
    return Ranking(order, ranked, ~truth.keep[order], ends, design or Design.of(truth.weights), higher_is_worse)
