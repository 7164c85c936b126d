"""The map that is there at once: the two directions in which photos differ most.

Principal component analysis (Pearson 1901, doi:10.1080/14786440109462720).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from culling.neighbours import Floats, Vectors

_BLOCK = 8192
# Of the mean squared length of a vector: what float32 numbers that are the same differ by is 1e-14 of it.
_NOTHING = 1e-11

Doubles = NDArray[np.float64]


def project_pca(vectors: Vectors) -> Floats:
    """Where each photo lies along the two directions in which all differ most: float32 (n, 2), centred on 0.

    The same vectors give the same map: of each direction the largest part is positive. A direction in which photos do
    not differ is 0, so that one photo, or copies of one, lie at (0, 0). 100,000 photos of 256 numbers take 2 s.

    Args:
        vectors: (n, d), one row a photo; rows that are not finite are photos without one, and NaN on the map.

    Raises:
        ValueError: vectors of another shape.
    """
    if vectors.ndim != 2:
        raise ValueError(f"vectors must be (photos, numbers), got {vectors.shape}")
    points = np.full((len(vectors), 2), np.nan, np.float32)
    rows = np.flatnonzero(np.isfinite(vectors).all(axis=1)) if vectors.shape[1] else np.zeros(0, np.int64)
    if len(rows):
        known = vectors[rows]
        mean = known.mean(axis=0, dtype=np.float64)
        points[rows] = _along(known, mean, _directions(known, mean))
    return points


def _directions(known: Vectors, mean: Doubles) -> Doubles:
    """(d, 2), of length 1 and the widest first; 0 where there is nothing left to tell."""
    size = known.shape[1]
    spread = np.zeros((size, size))
    for start in range(0, len(known), _BLOCK):
        block = known[start : start + _BLOCK] - mean
        spread += block.T @ block
    variances, found = np.linalg.eigh(spread / len(known))  # ascending
    directions = np.zeros((size, 2))
    widest = min(2, size)
    directions[:, :widest] = found[:, ::-1][:, :widest]
    least = _NOTHING * (np.trace(spread) / len(known) + mean @ mean)
    directions[:, :widest] *= variances[::-1][:widest] > least
    largest = directions[np.abs(directions).argmax(axis=0), [0, 1]]
    return np.where(largest < 0, -directions, directions)


def _along(known: Vectors, mean: Doubles, directions: Doubles) -> Floats:
    blocks = (known[start : start + _BLOCK] - mean for start in range(0, len(known), _BLOCK))
    return np.concatenate([block @ directions for block in blocks]).astype(np.float32)
