"""How much a weighted sample tells: the number of equally likely draws that would know a rate as well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

_MOST_STRATA = 32
_FEW = 3


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
    ) -> Floats:
        """As how many equally likely draws the labels count for the rate of hits among some of them.

        The number is n·p(1−p)/v over that of a simple random sample, Kish's design effect, with v the linearised
        variance of the ratio (Särndal, Swensson and Wretman 1992, 5.7) within the strata. Where all or none hit, v says
        nothing, and Kish's (Σw)²/Σw² stands in; where fewer than three hit or fewer than three do not, v says little,
        and the plain count of the labels is the most (Korn and Graubard 1998 truncate there always). With equal weights
        it is the plain count.

        Args:
            hits: `sums` of the labels that count and hit, strata on the last axis.
            among: `sums` of the labels that count.
            counts: the labels of `hits` and those of `among`; left out, few hits are not looked for.
        """
        (hit, hit2), (all_, all2) = hits, among
        total = all_.sum(-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = hit.sum(-1) / total
            kish = total**2 / all2.sum(-1)
            p = rate[..., None]
            squares = hit2 * (1 - p) ** 2 + (all2 - hit2) * p**2
            variance = self._scale(squares, hit - p * all_).sum(-1) / total**2
            effective = rate * (1 - rate) / variance
        known = np.isfinite(effective) & (variance > 1e-12 * rate * (1 - rate))
        found = np.where(known, np.minimum(effective, np.maximum(kish, total)), kish)
        if counts is None:
            return found
        hit_count, count = counts
        few = np.minimum(hit_count, count - hit_count) < _FEW
        return np.where(few, np.minimum(found, count), found)

    def _scale(self, squares: Floats, sums: Floats) -> Floats:
        """Sums of squares around the strata's own means, as a share of those in a simple random sample."""
        count, drawn = len(self.weights), np.maximum(self.drawn, 2.0)
        centred = (squares - sums**2 / drawn) * drawn / (drawn - 1) * (count - 1) / max(count, 1)
        return np.where(self.drawn > 1, np.maximum(centred, 0.0), squares)

    def variance(self, shares: Floats) -> float:
        """Of a sum over the labels of linearised shares, one for each label in its order, within the strata."""
        size = len(self.drawn)
        sums, squares = (np.bincount(self.strata, part, size) for part in (shares, shares * shares))
        drawn = np.maximum(self.drawn, 2.0)
        centred = np.maximum((squares - sums**2 / drawn) * drawn / (drawn - 1), 0.0)
        return float(np.where(self.drawn > 1, centred, squares).sum())
