"""Cross-validation within cross-validation: what a model says of photos that it did not learn from, in no respect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from culling.preference.features import Bools, Design, Floats, Rows
from culling.preference.fitting import STRENGTHS, fit, platt
from culling.preference.linear import Linear, probability

_LEAST = 1e-6


@dataclass(frozen=True, eq=False)
class Validated:
    """One kind of model, tried out.

    Attributes:
        probabilities: of each photo, by a model that saw nothing of its fold: neither weights nor strength nor
            calibration were chosen with it.
        losses: log loss of each of them, ≥ 0; lower is better.
        model: the calibrated model of all photos.
        strength: the penalty's C that was chosen for it.
    """

    probabilities: Floats
    losses: Floats
    model: Linear
    strength: float


def validate(photos: Design, keep: Bools, fold: Rows, step: Callable[[], None] = lambda: None) -> Validated:
    """Fit and try out one kind of model.

    For every fold the strength of the penalty and the calibration are chosen on the other folds alone, by
    cross-validation among these (nested cross-validation, Varma & Simon 2006, doi:10.1186/1471-2105-7-91).

    Args:
        photos: what is learned from.
        keep: the answers.
        fold: number of each photo's fold.
        step: called before each of `steps(folds)` fits; it may raise to stop.
    """
    folds = int(fold.max()) + 1
    logits: dict[frozenset[int], Floats] = {}
    for left_out in [frozenset(some) for count in (1, 2) for some in combinations(range(folds), count)]:
        step()
        asked = np.isin(fold, list(left_out))
        logits[left_out] = np.full((len(keep), len(STRENGTHS)), np.nan)
        for place, model in enumerate(fit(photos.at(~asked), keep[~asked], STRENGTHS)):
            logits[left_out][asked, place] = model.logits(photos.at(asked))
    probabilities = np.empty(len(keep))
    for one in range(folds):
        inner = _out_of_fold({other: logits[frozenset((one, other))] for other in range(folds) if other != one}, fold)
        place, slope, shift = _chosen(inner, keep, fold != one)
        own = fold == one
        probabilities[own] = probability(slope * logits[frozenset((one,))][own, place] + shift)
    outer = _out_of_fold({one: logits[frozenset((one,))] for one in range(folds)}, fold)
    place, slope, shift = _chosen(outer, keep, np.ones(len(keep), np.bool_))
    step()
    final = fit(photos, keep, STRENGTHS[place : place + 1])[0].calibrated(slope, shift)
    return Validated(probabilities, log_losses(probabilities, keep), final, STRENGTHS[place])


def steps(folds: int) -> int:
    """Fits of one `validate`."""
    return folds + folds * (folds - 1) // 2 + 1


def log_losses(probabilities: Floats, keep: Bools) -> Floats:
    """−log of the probability given to the right answer, per photo."""
    given = np.where(keep, probabilities, 1 - probabilities)
    return np.asarray(-np.log(np.maximum(given, _LEAST)))


def _out_of_fold(by_fold: dict[int, Floats], fold: Rows) -> Floats:
    """Of each photo the logits of the model that left its fold out; NaN for photos of other folds."""
    found = np.full((len(fold), len(STRENGTHS)), np.nan)
    for number, logits in by_fold.items():
        found[fold == number] = logits[fold == number]
    return found


def _chosen(logits: Floats, keep: Bools, among: Bools) -> tuple[int, float, float]:
    """(place in `STRENGTHS`, slope, shift) with the smallest log loss before calibration; of equals the plainest."""
    losses = [log_losses(probability(column), keep[among]).mean() for column in logits[among].T]
    place = int(np.argmin(losses))
    return place, *platt(logits[among, place], keep[among])
