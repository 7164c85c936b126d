"""How many photos of each stratum a sample takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: Of every stratum at least so many, or all it has: with fewer, one odd photo would speak for many.
FEW = 3


def allocate(sizes: NDArray[np.int64], rates: NDArray[np.float64], n: int, few: int = FEW) -> NDArray[np.int64]:
    """How many of each stratum, `n` in all: by size times rate, at least `few`, at most all.

    Where `n` is too small for `few` of each, as many of each as fit, the large ones first.

    Args:
        sizes: photos in each stratum, whole numbers.
        rates: how likely a photo of each stratum is, beside one of another stratum; above 0.
        n: photos in the sample, at most all there are.
    """
    floor = few
    while floor and np.minimum(sizes, floor).sum() > n:
        floor -= 1
    counts = np.minimum(sizes, floor)
    if floor < few:  # what is left would not give everyone one more
        more = np.argsort(-sizes * rates, kind="stable")
        more = more[sizes[more] > counts[more]][: n - int(counts.sum())]
        counts[more] += 1
        return counts
    return _filled(counts, sizes, sizes * rates, n)


def _filled(
    counts: NDArray[np.int64], sizes: NDArray[np.int64], scores: NDArray[np.float64], n: int
) -> NDArray[np.int64]:
    """Raise `counts` to `n` in all: in proportion to `scores`, never above `sizes`, never below what they are."""
    low, high = 0.0, float(np.max(sizes[scores > 0] / scores[scores > 0], initial=0.0))
    for _ in range(60):  # the share at which the clipped numbers add up to n, by bisection
        share = (low + high) / 2
        low, high = (share, high) if np.clip(share * scores, counts, sizes).sum() < n else (low, share)
    exact = np.clip(high * scores, counts, sizes)
    whole = np.floor(exact + 1e-9).astype(np.int64)
    largest = np.argsort(-(exact - whole), kind="stable")
    largest = largest[whole[largest] < sizes[largest]][: max(n - int(whole.sum()), 0)]
    whole[largest] += 1
    return whole
