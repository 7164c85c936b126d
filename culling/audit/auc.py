"""Whether a number ranks the photos that should go above the keepers: the area under its ROC curve, with interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from culling.audit.design import Design, Floats, student
from culling.audit.intervals import CONFIDENCE, Rate
from culling.audit.ranking import Ranking, rank
from culling.labels.truth import Truth

_FEW = 3.0  # labels ranked wrongly


@dataclass(frozen=True)
class Auc(Rate):
    """Area under the ROC curve: how often a photo that should go is ranked above a keeper, ties counting half.

    1 is perfect, 0.5 what chance does, below it the number points the wrong way. NaN where a class is missing.

    Attributes:
        count: labels compared.
        rejects, keeps: of them, by class.
        left_out: labels of photos that the number says nothing of.
    """

    rejects: int = 0
    keeps: int = 0
    left_out: int = 0

    @property
    def text(self) -> str:
        """ "AUC .83 (.78–.88)"; "not known" where a class is missing."""
        if not self.known:
            return "not known"
        return f"AUC {decimals(self.value)} ({decimals(self.low)}–{decimals(self.high)})"

    @property
    def told_from_chance(self) -> bool:
        """Whether the interval leaves 0.5 out."""
        return self.known and not self.low <= 0.5 <= self.high

    @property
    def wrong_way(self) -> bool:
        """Whether all of the interval lies below 0.5."""
        return self.known and self.high < 0.5


def auc(truth: Truth, values: Floats, higher_is_worse: bool, design: Design | None = None) -> Auc:
    """How well a number tells rejects from keepers, with its 95 % interval.

    Args:
        truth: what people said; a pair of photos counts for the product of their weights.
        values: for every photo of the table; NaN is left out, ±infinity is ranked.
        higher_is_worse: whether high values speak for reject.
        design: `Design.of(truth.weights)`, to have it worked out once for many measures.
    """
    return auc_of(rank(truth, values, higher_is_worse, design))


def auc_of(ranking: Ranking) -> Auc:
    """The area and its interval.

    The variance is that of DeLong, DeLong and Clarke-Pearson 1988 (doi:10.2307/2531595), from midranks as Sun and Xu
    2014 do. The interval is even on the logit scale, so that it stays within 0 and 1 (Pepe 2003).
    Where too few labels are ranked wrongly, DeLong's variance is too small, and 0 where nothing overlaps: a 95 %
    interval then holds the truth in 87 to 93 % (simulated, two normal distributions). Below three of them the interval
    is of the kind of Wilson's instead: method 5 of Newcombe 2006 (doi:10.1002/sim.2324), with effective counts.

    With weights the influence of each label is summed within the strata of the sample (linearisation; no draws of a
    bootstrap), see `Design.variance`, and Student's distribution stands for the normal one. That is still too narrow
    where a thinly drawn stratum hides rejects (89 to 95 % in simulated samples near the edge), so the wider of both
    intervals is taken at each end: 93 to 99 %.
    """
    rejects, keeps, left_out = ranking.rejects, ranking.keeps, ranking.left_out
    if not rejects or not keeps:
        return Auc(math.nan, 0.0, 1.0, rejects + keeps, rejects, keeps, left_out)
    above, below = ranking.placements()
    tp, fp = ranking.total
    area = float((ranking.go_weights * above).sum() / tp)
    area = min(max(area, 0.0), 1.0)
    shares = np.where(ranking.go, ranking.go_weights * (above - area) / tp, ranking.keep_weights * (below - area) / fp)
    low, high = _interval(area, *_variance(ranking, shares), ranking)
    return Auc(area, min(low, area), max(high, area), rejects + keeps, rejects, keeps, left_out)


def _variance(ranking: Ranking, shares: Floats) -> tuple[float, float]:
    """(variance of the area, its degrees of freedom: infinitely many for equal weights, as DeLong has it)."""
    if not ranking.design.even:
        spread = np.zeros(len(ranking.design.weights))
        spread[ranking.order] = shares
        return ranking.design.variance(spread)
    squares = shares * shares
    parts = ((squares[ranking.go].sum(), ranking.rejects), (squares[~ranking.go].sum(), ranking.keeps))
    return float(sum(part * count / max(count - 1, 1) for part, count in parts)), math.inf


def _interval(area: float, variance: float, freedom: float, ranking: Ranking) -> tuple[float, float]:
    z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)
    counts, even = ranking.effective_counts(), ranking.design.even
    if variance <= 1e-12 or min(counts) * min(area, 1 - area) < _FEW:
        return newcombe(area, *counts, z)
    t = z if even else float(student(freedom, CONFIDENCE))
    middle, half = math.log(area / (1 - area)), t * math.sqrt(variance) / (area * (1 - area))
    low, high = _logistic(middle - half), _logistic(middle + half)
    other = (low, high) if even else newcombe(area, *counts, z)
    return min(low, other[0]), max(high, other[1])


def newcombe(area: float, rejects: float, keeps: float, z: float) -> tuple[float, float]:
    """(low, high) of the areas θ with |area − θ| ≤ z·σ(θ), σ as Hanley and McNeil's for classes of equal size."""

    def far(theta: float) -> bool:
        even = (rejects + keeps) / 2 - 1
        spread = 1 + even * (1 - theta) / (2 - theta) + even * theta / (1 + theta)
        return abs(area - theta) > z * math.sqrt(theta * (1 - theta) * spread / (rejects * keeps))

    ends = []
    for outside in (0.0, 1.0):
        inside = area
        for _ in range(50):
            middle = (inside + outside) / 2
            inside, outside = (inside, middle) if far(middle) else (middle, outside)
        ends.append(inside)
    return ends[0], ends[1]


def auc_sentence(name: str, found: Auc) -> str:
    """What the area says, in plain words.

    >>> auc_sentence("blur", Auc(0.83, 0.78, 0.88, 300, 100, 200))
    'blur ranks a photo that should go above a keeper 83 times of 100 (78–88).'
    """
    if not found.known:
        missing = "reject" if found.keeps else "keep" if found.rejects else ""
        if not missing:
            return f"{name} has no value for any labelled photo."
        return f"{name} cannot be checked: none of the photos that it has a value for is labelled {missing}."
    times, low, high = (f"{100 * part:.0f}" for part in (found.value, found.low, found.high))
    if found.wrong_way:
        return (
            f"{name} points the wrong way: it ranks a photo that should go above a keeper only {times} times of 100 "
            f"({low}–{high})."
        )
    if not found.told_from_chance:
        area, low, high = (decimals(part) for part in (found.value, found.low, found.high))
        return f"{name} predicts nothing here that could be told from chance (AUC {area}, {low}–{high})."
    return f"{name} ranks a photo that should go above a keeper {times} times of 100 ({low}–{high})."


def decimals(value: float) -> str:
    """A share with two decimals as papers write it: .83, 1.00; never .50 or 1.00 for what only rounds to it."""
    return f"{value:.2f}".removeprefix("0")


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value >= 0 else math.exp(value) / (1 + math.exp(value))
