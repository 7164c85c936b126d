"""The cutoff that costs least, where a lost keeper costs as much as so many missed rejects."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from culling.audit.choose.refusal import Refused, nothing_to_weigh
from culling.audit.choose.sweep import Steps
from culling.audit.intervals import wilson
from culling.judge import Bools, Floats

DOUBT = 0.05


@dataclass(frozen=True, eq=False)
class Costs:
    """What each step of a cutoff costs per photo of the folder, in missed rejects; less is better.

    Attributes:
        steps: from mild to strict.
        ratio: how many missed rejects one lost keeper costs.
        cost: mean cost per photo at each step.
        low, high: its 95 % interval, for a cutoff that was not chosen on the same labels.
        best: the step that costs least: of equal ones the present one, or else the mildest.
        alike: steps whose cost cannot be told apart from the best one's.
        stays: the lever of the present cutoff where none costs less; None where another one does.
    """

    steps: Steps
    ratio: float
    cost: Floats
    low: Floats
    high: Floats
    best: int
    alike: Bools
    stays: float | None = None

    @property
    def lever(self) -> float:
        """A cutoff that costs least, as a lever of the sweep."""
        return self.steps.lever(self.best) if self.stays is None else self.stays

    @property
    def plateau(self) -> tuple[float, float]:
        """The mildest and the strictest lever whose cost cannot be told apart from the best one's."""
        found = np.flatnonzero(self.alike)
        return self.steps.between(int(found[0]))[0], self.steps.between(int(found[-1]))[1]


def weigh(steps: Steps, ratio: float, name: str = "measure", present: float = math.nan) -> Costs | Refused:
    """The cost of every cutoff, `ratio` · lost keepers + missed rejects, weighted to the folder where labels were drawn
    unevenly (expected cost, Elkan 2001, "The foundations of cost-sensitive learning").

    The interval adds Wilson's of the two shares (MOVER, Zou and Donner 2008, doi:10.1002/sim.3095). Which cutoffs are
    alike follows from the labels between them and the best one: there rejecting pays as long as keepers are fewer than
    1 in `ratio` + 1, and a cutoff is told apart where an exact binomial test at 5 % denies that it does as well. In
    simulations the truly best cutoff was among them in 96–100 % (the tests); a normal approximation of the same
    falls to a third where a keeper costs 20 rejects.

    Args:
        steps: from mild to strict.
        ratio: how many missed rejects one lost keeper costs.
        name: of what is moved, to say why nothing can be weighed.
        present: the lever as it stands, kept where no other one costs less; NaN for none.

    Raises:
        ValueError: a ratio that is not above 0.
    """
    if not (math.isfinite(ratio) and ratio > 0):
        raise ValueError(f"a lost keeper must cost more than 0 missed rejects, got {ratio!r}")
    refused = nothing_to_weigh(steps, name)
    if refused:
        return refused
    lost, missed = steps.lost_weight / steps.weight, steps.missed_weight / steps.weight
    cost = ratio * lost + missed
    low, high = _interval(steps, ratio, lost, missed)
    least = np.flatnonzero(cost <= cost.min() + 1e-12 * (1 + ratio))
    now = -1 if math.isnan(present) else steps.at(present)
    stays = present if now in least else None
    best = int(least[0]) if stays is None else now
    return Costs(steps, ratio, cost, low, high, best, _alike(steps, ratio, best), stays)


def _interval(steps: Steps, ratio: float, lost: Floats, missed: Floats) -> tuple[Floats, Floats]:
    """Square-and-add of both shares' intervals."""
    effective = steps.weight**2 / steps.square
    below, above = np.zeros(len(steps)), np.zeros(len(steps))
    for factor, share in ((ratio, lost), (1.0, missed)):
        low, high = wilson(np.clip(share, 0, 1) * effective, effective)
        below += (factor * (share - low)) ** 2
        above += (factor * (high - share)) ** 2
    cost = ratio * lost + missed
    return np.maximum(cost - np.sqrt(below), 0.0), cost + np.sqrt(above)


def _alike(steps: Steps, ratio: float, best: int) -> Bools:
    """Steps that an exact test does not tell apart from the best one.

    Of the labels between the two, let q be the share of keepers. Where q = 1 / (ratio + 1) both cost the same. A milder
    step does at least as well if q is larger, a stricter one if it is smaller.
    """
    from scipy.special import betainc

    even = 1 / (ratio + 1)
    stricter = np.arange(len(steps)) > best
    keep, reject = (
        np.abs(steps.lost_weight - steps.lost_weight[best]),
        np.abs(steps.missed_weight - steps.missed_weight[best]),
    )
    square = np.abs(steps.lost_square - steps.lost_square[best]) + np.abs(
        steps.missed_square - steps.missed_square[best]
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        kish = np.where(square > 0, (keep + reject) / square, 0.0)
    keep, reject = keep * kish, reject * kish
    few = np.where(reject > 0, betainc(np.maximum(reject, 1e-300), keep + 1, 1 - even), 1.0)
    many = np.where(keep > 0, betainc(np.maximum(keep, 1e-300), reject + 1, even), 1.0)
    return np.asarray(np.where(stricter, many, few) > DOUBT)
