"""DBSCAN's groups at any distance from stored neighbours, without running it anew; HDBSCAN, which needs no distance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from culling.neighbours import Neighbours, find_neighbours

NOISE = -1
HDBSCAN_UP_TO = 10_000

Labels = NDArray[np.int64]


def dbscan(neighbours: Neighbours, distance: float, min_samples: int = 2) -> Labels:
    """The cluster of each photo, −1 for none: what `sklearn.cluster.DBSCAN` says of the same vectors.

    `DBSCAN(eps=distance, min_samples=min_samples, metric="cosine")`, or on unit vectors `metric="euclidean"` with
    eps = √(2·distance), labels the photos the same, number for number; a pair that lies within 10⁻⁶ of the cutoff
    may fall on the other side. Photos without a vector are −1. 100,000 photos take 10 ms once the forest is there.

    Exact when `neighbours.exact`, for every distance and every `min_samples`: core photos hang together by an exact
    minimum spanning forest of mutual reachability, and a photo that is no core has fewer than `min_samples` photos
    within the cutoff, so that its stored neighbours are all of them. When neighbours come from hnswlib, core photos
    hang together through stored neighbours alone: clusters may then be split, never joined.

    Args:
        distance: 1 − cosine, 0 (copies alone) to 2 (all); a pair at exactly this distance counts as near.
        min_samples: photos within the distance, itself counted, that make a photo a core. With 1 or 2 there are no
            border photos: every photo of a cluster is a core.

    Raises:
        ValueError: a distance outside 0 … 2, or `min_samples` below 1.
    """
    check_distance(distance)
    if min_samples < 1:
        raise ValueError(f"min_samples must be 1 or more, got {min_samples}")
    if min_samples - 1 > neighbours.k:
        neighbours = find_neighbours(neighbours.vectors, min_samples - 1)
    core = neighbours.core_distances(min_samples) <= np.float32(distance)
    parts = neighbours.forest(min_samples).components(distance, len(core))
    labels = np.full(len(core), NOISE, np.int64)
    labels[core] = in_order(parts[core])
    return _with_border(labels, core, neighbours, distance) if min_samples > 2 else labels


def _with_border(labels: Labels, core: NDArray[np.bool_], neighbours: Neighbours, distance: float) -> Labels:
    """scikit-learn grows clusters one by one, so that a photo between two goes to the one with the smaller number."""
    rows = np.flatnonzero(~core & neighbours.usable)
    places = neighbours.places[rows]
    near = (neighbours.distances[rows] <= np.float32(distance)) & core[places] & (places >= 0)
    none = np.iinfo(np.int64).max
    smallest = np.where(near, labels[places], none).min(axis=1, initial=none)
    labels[rows] = np.where(smallest == none, NOISE, smallest)
    return labels


def hdbscan(neighbours: Neighbours, min_cluster_size: int = 2) -> Labels:
    """The cluster of each photo by HDBSCAN, −1 for none: each cluster at the distance at which it is most stable.

    scikit-learn's, on Euclidean distances of unit vectors (√(2 − 2·cosine)); Campello, Moulavi and Sander 2013
    (doi:10.1007/978-3-642-37456-2_14). No cutoff is needed, but strangers may be put in groups, too, and where there
    is but one group it finds none: it tells groups by others around them. Copies of one photo alone are one cluster.

    Args:
        min_cluster_size: photos that make a cluster, 2 or more.

    Raises:
        ValueError: more than 10,000 photos with a vector (it compares all pairs, twice), or a size below 2.
    """
    from sklearn.cluster import HDBSCAN  # here, since it adds a second to every start of the program

    if min_cluster_size < 2:
        raise ValueError(f"min_cluster_size must be 2 or more, got {min_cluster_size}")
    rows = np.flatnonzero(neighbours.usable)
    if len(rows) > HDBSCAN_UP_TO:
        raise ValueError(f"HDBSCAN takes up to {HDBSCAN_UP_TO:,} photos, got {len(rows):,}; choose likeness instead")
    labels = np.full(len(neighbours.vectors), NOISE, np.int64)
    if len(rows) < min_cluster_size:
        return labels
    unit = neighbours.vectors[rows].astype(np.float64)
    if not np.ptp(unit, axis=0).any():
        labels[rows] = 0
        return labels
    found = HDBSCAN(min_cluster_size=min_cluster_size, copy=True).fit(unit).labels_
    clustered = found >= 0
    labels[rows[clustered]] = in_order(found[clustered])
    return labels


def in_order(parts: NDArray[np.integer]) -> Labels:
    """The same parts numbered 0, 1, 2 … in order of each one's first row."""
    _, first, inverse = np.unique(parts, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse]


def check_distance(distance: float) -> None:
    """ValueError unless it is 1 − cosine."""
    if not 0 <= distance <= 2:
        raise ValueError(f"distance must be from 0 (copies alone) to 2 (everything), got {distance}")
