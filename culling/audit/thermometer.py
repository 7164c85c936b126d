"""How far a policy was tuned to the labels: the more policies are compared with them, the better the best one looks.

What k policies that are equally good get from the same labels differs by chance, and a person keeps the best. Its
number is too good by at most about se·√(2 ln k) on average, however the k depend on one another: the expected maximum
of k errors no heavier than normal ones with standard error se (Boucheron, Lugosi and Massart 2013, theorem 2.5).
Policies that hardly differ, as neighbouring cutoffs do, make it less, so it is an upper bound.

An interval at confidence 1 − .05/k holds for all k at once (Bonferroni): an upper bound too, as it has each of them
fail on labels of its own. Both take the k policies as if they had been written down before. Who chooses the next one by
what the labels said of the last one can go further than that (Dwork et al. 2015, "The reusable holdout",
doi:10.1126/science.aaa9375), and policies that pass by during a drag are not counted: neither number is a guarantee.
Labels that were locked away (`culling.audit.holdout`) and are opened once keep what their interval promises.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from culling.audit.design import Design
from culling.audit.intervals import CONFIDENCE, Rate, weighted_rate
from culling.labels.truth import Truth
from culling.labels.words import counted

State = Literal["cool", "warm", "hot"]

WARM, HOT = 0.02, 0.05


@dataclass(frozen=True)
class Numbers:
    """Decisions against labels; `agreement` is the share of labels that they agree with."""

    agreement: Rate
    precision: Rate
    recall: Rate
    keepers_lost: Rate


@dataclass(frozen=True)
class Reading:
    """What tuning to the labels may have done to the numbers of a policy.

    Attributes:
        policies: how many different ones were compared with the labels.
        numbers: of this policy, with 95 % intervals.
        surviving: the same, with intervals that hold for all the policies at once.
        optimism: by how much the agreement of the best policy may look too good, 0 to 1: see `optimism`.
    """

    policies: int
    numbers: Numbers
    surviving: Numbers
    optimism: float

    @property
    def labels(self) -> int:
        return self.numbers.agreement.count

    @property
    def state(self) -> State:
        """Hot: too good by 5 points or more, and by more than its own interval admits. Warm: by 2 points or more."""
        if self.optimism >= HOT and self.beyond:
            return "hot"
        return "warm" if self.optimism >= WARM else "cool"

    @property
    def beyond(self) -> bool:
        """Whether it may look too good by more than half of its own 95 % interval."""
        rate = self.numbers.agreement
        return self.optimism > (rate.high - rate.low) / 2

    @property
    def sentence(self) -> str:
        """In plain words."""
        labels = counted(self.labels, "label")
        if self.policies <= 1:
            how_many = "One" if self.policies else "No"
            return f"{how_many} policy was compared with {labels}: nothing was chosen by them yet."
        points = 100 * self.optimism
        size = "less than a point" if points < 0.95 else f"up to about {counted(round(points), 'point')}"
        return (
            f"You compared {self.policies:,} policies with {labels}: "
            f"the best of {self.policies:,} looks better than it is by {size}{self._why}."
        )

    @property
    def _why(self) -> str:
        """Why many points are hot or only warm, as it takes more than their number."""
        if self.optimism < HOT:
            return ""
        return ", more than its 95 % interval allows for" if self.beyond else ", within its 95 % interval"


def read(policies: int, truth: Truth, rejected: NDArray[np.bool_]) -> Reading:
    """The thermometer of a policy.

    Args:
        policies: how many different ones were compared with these labels.
        truth: the labels that it was tuned with.
        rejected: for every photo of the table, whether the policy alone rejects it.
    """
    tried, plain = max(policies, 1), numbers(truth, rejected)  # this one, if no other was
    too_good = optimism(plain.agreement.value, _effective(truth, rejected), tried) if len(truth) else 0.0
    return Reading(policies, plain, numbers(truth, rejected, looks=tried), too_good)


def numbers(truth: Truth, rejected: NDArray[np.bool_], looks: int = 1) -> Numbers:
    """Decisions against labels, with intervals that hold for so many policies at once."""
    said, go, design = rejected[truth.rows], ~truth.keep, Design.of(truth.weights)
    confidence = 1 - (1 - CONFIDENCE) / looks

    def rate(hits: NDArray[np.bool_], among: NDArray[np.bool_]) -> Rate:
        return weighted_rate(hits, among, truth.weights, design, confidence)

    every = np.ones(len(truth), np.bool_)
    return Numbers(rate(said == go, every), rate(go, said), rate(said, go), rate(said, ~go))


def optimism(agreement: float, labels: float, policies: int) -> float:
    """By how much the agreement of the best of so many policies may look too good: se·√(2 ln k), the upper bound above.

    The standard error is that of two more labels of either kind (Agresti and Coull 1998, doi:10.2307/2685469): the best
    of many policies often agrees with nearly all labels, and the plain one would then be nearly 0.

    Args:
        agreement: of the best one, 0 to 1.
        labels: that it was compared with; where some stand for more photos, as how many equal ones they count.
        policies: how many were compared, at least 1.
    """
    shrunk = (agreement * labels + 2) / (labels + 4)
    return math.sqrt(shrunk * (1 - shrunk) / labels * 2 * math.log(policies))


def _effective(truth: Truth, rejected: NDArray[np.bool_]) -> float:
    design, agrees = Design.of(truth.weights), rejected[truth.rows] == ~truth.keep
    return float(design.effective_count(design.sums(agrees), design.sums(np.ones(len(truth), np.bool_))))
