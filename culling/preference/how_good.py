"""How good what was learned is, by what it said of photos that it had not learned from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.audit.confusion import Confusion, confusion
from culling.audit.curves import Auc, Curve, auc, average_precision, curve
from culling.audit.intervals import Rate, wilson
from culling.labels.truth import Truth
from culling.metrics import METRICS
from culling.preference.examples import Lesson
from culling.preference.features import Bools, Floats, Rows
from culling.preference.model import Model

#: A measure is only compared with where it can say something of so many of the photos.
_MOST_KNOWN = 0.9


@dataclass(frozen=True, eq=False)
class Tried:
    """What was said out of fold of the photos learned from, beside what the person said.

    Attributes:
        p_keep: per photo, by a model that had not learned from its shoot.
        truth: the answers; its rows are 0 … n − 1, in the order of `p_keep`.
    """

    p_keep: Floats
    truth: Truth

    @staticmethod
    def of(model: Model) -> Tried:
        """Of what was kept with the model."""
        said = [model.trained[content] for content in model.trained]
        return tried(np.array([p for p, _ in said]), np.array([kept for _, kept in said], np.bool_))

    @property
    def auc(self) -> Auc:
        """How well a low p_keep tells rejects from keepers."""
        return auc(self.truth, self.p_keep, higher_is_worse=False)

    @property
    def curve(self) -> Curve:
        """ROC and precision–recall curve of rejecting what lies below a cutoff."""
        return curve(self.truth, self.p_keep, higher_is_worse=False)

    @property
    def average_precision(self) -> float:
        return average_precision(self.curve)

    def at(self, cutoff: float) -> Confusion:
        """What a rule `p_keep below cutoff` says of photos that nothing was learned from."""
        return confusion(self.truth, self.p_keep < cutoff)

    @property
    def brier(self) -> float:
        """Mean squared distance of p_keep from the answer, 0 … 1, lower is better (Brier 1950)."""
        return float(np.mean((self.p_keep - self.truth.keep) ** 2))

    @property
    def brier_of_share(self) -> float:
        """The same for somebody who only knows the share of keepers."""
        share = float(self.truth.keep.mean())
        return share * (1 - share)

    def reliability(self) -> list[Bin]:
        """Photos in bins of equal size by p_keep: what was said, and what share the person kept."""
        order = np.argsort(self.p_keep, kind="stable")
        count = int(np.clip(len(order) // 15, 3, 10))
        return [self._bin(part) for part in np.array_split(order, count) if len(part)]

    def _bin(self, rows: Rows) -> Bin:
        kept, count = int(self.truth.keep[rows].sum()), len(rows)
        low, high = wilson(kept, count)
        return Bin(float(self.p_keep[rows].mean()), Rate(kept / count, float(low), float(high), count))


@dataclass(frozen=True, slots=True)
class Bin:
    """Photos of which nearly the same was said.

    Attributes:
        said: mean of p_keep.
        kept: the share that the person kept.
    """

    said: float
    kept: Rate


@dataclass(frozen=True, slots=True)
class Single:
    """One measure by itself, as far as it tells the marks apart."""

    name: str
    higher_is_worse: bool
    auc: Auc


def tried(p_keep: Floats, keep: Bools) -> Tried:
    """Answers beside what was said, in one order."""
    names = [str(place) for place in range(len(keep))]
    said = {name: "keep" if kept else "reject" for name, kept in zip(names, keep, strict=True)}
    return Tried(p_keep, Truth.of(pd.DataFrame(index=names), said))


def singles(table: pd.DataFrame, lesson: Lesson) -> list[Single]:
    """Each measure by itself on the photos learned from, best first.

    The best of some forty is chosen on the very marks that it is measured with, and its direction as well where it has
    none: that flatters it, so what was learned is compared with more than a fair rival.
    """
    own = table.iloc[lesson.rows]
    truth = tried(np.zeros(len(lesson)), lesson.keep).truth
    found = []
    for metric in METRICS:
        if metric.learned or metric.name not in own:
            continue
        values = own[metric.name].to_numpy(np.float64, na_value=np.nan)
        if np.mean(~np.isnan(values)) >= _MOST_KNOWN and len(np.unique(values)) > 1:
            ways = (True, False) if metric.higher_is_better is None else (not metric.higher_is_better,)
            both = [Single(metric.name, worse, auc(truth, values, worse)) for worse in ways]
            found.append(max(both, key=lambda single: single.auc.value))
    return sorted(found, key=lambda single: -single.auc.value)


def beyond_chance(better: Floats, together: Rows) -> tuple[float, float]:
    """(mean, standard error) of numbers per photo, photos of one shoot counting as one observation.

    Errors of photos of one shoot resemble each other: sums by shoot are what varies independently (cluster-robust
    variance, Liang & Zeger 1986, doi:10.1093/biomet/73.1.13).
    """
    mean = float(better.mean())
    sums = np.bincount(together, weights=better - mean)
    return mean, float(np.sqrt((sums**2).sum()) / len(better))


def auc_of_shoots(seen: Tried, together: Rows) -> tuple[float, float, float]:
    """AUC with an interval for which shoots, not photos, are the observations: (value, low, high).

    Photos of one shoot are marked, and missed, alike, so that photos taken as independent give an interval that is too
    narrow. The variance sums what each photo adds within its shoot (Obuchowski 1997, doi:10.2307/2533958); Student's t
    for so few observations; even on the logit scale. (value, 0, 1) where nothing varies or there is one shoot alone.
    """
    from scipy.stats import rankdata, t

    keep = seen.truth.keep
    area, shoots = seen.auc.value, len(np.unique(together))
    ranks, own = rankdata(seen.p_keep), np.empty(len(keep))
    for answer in (True, False):
        own[keep == answer] = rankdata(seen.p_keep[keep == answer])
    share = (ranks - own) / np.where(keep, (~keep).sum(), keep.sum())  # of the others, those with a lower p_keep
    adds = np.where(keep, share - area, (1 - share) - area) / np.where(keep, keep.sum(), (~keep).sum())
    sums = np.bincount(together, weights=adds)
    if shoots < 2 or not 0 < area < 1 or not sums.any():
        return area, 0.0, 1.0
    error = np.sqrt(shoots / (shoots - 1) * (sums**2).sum()) / (area * (1 - area))
    middle, half = np.log(area / (1 - area)), float(t.ppf(0.975, shoots - 1) * error)
    low, high = (float(1 / (1 + np.exp(-end))) for end in (middle - half, middle + half))
    return area, low, high


def told_auc(found: Auc) -> list[float]:
    """Value and interval for JSON."""
    return [found.value, found.low, found.high]


def interval(told: Sequence[float]) -> str:
    """ ".91 (.87–.95)", of what `told_auc` gave."""
    value, low, high = (f"{part:.2f}".removeprefix("0") for part in told)
    return f"{value} ({low}–{high})"
