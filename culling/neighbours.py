"""Which photos look most alike: worked out once, then read by all: groups at any distance, map, "more like this".

Distance is 1 − cosine: 0 the same picture, about 1 nothing in common, at most 2. It is told to 6 decimals, so that
copies lie at exactly 0 whatever order a processor adds in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from culling.forest import Forest, of_all_pairs, of_edges

#: Neighbours kept of each photo, itself left out.
NEIGHBOURS = 15
#: Up to this many photos all pairs are compared; above, hnswlib finds the neighbours and may miss a few.
EXACT_UP_TO = 20_000
DECIMALS = 6
_BLOCK = 1024

Vectors = NDArray[np.floating[Any]]
Floats = NDArray[np.float32]
Places = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The nearest photos of every photo, nearest first.

    Attributes:
        places: int32 (n, k), row numbers; −1 where there are fewer than k others, and for photos without a vector.
        distances: float32 (n, k), 1 − cosine; infinite where `places` is −1.
        vectors: float32 (n, d) that they were made of, of unit length; NaN rows are photos without one.
        exact: whether all pairs were compared.
        paths: what the rows are called; empty when they have no names.
    """

    places: Places
    distances: Floats
    vectors: Floats
    exact: bool
    paths: Sequence[str] = ()
    forests: dict[int, Forest] = field(default_factory=dict)

    @property
    def k(self) -> int:
        return self.places.shape[1]

    @property
    def usable(self) -> NDArray[np.bool_]:
        """Photos that have a vector."""
        return ~np.isnan(self.vectors[:, 0]) if self.vectors.shape[1] else np.zeros(len(self.vectors), np.bool_)

    def like(self, path: str, n: int = 12) -> list[tuple[str, float]]:
        """The `n` photos most like that one, nearest first, each with its distance; none for a photo without vector.

        From the stored neighbours where they are enough, else from all vectors: 100,000 take 10 ms.

        Raises:
            ValueError: no row is called so, or `n` is below 1.
        """
        if n < 1:
            raise ValueError(f"n must be 1 or more, got {n}")
        try:
            row = list(self.paths).index(path)
        except ValueError:
            raise ValueError(f"there is no photo {path!r} among these {len(self.paths)}") from None
        places, distances = (self.places[row], self.distances[row]) if n <= self.k else self._nearest_to(row, n)
        found = zip(places.tolist(), distances.tolist(), strict=True)
        return [(self.paths[place], distance) for place, distance in found if place >= 0][:n]

    def _nearest_to(self, row: int, n: int) -> tuple[Places, Floats]:
        distances = distance(self.vectors, self.vectors[row])
        distances[row] = np.nan
        order = np.argsort(distances, kind="stable")[:n].astype(np.int32)  # NaN last
        known = ~np.isnan(distances[order])
        return np.where(known, order, -1).astype(np.int32), distances[order]

    def core_distances(self, min_samples: int) -> Floats:
        """The distance at which each photo has `min_samples` photos around it, itself counted; infinite for never."""
        if min_samples <= 1:
            return np.where(self.usable, np.float32(0), np.float32(np.inf))
        return self.distances[:, min_samples - 2]

    def forest(self, min_samples: int) -> Forest:
        """What keeps photos together at every distance (see `Forest`); worked out once and kept.

        Exact where `exact` is: all pairs are looked at. Else it joins neighbours alone, and two dense clumps that
        only photos beyond each other's k nearest would join stay apart.
        """
        kind = max(min_samples, 2)  # with 1 or 2 a link is as long as the pair is apart: the same forest
        if kind not in self.forests:
            reach = self.core_distances(kind)
            rows = np.flatnonzero(self.usable)
            if self.exact:
                found = of_all_pairs(self.vectors[rows], reach[rows]).renamed(rows)
            else:
                found = of_edges(*self._links(reach), len(self.places))
            self.forests[kind] = replace(found, lengths=np.round(found.lengths, DECIMALS))
        return self.forests[kind]

    def _links(self, reach: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        rows, columns = np.nonzero(self.places >= 0)
        others = self.places[rows, columns].astype(np.int64)
        lengths = np.maximum(self.distances[rows, columns], np.maximum(reach[rows], reach[others]))
        return rows, others, lengths


def find_neighbours(
    vectors: Vectors, k: int = NEIGHBOURS, paths: Sequence[str] = (), exact_up_to: int = EXACT_UP_TO
) -> Neighbours:
    """The `k` nearest of every photo: all pairs up to `exact_up_to` photos, hnswlib above.

    hnswlib is an extra (`pip install culling[large]`); without it all pairs are compared whatever their number.

    Args:
        vectors: (n, d), one row a photo, of any length but 0; rows that are not finite are photos without one.
        k: neighbours of each, 1 or more.
        paths: what the rows are called, for `Neighbours.like`.

    Raises:
        ValueError: vectors of another shape, `k` below 1, or not one path a row.
    """
    if vectors.ndim != 2:
        raise ValueError(f"vectors must be (photos, numbers), got {vectors.shape}")
    if k < 1:
        raise ValueError(f"k must be 1 or more, got {k}")
    if len(paths) not in (0, len(vectors)):
        raise ValueError(f"{len(paths)} paths are not of {len(vectors)} vectors")
    unit = unit_length(vectors)
    rows = np.flatnonzero(~np.isnan(unit[:, 0])) if unit.shape[1] else np.zeros(0, np.int64)
    library = None if len(rows) <= exact_up_to else _hnswlib()
    near, distances = _compare_all(unit[rows], k) if library is None else _ask(library, unit[rows], k)
    places = np.full((len(unit), k), -1, np.int32)
    places[rows] = np.where(near >= 0, rows[near], -1)
    spread = np.full((len(unit), k), np.inf, np.float32)
    spread[rows] = distances
    return Neighbours(places, spread, unit, library is None, paths)


def unit_length(vectors: Vectors) -> Floats:
    """Each row divided by its length, float32; NaN where it is not finite or has no direction."""
    rows = np.array(vectors, np.float32)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= length
    rows[~np.isfinite(rows).all(axis=1) | ~(length[:, 0] > 0)] = np.nan
    return rows


def distance(vectors: Floats, other: Floats) -> Floats:
    """1 − cosine of unit vectors, to 6 decimals, never below 0."""
    return tidy(1 - vectors @ other.T)


def tidy(distances: Floats) -> Floats:
    return np.maximum(np.round(distances, DECIMALS), np.float32(0))


def _compare_all(unit: Floats, k: int) -> tuple[Places, Floats]:
    """Exact, block by block: 10,000 photos take 1 s, 20,000 3 s, on two cores."""
    count = len(unit)
    wanted = min(k, max(count - 1, 0))
    places = np.full((count, k), -1, np.int32)
    distances = np.full((count, k), np.inf, np.float32)
    for start in range(0, count if wanted else 0, _BLOCK):
        block = 1 - unit[start : start + _BLOCK] @ unit.T
        own = np.arange(len(block))
        block[own, start + own] = np.inf
        near = np.argpartition(block, wanted - 1, axis=1)[:, :wanted]
        apart = tidy(np.take_along_axis(block, near, axis=1))
        order = np.lexsort((near, apart), axis=1)  # of equally near ones the first photo first
        places[start : start + _BLOCK, :wanted] = np.take_along_axis(near, order, axis=1)
        distances[start : start + _BLOCK, :wanted] = np.take_along_axis(apart, order, axis=1)
    return places, distances


def _hnswlib() -> Any:
    try:
        import hnswlib
    except ImportError:
        return None
    return hnswlib


def _ask(library: Any, unit: Floats, k: int) -> tuple[Places, Floats]:
    """Nearly exact: 100,000 photos take a minute. The same vectors give the same neighbours."""
    index = library.Index(space="ip", dim=unit.shape[1])
    index.init_index(max_elements=len(unit), ef_construction=120, M=16, random_seed=0)
    index.add_items(unit, num_threads=1)  # several threads build another graph each time
    index.set_ef(max(4 * k, 80))
    near, apart = index.knn_query(unit, k=min(k + 1, len(unit)), num_threads=-1)
    apart = tidy(apart.astype(np.float32))
    own = near == np.arange(len(unit))[:, None]
    own[~own.any(axis=1), -1] = True  # it did not find itself: the farthest goes
    apart[own] = np.inf
    order = np.argsort(apart, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(near, order, axis=1).astype(np.int32), np.take_along_axis(apart, order, axis=1)
