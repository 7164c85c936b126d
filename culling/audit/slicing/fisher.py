"""Two shares compared exactly, many pairs at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_ALIKE = 1e-7  # tables whose chances differ by less are equally likely: rounding is no evidence


def fisher_exact(hits: ArrayLike, count: ArrayLike, other_hits: ArrayLike, other_count: ArrayLike) -> Floats:
    """Two-sided p of each pair of shares: how often tables at least as unlikely come from one and the same rate.

    Small: the shares differ by more than chance. 1 where one of the two has no photo. Fisher's exact test, as
    scipy.stats.fisher_exact does one of them (Fisher 1922, Journal of the Royal Statistical Society 85(1)).

    Args:
        hits, count: whole numbers, hits ≤ count, of the one side.
        other_hits, other_count: of the other.

    Raises:
        ValueError: more hits than photos.
    """
    given = np.broadcast_arrays(*(np.asarray(part, np.int64) for part in (hits, count, other_hits, other_count)))
    own, size, other, rest = (part.ravel() for part in given)
    if ((own < 0) | (own > size) | (other < 0) | (other > rest)).any():
        raise ValueError("hits must lie between 0 and count, on both sides")
    logs = np.append(0.0, np.cumsum(np.log(np.arange(1, int((size + rest).max(initial=0)) + 1))))
    pairs = zip(own.tolist(), size.tolist(), (own + other).tolist(), rest.tolist(), strict=True)
    return np.array([_one(logs, *pair) for pair in pairs], np.float64)


def _one(logs: Floats, own: int, size: int, hits: int, rest: int) -> float:
    """By the hypergeometric distribution of the hits that fall on this side; `logs` of factorials."""
    least, most = max(0, hits - rest), min(size, hits)
    # log of 1 / (x! (size−x)! (hits−x)! (rest−hits+x)!) for every x: each factorial is a stretch of `logs`
    shape = -(
        logs[least : most + 1]
        + logs[size - most : size - least + 1][::-1]
        + logs[hits - most : hits - least + 1][::-1]
        + logs[rest - hits + least : rest - hits + most + 1]
    )
    weights = np.exp(shape - shape.max())
    as_unlikely = weights <= weights[own - least] * (1 + _ALIKE)
    return min(1.0, float(weights[as_unlikely].sum() / weights.sum()))
