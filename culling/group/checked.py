"""Likeness that is checked: pairs that are only fairly alike join unless geometry finds nothing in common."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.group.dbscan import NOISE, Labels, check_distance
from culling.group.geometry import Landmarks, find_landmarks, same_scene
from culling.group.links import groups_of
from culling.group.methods import suggest_distance
from culling.neighbours import Neighbours
from culling.photos import Pixels

SUREST = 0.34
_HELD = 4096  # photos whose landmarks are held at once, 20 kB each

#: RGB pixels of a photo by its path, its thumbnail will do; None where there is none.
Picture = Callable[[str], Pixels | None]


@dataclass(frozen=True, eq=False)
class Seen:
    """Neighbours, and a way to look at the photos themselves."""

    neighbours: Neighbours
    picture: Picture


def scenes(table: pd.DataFrame, seen: Seen, *, sure: float | None = None, distance: float = 0.52) -> Labels:
    """Photos whose vectors lie close, and those fairly close that geometry does not part: DBSCAN, then ORB and RANSAC.

    Two photos within `sure` belong together, as by `likeness` with two samples. Of the pairs between `sure` and
    `distance` that are among each other's stored neighbours those belong together whose points do not speak against
    it (see `culling.group.geometry.Agreement.same`). So a scene hangs together further than likeness alone could
    reach, while daisies, sunsets and sailing boats of different days stay apart. Each doubtful photo costs about
    5 ms, each doubtful pair 1 ms; pairs that hang together already are not looked at.

    Args:
        sure: 1 − cosine; None for `suggest_distance` of the number of photos, 0.34 at most.
        distance: 1 − cosine, at least `sure`.

    Raises:
        ValueError: a distance outside 0 … 2.
    """
    sure = min(suggest_distance(len(table)), SUREST, distance) if sure is None else sure
    for given in (sure, distance):
        check_distance(given)
    near = seen.neighbours
    usable = near.usable
    tree = _Joined(near.forest(2).components(sure, len(usable)))
    names = [str(path) for path in table.index]

    @lru_cache(maxsize=_HELD)
    def landmarks(row: int) -> Landmarks:
        pixels = seen.picture(names[row])
        return find_landmarks(np.zeros((1, 1, 3), np.uint8) if pixels is None else pixels)

    for one, other in _doubtful(near, sure, distance).tolist():
        if tree.root(one) != tree.root(other) and same_scene(landmarks(one), landmarks(other)).same is not False:
            tree.join(one, other)
    return groups_of(np.where(usable, tree.parts(), NOISE))


def _doubtful(near: Neighbours, sure: float, distance: float) -> NDArray[np.int64]:
    """Pairs of stored neighbours between the two distances, each once, nearest first: int64 (n, 2)."""
    rows, columns = np.nonzero((near.distances > np.float32(sure)) & (near.distances <= np.float32(distance)))
    others = near.places[rows, columns]
    order = np.argsort(near.distances[rows, columns], kind="stable")
    pairs = np.sort(np.column_stack([rows, others]), axis=1)[order]
    _, first = np.unique(pairs, axis=0, return_index=True)
    return pairs[np.sort(first)].astype(np.int64)


class _Joined:
    """Parts that grow together (union-find; Tarjan 1975)."""

    def __init__(self, parts: NDArray[np.int64]) -> None:
        self._part = parts.tolist()
        self._parent = list(range(int(parts.max(initial=-1)) + 1))

    def root(self, row: int) -> int:
        part = self._part[row]
        while self._parent[part] != part:
            self._parent[part] = self._parent[self._parent[part]]
            part = self._parent[part]
        return part

    def join(self, one: int, other: int) -> None:
        self._parent[self.root(one)] = self.root(other)

    def parts(self) -> NDArray[np.int64]:
        return np.array([self.root(row) for row in range(len(self._part))], np.int64)
