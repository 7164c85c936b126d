"""New photos on a map that is there: each between the photos that it looks like, and nobody else moves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from culling.neighbours import Floats, Neighbours, tidy
from culling.projection.membership import memberships
from culling.projection.pca import project_pca
from culling.projection.settling import settle

_BLOCK = 1024
_LEAST, _COPY = 1e-12, 1e9  # pulls; one that is 0 could be a photo's only one

Rows = NDArray[np.int64]


def place(known: Floats, neighbours: Neighbours) -> Floats:
    """The map with its new photos put between those they look like: float32 (n, 2); known points stay bit for bit.

    A new photo begins at the mean of its nearest neighbours on the map, weighted as umap weighs them. Photos whose
    neighbours are all new wait until these have a place; what nobody reaches goes to the nearest by vectors. Then they
    find their room (see `settle`); a copy stays where the other lies.

    Args:
        known: (n, 2), NaN for new photos; with no point at all the photos are laid out by PCA.
        neighbours: of the same photos; those without a vector stay NaN.

    Raises:
        ValueError: `known` is not of as many photos as `neighbours`.
    """
    if known.shape != (len(neighbours.places), 2):
        raise ValueError(f"{known.shape} points are not of {len(neighbours.places)} photos")
    points = np.array(known, np.float32)
    points[~np.isfinite(points).all(axis=1)] = np.nan
    if np.isnan(points).all():
        return project_pca(neighbours.vectors)
    new = np.flatnonzero(np.isnan(points[:, 0]) & neighbours.usable)
    unsettled = new[~_is_copy(points, new, neighbours)]
    return settle(first_places(points, new, neighbours), unsettled, neighbours)


def first_places(points: Floats, new: Rows, neighbours: Neighbours) -> Floats:
    """The map with each of the `new` rows at the mean of its neighbours: where `place` begins."""
    points, left = points.copy(), new
    weights = _pull(neighbours.distances[left])
    while len(left):
        reached = _place_beside(points, left, neighbours.places[left], weights)
        if not reached.any():
            break
        left, weights = left[~reached], weights[~reached]
    _place_nearest(points, left, neighbours)
    return points


def _is_copy(points: Floats, rows: Rows, neighbours: Neighbours) -> NDArray[np.bool_]:
    """Which rows are copies of a photo that has a place."""
    near = neighbours.places[rows]
    there = (near >= 0) & ~np.isnan(points[near, 0])
    return np.asarray((there & (neighbours.distances[rows] == 0)).any(axis=1))


def _pull(distances: Floats) -> NDArray[np.float64]:
    """How much each neighbour draws a new photo to itself; beside a copy the others count nothing."""
    weights = np.maximum(memberships(distances, nearest_counts_full=False), _LEAST)
    return np.where(distances == 0, _COPY, weights)


def _place_beside(
    points: Floats, rows: Rows, near: NDArray[np.int32], weights: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Put rows at the weighted mean of those neighbours that have a place; returns which rows have one."""
    there = (near >= 0) & ~np.isnan(points[near, 0])
    reached = np.asarray(there.any(axis=1))
    shares = np.where(there, weights, 0.0)[reached]
    shares /= shares.sum(axis=1, keepdims=True)
    around = np.where(there[reached, :, None], points[near[reached]], np.float32(0))
    points[rows[reached]] = (shares[:, :, None] * around).sum(axis=1)
    return reached


def _place_nearest(points: Floats, rows: Rows, neighbours: Neighbours) -> None:
    """Among the nearest of all photos on the map that have a vector."""
    anchors = np.flatnonzero(~np.isnan(points[:, 0]) & neighbours.usable)
    if not len(anchors):  # the map knows photos without vectors alone: nothing to be near to
        points[rows] = np.float32(0)
        return
    wanted = min(neighbours.k, len(anchors))
    placed = points.copy()
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        apart = tidy(1 - neighbours.vectors[block] @ neighbours.vectors[anchors].T)
        near = np.argpartition(apart, wanted - 1, axis=1)[:, :wanted]
        distances = np.take_along_axis(apart, near, axis=1)
        order = np.lexsort((near, distances), axis=1)
        near, distances = np.take_along_axis(near, order, axis=1), np.take_along_axis(distances, order, axis=1)
        _place_beside(placed, block, anchors[near].astype(np.int32), _pull(distances))
    points[rows] = placed[rows]
