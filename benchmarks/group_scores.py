"""How well groups agree with known ones: precision, recall and F1 of pairs, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

ROUNDS = 1000
_LOW, _HIGH = 2.5, 97.5

Counts = NDArray[np.float64]


class Score(NamedTuple):
    """Shares of pairs; each with its 95 % interval (low, high).

    `precision`: of the pairs that were put together, those that belong together; `recall`: of the pairs that belong
    together, those that were put together. A folder of which nothing was put together has precision 1.
    """

    precision: float
    recall: float
    f1: float
    precision_interval: tuple[float, float]
    recall_interval: tuple[float, float]
    f1_interval: tuple[float, float]


class Pairs(NamedTuple):
    """Pairs by the groups that they belong to: `together` (g, g) put together, `belong` (g,) that belong together."""

    together: Counts
    belong: Counts


def count_pairs(labels: Sequence[int] | NDArray[np.int64], truth: Sequence[int] | NDArray[np.int64]) -> Pairs:
    """Count pairs; −1 among the labels is a photo alone, and each number in `truth` is one group."""
    codes = np.unique(np.asarray(truth), return_inverse=True)[1]
    groups = codes.max(initial=-1) + 1
    together = np.zeros((groups, groups))
    found = np.asarray(labels)
    for label in np.unique(found[found >= 0]):
        sizes = np.bincount(codes[found == label], minlength=groups).astype(np.float64)
        pairs = np.outer(sizes, sizes)
        np.fill_diagonal(pairs, sizes * (sizes - 1) / 2)
        together += pairs
    sizes = np.bincount(codes, minlength=groups).astype(np.float64)
    return Pairs(together, sizes * (sizes - 1) / 2)


def score(sets: Sequence[Pairs], seed: int = 0) -> Score:
    """Score several folders as one: pairs of different folders are not looked at.

    Intervals by bootstrap over the known groups (strangers are groups of one), since pairs of one group share photos.
    """
    rng = np.random.default_rng(seed)
    middle = _shares(sets, [np.ones(len(pairs.belong)) for pairs in sets])
    draws = [[_draw(len(pairs.belong), rng) for pairs in sets] for _ in range(ROUNDS)]
    spread = np.array([_shares(sets, weights) for weights in draws])
    low, high = np.nanpercentile(spread, [_LOW, _HIGH], axis=0)
    intervals = [(float(bottom), float(top)) for bottom, top in zip(low, high, strict=True)]
    return Score(*middle, *intervals)


def f1(sets: Sequence[Pairs]) -> float:
    """F1 alone, without an interval."""
    return _shares(sets, [np.ones(len(pairs.belong)) for pairs in sets])[2]


def _draw(groups: int, rng: np.random.Generator) -> Counts:
    return np.bincount(rng.integers(groups, size=groups), minlength=groups).astype(np.float64)


def _shares(sets: Sequence[Pairs], weights: Sequence[Counts]) -> tuple[float, float, float]:
    """(precision, recall, F1), each group counted as often as its weight says."""
    right = found = known = 0.0
    for pairs, weight in zip(sets, weights, strict=True):
        inside = np.diag(pairs.together)
        right += float(weight @ inside)
        across = np.triu(pairs.together, 1)
        found += float(weight @ inside + weight @ across @ weight)
        known += float(weight @ pairs.belong)
    precision = right / found if found else 1.0
    recall = right / known if known else np.nan
    return precision, recall, 2 * right / (found + known) if found + known else np.nan
