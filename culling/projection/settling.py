"""New photos find their room on a map: drawn to those they look like, pushed off by the others, who do not move.

What umap's `transform` does (McInnes, Healy and Melville 2018, arXiv:1802.03426), with mean forces instead of single
draws. Without it new photos pile up in the middle of their neighbours: of 156 photos put on a map of 1,404 others, 21 %
of the nearest are among the nearest on the map, with it 37 %, laid out anew 40 % (`python -m benchmarks.maps`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from culling.neighbours import Floats, Neighbours
from culling.projection.membership import Doubles, memberships

# Half or twice of each gives the same within chance; the scale matters more (see `_usual_distance`).
_ROUNDS = 100
_PUSHES = 2.0
_OTHERS = 32

# umap's curve of `spread` 1 and `min_dist` .1, and its bound of one step.
_A, _B = 1.5769434602697652, 0.8950608778515733
_STEP = 4.0
_NEAR = 1e-3

Rows = NDArray[np.int64]


def settle(points: Floats, new: Rows, neighbours: Neighbours) -> Floats:
    """The map with its `new` photos moved to where their neighbours leave room; all other points stay bit for bit.

    Args:
        points: (n, 2), where new photos have a first place already.
        new: rows of photos with a vector.
    """
    scale = _usual_distance(points, new, neighbours) if len(new) else 0.0
    if not scale > 0:
        return points
    weights = memberships(neighbours.distances[new], nearest_counts_full=False)
    shares = weights / np.maximum(weights.sum(axis=1, keepdims=True), _NEAR)
    there = points.astype(np.float64) / scale
    near = np.where(neighbours.places[new] >= 0, neighbours.places[new], new[:, None])  # nobody is as good as oneself
    crowd = np.flatnonzero(~np.isnan(points[:, 0]))
    chance = np.random.default_rng(0)
    for nth in range(_ROUNDS):
        others = crowd[chance.integers(len(crowd), size=(len(new), _OTHERS))]
        here = there[new][:, None]
        pull = (_clipped(_pull, here - there[near]) * shares[..., None]).sum(axis=1)
        push = _clipped(_push, here - there[others]).mean(axis=1)
        there[new] += (1 - nth / _ROUNDS) * (pull + _PUSHES * push)
    settled = points.copy()
    settled[new] = there[new] * scale
    return settled


def _usual_distance(points: Floats, new: Rows, neighbours: Neighbours) -> float:
    """Between neighbours that were on the map before: what the forces take for 1.

    UMAP's own maps have .4 to .6; taking that for 1 keeps more of the nearest than leaving the map as it is.
    """
    old = np.ones(len(points), np.bool_)
    old[new] = False
    rows, nth = np.nonzero((neighbours.places >= 0) & old[:, None])
    others = neighbours.places[rows, nth]
    rows, others = rows[old[others]], others[old[others]]
    apart = np.linalg.norm(points[rows].astype(np.float64) - points[others], axis=1)
    known = apart[np.isfinite(apart)]
    return float(np.median(known)) if len(known) else 0.0


def _clipped(force: Callable[[Doubles], Doubles], apart: Doubles) -> Doubles:
    """The step along each difference (…, 2); none where there is no difference."""
    squared = (apart**2).sum(axis=-1, keepdims=True)
    nowhere = squared == 0
    steps = force(np.where(nowhere, 1.0, squared)) * apart
    return np.clip(np.where(nowhere, 0.0, steps), -_STEP, _STEP)


def _pull(squared: Doubles) -> Doubles:
    return -2 * _A * _B * squared ** (_B - 1) / (1 + _A * squared**_B)


def _push(squared: Doubles) -> Doubles:
    return 2 * _B / ((_NEAR + squared) * (1 + _A * squared**_B))
