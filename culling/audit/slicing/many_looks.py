"""Many tests at once: p-values corrected, so that the more one looks, the less a single find counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Of each test the share of false finds (false discovery rate) if it and all with a smaller p-value are believed.

    Smaller is stronger. Believing those up to 0.05 makes at most 5 % of what is believed false on average, for
    independent tests and for tests that go up and down together.

    Args:
        p: p-values; NaN where nothing was tested, which counts as no look.

    Returns:
        As long as `p`, never below it, NaN where it is NaN.

    Raises:
        ValueError: a p-value outside 0 … 1.

    Source: Benjamini & Hochberg 1995, Journal of the Royal Statistical Society B 57(1); Benjamini & Yekutieli 2001.
    """
    values, order, tests = _ascending(p)
    steps = values[order] * tests / np.arange(1, tests + 1)
    return _back(values, order, np.minimum.accumulate(steps[::-1])[::-1])


def holm(p: ArrayLike) -> Floats:
    """Of each test the chance that it or any stronger one is a false find (family-wise error rate, Bonferroni–Holm).

    Stricter than `benjamini_hochberg`, and holds however the tests depend on one another.

    Args:
        p: as there.

    Returns:
        As there.

    Raises:
        ValueError: a p-value outside 0 … 1.

    Source: Holm 1979, Scandinavian Journal of Statistics 6(2).
    """
    values, order, tests = _ascending(p)
    steps = values[order] * (tests - np.arange(tests))
    return _back(values, order, np.maximum.accumulate(steps))


def _ascending(p: ArrayLike) -> tuple[Floats, NDArray[np.int64], int]:
    """(the p-values, the places of those that are known from the smallest on, how many these are)."""
    values = np.asarray(p, np.float64).ravel()
    known = np.flatnonzero(~np.isnan(values))
    if ((values[known] < 0) | (values[known] > 1)).any():
        raise ValueError("p-values must lie within 0 … 1, or be NaN where nothing was tested")
    order = known[np.argsort(values[known], kind="stable")].astype(np.int64)
    return values, order, len(order)


def _back(values: Floats, order: NDArray[np.int64], corrected: Floats) -> Floats:
    found = np.full(len(values), np.nan)
    found[order] = np.minimum(corrected, 1.0)
    return found
