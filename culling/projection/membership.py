"""How much of a neighbour each neighbour is: 1 for the nearest, less for those farther than is usual around a photo.

UMAP's local fuzzy sets (McInnes, Healy and Melville 2018, arXiv:1802.03426, section 3.1), in NumPy, since compiling
umap's own takes 4 s in every process: the same numbers (tests/projection/test_membership.py).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from culling.neighbours import Floats

# As in umap.umap_.smooth_knn_dist.
_STEPS = 64
_CLOSE_ENOUGH = 1e-5
_LEAST_SCALE = 1e-3

Doubles = NDArray[np.float64]


def memberships(distances: Floats, *, nearest_counts_full: bool = True) -> Doubles:
    """Weight of each neighbour, 0 … 1, float64 (n, k); 0 where there is none.

    Args:
        distances: (n, k), ascending, the photo itself left out; infinite where there is no neighbour.
        nearest_counts_full: distances are counted from the nearest neighbour that is no copy, as when a map is laid
            out; else from the photo itself, as umap does for photos that come later.
    """
    apart = np.asarray(distances, np.float64)
    there = np.isfinite(apart)
    number = there.sum(axis=1) + 1  # umap counts the photo itself
    offset = _nearest(apart, there) if nearest_counts_full else np.zeros(len(apart))
    beyond = np.where(there, np.maximum(apart - offset[:, None], 0), np.inf)
    scale = np.maximum(_scales(beyond, np.log2(number)), _least_scales(apart, there, offset, number))
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.exp(-beyond / scale[:, None])
    weights[beyond == 0] = 1  # also where the scale is 0
    return np.where(there, weights, 0.0)


def _nearest(apart: Doubles, there: NDArray[np.bool_]) -> Doubles:
    """To the nearest that is no copy; 0 where all are."""
    others = np.where(there & (apart > 0), apart, np.inf).min(axis=1, initial=np.inf)
    return np.where(np.isfinite(others), others, 0.0)


def _scales(beyond: Doubles, wanted: Doubles) -> Doubles:
    """The scale at which the weights of a row add up to what is wanted, by halving."""
    low, high = np.zeros(len(beyond)), np.full(len(beyond), np.inf)
    middle = np.ones(len(beyond))
    for _ in range(_STEPS):
        with np.errstate(divide="ignore", invalid="ignore"):
            total = np.where(beyond > 0, np.exp(-beyond / middle[:, None]), 1.0).sum(axis=1)
        done = np.abs(total - wanted) < _CLOSE_ENOUGH
        if done.all():
            break
        above = total > wanted
        high = np.where(above & ~done, middle, high)
        low = np.where(~above & ~done, middle, low)
        with np.errstate(invalid="ignore"):
            following = np.where(np.isinf(high), middle * 2, (low + high) / 2)
        middle = np.where(done, middle, following)
    return middle


def _least_scales(apart: Doubles, there: NDArray[np.bool_], offset: Doubles, number: NDArray[np.int64]) -> Doubles:
    """A scale is not below a thousandth of the mean distance: around the photo, or of all where all are copies."""
    known = np.where(there, apart, 0.0)
    around = known.sum(axis=1) / number
    everywhere = known.sum() / max(int(number.sum()), 1)
    return _LEAST_SCALE * np.where(offset > 0, around, everywhere)
