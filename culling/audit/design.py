"""How much a weighted sample tells: the number of equally likely draws that would know a rate as well."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

_MOST_STRATA = 32
_FEW = 3
_CONFIDENCE = 0.95


@dataclass(frozen=True, eq=False)
class Design:
    """The strata of a sample, read from its weights: photos of one weight had one chance to be drawn.

    Attributes:
        weights: per label, > 0: how many photos it stands for.
        strata: per label the number of its stratum. Labels whose weight no other has are in the last one, which is no
            stratum: what differs within it is all taken for chance, which can only widen an interval.
        drawn: labels in each stratum; 0 for the last one, see `strata`.
    """

    weights: Floats
    strata: NDArray[np.int64]
    drawn: Floats

    @staticmethod
    def of(weights: Floats) -> Design:
        """The strata of labels with these weights."""
        if len(weights) == 0 or (weights == weights[0]).all():  # by far the most frequent, and no need to sort
            return Design(weights, np.zeros(len(weights), np.int64), np.array([len(weights), 0.0]))
        distinct, codes, counts = np.unique(weights, return_inverse=True, return_counts=True)
        largest = np.argsort(-counts, kind="stable")[:_MOST_STRATA]
        largest = largest[counts[largest] > 1]
        names = np.full(len(distinct), len(largest), np.int64)
        names[largest] = np.arange(len(largest))
        return Design(weights, names[codes], np.append(counts[largest], 0.0).astype(np.float64))

    @property
    def even(self) -> bool:
        """Whether all labels stand for equally many photos."""
        return bool(len(self.weights) == 0 or (self.weights == self.weights[0]).all())

    def sums(self, chosen: Bools) -> tuple[Floats, Floats]:
        """(sum of the weights, sum of their squares) of the chosen labels, by stratum."""
        strata, weights = self.strata[chosen], self.weights[chosen]
        size = len(self.drawn)
        first, second = (np.bincount(strata, part, size).astype(np.float64) for part in (weights, weights * weights))
        return first, second

    def running(self, order: NDArray[np.int64], chosen: Bools, ends: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """`sums` of the first `ends` labels in this order, as far as they are chosen: (ends, strata) arrays."""
        strata, weights = self.strata[order], np.where(chosen[order], self.weights[order], 0.0)
        sums = np.zeros((2, len(ends), len(self.drawn)))
        for stratum in range(len(self.drawn)):
            own = np.where(strata == stratum, weights, 0.0)
            for place, part in enumerate((own, own * own)):
                sums[place, :, stratum] = np.append(0.0, np.cumsum(part))[ends]
        return sums[0], sums[1]

    def effective_count(
        self,
        hits: tuple[Floats, Floats],
        among: tuple[Floats, Floats],
        counts: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None,
        confidence: float = _CONFIDENCE,
    ) -> Floats:
        """As how many equally likely draws the labels count for the rate of hits among some of them.

        The number is p(1−p)/v, Kish's design effect, with v the linearised variance of the ratio (Särndal, Swensson and
        Wretman 1992, 5.7) within the strata, and what few labels cost twice made good. Each stratum counts one label
        more, that spreads as all labels do: a few labels that say the same do not show that their stratum is all alike.
        And the number shrinks by (z/t)² (Korn and Graubard 1998), t of Student's distribution with Satterthwaite's
        degrees of freedom (1946, doi:10.2307/3002019): v itself is not known well. Where all or none hit, v says
        nothing, and Kish's (Σw)²/Σw² stands in; where fewer than three hit or fewer than three do not, the plain count
        of the labels is the most. With equal weights it is the plain count.

        Args:
            hits: `sums` of the labels that count and hit, strata on the last axis.
            among: `sums` of the labels that count.
            counts: the labels of `hits` and those of `among`; left out, few hits are not looked for.
            confidence: of the interval that is to be made of it.
        """
        (hit, hit2), (all_, all2) = hits, among
        total = all_.sum(-1)
        if self.even:
            return np.asarray(total / self.weights[0] if len(self.weights) else total)
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = hit.sum(-1) / total
            kish = total**2 / all2.sum(-1)
            p = rate[..., None]
            squares = hit2 * (1 - p) ** 2 + (all2 - hit2) * p**2
            parts = self._around(squares, hit - p * all_) + all2 * p * (1 - p) / self._sizes
            variance = parts.sum(-1) / total**2
            effective = rate * (1 - rate) / variance
        known = np.isfinite(effective) & (variance > 1e-12 * rate * (1 - rate))
        found = np.minimum(effective, np.maximum(kish, total))
        if counts is not None:
            hit_count, count = counts
            few = np.minimum(hit_count, count - hit_count) < _FEW
            found, kish = (np.where(few, np.minimum(part, count), part) for part in (found, kish))
        return np.where(known, found * self._unsure(parts, confidence), kish)

    def variance(self, shares: Floats) -> tuple[float, float]:
        """(variance, degrees of freedom) of a sum over the labels of linearised shares, one for each in its order.

        As in `effective_count`: each stratum counts one label more, whose share is as large as those of all labels.
        """
        size = len(self.drawn)
        sums, squares, weights2 = (
            np.bincount(self.strata, part, size).astype(np.float64) for part in (shares, shares**2, self.weights**2)
        )
        pooled = float((shares**2 / self.weights).sum() / self.weights.sum())
        parts = self._around(squares, sums) + weights2 * pooled / self._sizes
        return float(parts.sum()), float(self._freedom(parts))

    @cached_property
    def _sizes(self) -> Floats:
        """Labels in each stratum, and in the last one those that are in none; at least 1."""
        return np.maximum(np.bincount(self.strata, minlength=len(self.drawn)), 1).astype(np.float64)

    def _around(self, squares: Floats, sums: Floats) -> Floats:
        """Sums of squares around the strata's own means."""
        return np.where(self.drawn > 1, np.maximum(squares - sums**2 / self._sizes, 0.0), squares)

    def _freedom(self, parts: Floats) -> Floats:
        """Satterthwaite's degrees of freedom of a variance that is the sum of these parts, by stratum; at least 1."""
        with np.errstate(divide="ignore", invalid="ignore"):
            found = parts.sum(-1) ** 2 / (parts**2 / self._sizes).sum(-1)
        return np.asarray(np.maximum(np.nan_to_num(found, nan=1.0), 1.0))

    def _unsure(self, parts: Floats, confidence: float) -> Floats:
        """(z/t)², below 1."""
        normal = NormalDist().inv_cdf(0.5 + confidence / 2)
        return np.asarray((normal / student(self._freedom(parts), confidence)) ** 2)


def student(freedom: Floats | float, confidence: float) -> Floats:
    """So many standard deviations hold so much of Student's distribution; NormalDist's where freedom is large."""
    from scipy.special import stdtrit

    return np.asarray(stdtrit(freedom, 0.5 + confidence / 2), np.float64)
