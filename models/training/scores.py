"""Accuracy with intervals, for the cards."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.metrics import roc_auc_score


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927): honest for few photos and for shares near 0 and 1."""
    if n == 0:
        return 0.0, 1.0
    share, slack = hits / n, z * z / n
    middle = (share + slack / 2) / (1 + slack)
    reach = z * math.sqrt(share * (1 - share) / n + slack / (4 * n)) / (1 + slack)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def share(hits: int, n: int) -> str:
    """`hits` of `n` in words: "95.2 % (93.1–96.8, n 580)"."""
    low, high = wilson(hits, n)
    return f"{hits / max(n, 1):.1%} ({low * 100:.1f}–{high * 100:.1f}, n {n})".replace("%", " %")


def auc(good: ArrayLike, bad: ArrayLike) -> float:
    """Chance that a `bad` photo scores higher than a `good` one; NaN counts as the lowest score (never rejected)."""
    scores = np.concatenate([np.asarray(good, float), np.asarray(bad, float)])
    floor = np.nanmin(scores) - 1
    truth = np.r_[np.zeros(len(np.asarray(good))), np.ones(len(np.asarray(bad)))]
    return float(roc_auc_score(truth, np.where(np.isnan(scores), floor, scores)))


def area(good: ArrayLike, bad: ArrayLike, rounds: int = 300) -> str:
    """`auc` with its interval in words: "0.9953 (0.9918–0.9984)"."""
    low, high = auc_interval(good, bad, rounds)
    return f"{auc(good, bad):.4f} ({low:.4f}–{high:.4f})"


def auc_interval(good: ArrayLike, bad: ArrayLike, rounds: int = 1000, seed: int = 0) -> tuple[float, float]:
    """95 % bootstrap interval of `auc`, both sides drawn anew."""
    rng = np.random.default_rng(seed)
    good, bad = np.asarray(good, float), np.asarray(bad, float)
    drawn: NDArray[np.float64] = np.array(
        [auc(rng.choice(good, len(good)), rng.choice(bad, len(bad))) for _ in range(rounds)]
    )
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)
