"""Which photos to mark next: those that the model is least sure of, and not ten frames of one burst."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from culling.preference.features import Bools, Floats, Rows

#: Chosen from so many times as many photos as are asked for, but from no more than this share of those there are.
_POOL = 4
_NEAREST = 1 / 3
_WITHOUT_VECTOR = 1.0  # a photo whose vector is not known is taken to have nothing in common with the others


def most_uncertain(p_keep: Floats, open_: Bools, vectors: NDArray[np.floating[Any]], count: int = 12) -> Rows:
    """Rows of photos to mark next, the least sure one first (uncertainty sampling, Lewis & Gale 1994).

    Of the photos nearest to 0.5 first the nearest is chosen, then always the one least like those already chosen:
    farthest-first traversal (Gonzalez 1985, doi:10.1016/0304-3975(85)90224-5) by 1 − cosine.

    Args:
        p_keep: per photo; NaN is never chosen.
        open_: which photos may be asked about.
        vectors: per photo, unit vectors; NaN rows for those without.
        count: how many at most.
    """
    doubt = np.abs(p_keep - 0.5)
    known = np.flatnonzero(open_ & ~np.isnan(doubt))
    near = int(np.clip(_NEAREST * len(known), count, _POOL * count))
    pool = known[np.argsort(doubt[known], kind="stable")][:near]
    if not len(pool):
        return pool.astype(np.int64)
    own = np.asarray(vectors[pool], np.float64)
    chosen, far = [0], _distances(own, 0)
    while len(chosen) < min(count, len(pool)):
        far[chosen] = -1.0
        chosen.append(int(np.argmax(far)))
        far = np.minimum(far, _distances(own, chosen[-1]))
    return pool[np.sort(chosen)].astype(np.int64)


def _distances(vectors: Floats, of: int) -> Floats:
    cosines = vectors @ vectors[of] if vectors.shape[1] else np.full(len(vectors), np.nan)
    return np.where(np.isnan(cosines), _WITHOUT_VECTOR, 1.0 - cosines)
