"""Which photos to label next: those that make the interval of a rate shrink most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
import pandas as pd

from culling.audit.choose.margin_strata import MarginStrata
from culling.audit.intervals import Rate, wilson
from culling.judge import Codes, Floats
from culling.labels import Draw
from culling.labels.allocate import FEW
from culling.labels.draw import draw_strata

Goal = Literal["precision", "recall", "keepers_lost"]
GOALS: tuple[Goal, ...] = get_args(Goal)
#: In the words of the screen.
GOAL_WORDS: Mapping[Goal, str] = MappingProxyType(
    {
        "precision": "of the rejected photos, the share rightly rejected",
        "recall": "of the photos that should go, the share found",
        "keepers_lost": "of the keepers, the share lost",
    }
)


@dataclass(frozen=True, eq=False)
class Outlook:
    """What further labels are expected to do.

    Attributes:
        strata: of the folder, by margin.
        goal: the rate that is to be known better.
        added: further labels by stratum.
        now, then: the rate as the labels let one expect it, with its interval today and after them. `value` is the
            same: which way it will move, nobody knows.
    """

    strata: MarginStrata
    goal: Goal
    added: Codes
    now: Rate
    then: Rate

    @property
    def helps(self) -> bool:
        """Whether the interval is expected to shrink at all: not where all photos that matter are labelled."""
        return self.then.high - self.then.low < 0.999 * (self.now.high - self.now.low)

    @property
    def count(self) -> int:
        """Further labels in all."""
        return int(self.added.sum())


def outlook(strata: MarginStrata, goal: Goal, n: int) -> Outlook:
    """Share `n` further labels among the strata so that the variance of the rate falls most.

    Each label goes where the expected variance of the stratified estimate falls most (Neyman's optimal allocation,
    1934, doi:10.2307/2342192, with the labels so far counted in, one label at a time). The rate of each stratum is
    smoothed by Beta(½, ½), so that a stratum of which little is known is not taken for sure. Every stratum first gets
    `FEW` labels, or all it has: a photo that nobody could draw would be stood for by nobody.

    Raises:
        ValueError: `n` below 1, or no such goal.
    """
    if n < 1:
        raise ValueError(f"at least 1 further label must be asked for, got {n}")
    if goal not in GOALS:
        raise ValueError(f"labels can be chosen for {', '.join(GOALS)}; got {goal!r}")
    importance = (strata.sizes * _influence(strata, goal)) ** 2 * strata.spread
    added = _allocate(importance, strata, n)
    return Outlook(strata, goal, added, _expected(strata, goal, 0 * added), _expected(strata, goal, added))


def even_outlook(strata: MarginStrata, goal: Goal, n: int) -> Outlook:
    """The same for `n` photos drawn all alike: what `outlook` is to beat."""
    share = strata.open / max(int(strata.open.sum()), 1)
    exact = np.minimum(n * share, strata.open)
    return Outlook(
        strata,
        goal,
        np.rint(exact).astype(np.int64),
        _expected(strata, goal, 0 * exact),
        _expected(strata, goal, exact),
    )


def draw_next(table: pd.DataFrame, found: Outlook, seed: int = 0) -> Draw:
    """Draw the photos of an outlook, at random within each stratum; weights follow from the strata as for any sample.

    Raises:
        ValueError: no photo is left to draw.
    """
    strata = found.strata
    paths = np.array([str(path) for path in table.index], dtype=object)
    inside = strata.codes >= 0
    return draw_strata(
        dict(zip(paths[inside].tolist(), strata.codes[inside].tolist(), strict=True)),
        dict(enumerate(found.added.tolist())),
        seed,
        paths[inside & strata.taken].tolist(),
        method="next",
        policy_id=strata.policy_id,
        about={"goal": found.goal, "n": found.count},
    )


def _allocate(importance: Floats, strata: MarginStrata, n: int) -> Codes:
    """`n` more labels, or all there are: first the fewest that every stratum needs, then where variance falls most.

    The variance is a sum of importance / labels, so the k-th label of a stratum brings importance / (k (k − 1)).
    """
    added = np.clip(FEW - strata.labelled, 0, strata.open)
    while added.sum() > n:  # the largest strata come last
        added[np.argmax(np.where(added > 0, -strata.sizes, -np.inf))] -= 1
    left = n - int(added.sum())
    weight = importance if importance.any() else strata.sizes.astype(np.float64)
    counts = np.minimum(strata.open - added, left)
    of = np.repeat(np.arange(len(added)), counts)
    place = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    labels = np.maximum((strata.labelled + added)[of] + place, 0.5)
    gain = weight[of] / (labels * (labels + 1))
    best = np.argsort(-gain, kind="stable")[:left]
    return added + np.bincount(of[best], minlength=len(added))


def _influence(strata: MarginStrata, goal: Goal) -> Floats:
    """How far one photo's label moves the numerator of the linearised rate, by stratum."""
    if goal == "precision":
        return strata.rejected.astype(np.float64)
    rate = _rate(strata, goal)
    return np.where(strata.rejected, 1 - rate, rate)


def _among(strata: MarginStrata, goal: Goal) -> tuple[float, float]:
    """(expected photos that count and hit, expected photos that count)."""
    rejects = strata.sizes * strata.smoothed
    inside = strata.rejected
    if goal == "precision":
        return float(rejects[inside].sum()), float(strata.sizes[inside].sum())
    if goal == "recall":
        return float(rejects[inside].sum()), float(rejects.sum())
    keepers = strata.sizes - rejects
    return float(keepers[inside].sum()), float(keepers.sum())


def _rate(strata: MarginStrata, goal: Goal) -> float:
    hits, among = _among(strata, goal)
    return hits / among if among else math.nan


def _expected(strata: MarginStrata, goal: Goal, added: Floats | Codes) -> Rate:
    """The rate and its interval with so many more labels, as the page shows it: Wilson's on the effective count.

    As there, folders that are labelled to a large part are not made up for.
    """
    hits, among = _among(strata, goal)
    if not among or not strata.sizes.sum():
        return Rate(math.nan, 0.0, 1.0, 0)
    labels = np.maximum(strata.labelled + added, 0.5)  # no label at all: half of one, which says next to nothing
    part = strata.sizes * _influence(strata, goal)
    variance = float((part**2 * strata.spread / labels).sum()) / among**2
    rate = hits / among
    effective = rate * (1 - rate) / variance if variance > 0 else among
    low, high = wilson(rate * effective, effective)
    return Rate(rate, float(low), float(high), int((strata.labelled + added).sum()))
