"""A linear model of standardised measures and vectors: what each of them adds to the logit can be read off exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from culling.preference.features import Bools, Design, Floats

#: Standardised values are cut off here: one extreme photo must not decide alone.
LARGEST = 4.0


@dataclass(frozen=True, eq=False)
class Scaling:
    """How measures become comparable: 0 is the average of the photos learned from, 1 their standard deviation.

    Attributes:
        centre: mean of each measure.
        spread: its standard deviation; infinite for a measure that says nothing there, which is then 0 throughout.
        absent: the share of those photos without a value.
    """

    centre: Floats
    spread: Floats
    absent: Floats

    @staticmethod
    def of(numbers: Floats) -> Scaling:
        known = ~np.isnan(numbers)
        counts = known.sum(axis=0)
        filled = np.where(known, numbers, 0.0)
        centre = filled.sum(axis=0) / np.maximum(counts, 1)
        squares = np.where(known, (numbers - centre) ** 2, 0.0).sum(axis=0) / np.maximum(counts, 1)
        spread = np.where(squares > 1e-12 * (1 + centre**2), np.sqrt(squares), np.inf)
        return Scaling(centre, spread, 1.0 - counts / max(len(numbers), 1))

    def values(self, numbers: Floats) -> Floats:
        """Standardised, 0 where unknown."""
        scaled = (numbers - self.centre) / self.spread
        return np.clip(np.nan_to_num(scaled), -LARGEST, LARGEST)

    @property
    def sometimes_absent(self) -> Bools:
        """Measures of which it can be learned what their absence says."""
        return np.asarray((self.absent > 0) & (self.absent < 1), np.bool_)


@dataclass(frozen=True, eq=False)
class Linear:
    """Log odds that a photo is kept, as a sum: `intercept` + one part per measure + one for the picture.

    Attributes:
        scaling: of the measures.
        weights: per measure, of its standardised value.
        absence: per measure, what its absence adds, beside the average.
        directions: of the vectors, float64 (d,); empty where they are not used.
        middle: what the vectors give on the average, so that an average picture adds 0.
        intercept: log odds of the average photo.
    """

    scaling: Scaling
    weights: Floats
    absence: Floats
    directions: Floats
    middle: float
    intercept: float

    def parts(self, photos: Design) -> Floats:
        """What each measure adds, and in the last column what is in the picture; float64 (n, measures + 1)."""
        absent = np.isnan(photos.numbers) - self.scaling.absent
        measures = self.scaling.values(photos.numbers) * self.weights + absent * self.absence
        return np.column_stack([measures, self._of_picture(photos)])

    def logits(self, photos: Design) -> Floats:
        """Their sum: above 0 the photo is rather kept."""
        return np.asarray(self.intercept + self.parts(photos).sum(axis=1))

    def calibrated(self, slope: float, shift: float) -> Linear:
        """The model whose logits are slope · logit + shift: it is linear as well, so its parts still add up."""
        return replace(
            self,
            weights=slope * self.weights,
            absence=slope * self.absence,
            directions=slope * self.directions,
            middle=slope * self.middle,
            intercept=slope * self.intercept + shift,
        )

    def _of_picture(self, photos: Design) -> Floats:
        if not len(self.directions):
            return np.zeros(len(photos))
        return np.nan_to_num(photos.vectors @ self.directions - self.middle)


def probability(logits: Floats) -> Floats:
    """1 / (1 + exp(−logit)), 0 … 1."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)))
