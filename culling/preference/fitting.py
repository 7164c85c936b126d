"""Logistic regression with L2 penalty on standardised measures and principal components of the vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from culling.preference.features import Bools, Design, Floats
from culling.preference.linear import Linear, Scaling

#: Of the vectors' 256 numbers so many principal components are used: where the picture counts, the log loss is .47
#: with 32, .50 with 16 and .46 with 64, and elsewhere the same within .01 (benchmarks/LEARNED.md).
COMPONENTS = 32
#: C of scikit-learn, from the plainest model on; which one is chosen by cross-validation.
STRENGTHS = (0.01, 0.03, 0.1, 0.3, 1.0)


def fit(photos: Design, keep: Bools, strengths: Sequence[float]) -> list[Linear]:
    """A model per strength. Classes are not weighted: weights would only have to be taken back by the calibration.

    Scaling, missing-value indicators and components follow from these photos alone.
    """
    from sklearn.linear_model import LogisticRegression  # here, since it slows every start of the program

    scaling = Scaling.of(photos.numbers)
    indicated = np.flatnonzero(scaling.sometimes_absent)
    axes, middle = _components(photos.vectors)
    absent = np.isnan(photos.numbers[:, indicated]) - scaling.absent[indicated]
    picture = np.nan_to_num(photos.vectors - middle) @ axes
    columns = np.hstack([scaling.values(photos.numbers), absent, picture])
    measures, first = photos.numbers.shape[1], photos.numbers.shape[1] + len(indicated)
    found = []
    for strength in strengths:
        solved = LogisticRegression(C=strength, solver="newton-cholesky", max_iter=200).fit(columns, keep)
        weights = np.asarray(solved.coef_[0], np.float64)
        absence = np.zeros(measures)
        absence[indicated] = weights[measures:first]
        directions = axes @ weights[first:]
        found.append(
            Linear(
                scaling,
                weights[:measures],
                absence,
                directions,
                float(middle @ directions),
                float(solved.intercept_[0]),
            )
        )
    return found


def platt(logits: Floats, keep: Bools) -> tuple[float, float]:
    """(slope, shift) that make probabilities of logits of photos that were not learned from.

    Targets are smoothed as in Platt 1999, so that marks that are told apart without a fault give no certainty. Isotonic
    regression would need some 1,000 marks (Niculescu-Mizil & Caruana 2005, doi:10.1145/1102351.1102430) and its parts
    would no longer add up. A slope below 0 would turn the order round and is 0.
    """
    from sklearn.linear_model import LogisticRegression

    kept, rejected = int(keep.sum()), int((~keep).sum())
    target = np.where(keep, (kept + 1) / (kept + 2), 1 / (rejected + 2))
    twice = np.concatenate([logits, logits])[:, None]
    answers = np.repeat([True, False], len(logits))
    weights = np.concatenate([target, 1 - target])
    solved = LogisticRegression(C=1e6, solver="newton-cholesky", max_iter=200).fit(twice, answers, weights)
    slope, shift = float(solved.coef_[0, 0]), float(solved.intercept_[0])
    return (slope, shift) if slope > 0 else (0.0, float(np.log((kept + 1) / (rejected + 1))))


def _components(vectors: Floats) -> tuple[Floats, Floats]:
    """(axes (d, components), mean): principal components, all scaled by the spread of the first one."""
    known = vectors[~np.isnan(vectors).any(axis=1)]
    if vectors.shape[1] == 0 or len(known) < 3:
        return np.zeros((vectors.shape[1], 0)), np.zeros(vectors.shape[1])
    middle = known.mean(axis=0)
    _, spreads, axes = np.linalg.svd(known - middle, full_matrices=False)
    axes = axes[: min(COMPONENTS, len(known) - 1)]
    signs = np.sign(axes[np.arange(len(axes)), np.abs(axes).argmax(axis=1)])  # the same on every machine
    first = spreads[0] / np.sqrt(len(known))
    return (axes * signs[:, None]).T / (first if first > 1e-9 else np.inf), middle
