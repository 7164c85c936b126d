"""Which photos belong to one shoot, so that no model is asked about a shoot that it learned from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.preference.features import Bools, Rows

#: Photos of one folder that were taken farther apart than this are of two shoots.
GAP_HOURS = 3.0
#: 1 − cosine up to which two photos are one scene for sure: one is never asked about by who learned from the other.
SAME_SCENE = 0.1
FOLDS = 5
#: Below this, leaving a shoot out would leave too little to learn from.
FEWEST_SHOOTS = 3
#: Every part that is learned from needs so many keeps and rejects.
_FEWEST_OF_EACH = 5


@dataclass(frozen=True, eq=False)
class Folds:
    """How the photos are divided.

    Attributes:
        fold: int64 (n,), 0 … folds − 1.
        shoots: of how many shoots the photos are.
        by_shoot: whether whole shoots were left out; else only near-duplicates were kept together.
        together: number of the shoot, or of the scene, that was kept together.
    """

    fold: Rows
    shoots: int
    by_shoot: bool
    together: Rows

    @property
    def count(self) -> int:
        return int(self.fold.max()) + 1


def shoots(table: pd.DataFrame) -> Rows:
    """Number of each photo's shoot: a sub-folder, divided where nothing was taken for `GAP_HOURS`, as over night.

    Photos without a time are one shoot per sub-folder.
    """
    folder = pd.factorize(pd.Series(table.index.astype(str)).str.rpartition("/")[0], sort=True)[0]
    taken = pd.to_datetime(table["taken_at"], errors="coerce", utc=True, format="ISO8601").to_numpy("datetime64[s]")
    order = np.lexsort([taken, folder])  # NaT last
    known = ~np.isnat(taken[order])
    same = folder[order][1:] == folder[order][:-1]
    gap = np.diff(taken[order].astype(np.int64)) > int(GAP_HOURS * 3600)
    begins = np.concatenate([[True], ~same | (known[1:] & known[:-1] & gap) | (known[1:] != known[:-1])])
    numbers = np.empty(len(table), np.int64)
    numbers[order] = np.cumsum(begins) - 1
    return numbers


def scenes(table: pd.DataFrame, vectors: NDArray[np.floating]) -> Rows:
    """Number of each photo's scene: kept groups, and photos that look the same; a photo that is alone has its own."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    pairs = [_alike(np.nan_to_num(np.asarray(vectors, np.float32))), _grouped(table)]
    one, other = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
    links = coo_array((np.ones(len(one), np.bool_), (one, other)), shape=(len(table), len(table)))
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def divide(table: pd.DataFrame, vectors: NDArray[np.floating], keep: Bools) -> Folds:
    """By shoot where there are enough of them, each fold with both answers; else at random within each answer."""
    scene, shoot = scenes(table, vectors), shoots(table)
    joined = _joined(scene, shoot)
    count = int(joined.max()) + 1
    if count >= FEWEST_SHOOTS:
        fold = _divided(joined, keep, min(FOLDS, count))
        if fold is not None:
            return Folds(fold, count, by_shoot=True, together=joined)
    for folds in (FOLDS, FEWEST_SHOOTS):
        fold = _divided(scene, keep, folds) if scene.max() >= folds else None
        if fold is not None:
            return Folds(fold, count, by_shoot=False, together=scene)
    return Folds(_alternating(keep), count, by_shoot=False, together=np.arange(len(keep)))


def _divided(group: Rows, keep: Bools, folds: int) -> Rows | None:
    """Whole groups to folds, shares of the answers alike; None where a part to learn from would lack an answer."""
    from sklearn.model_selection import StratifiedGroupKFold

    if min(keep.sum(), (~keep).sum()) < folds:
        return None
    fold = np.zeros(len(keep), np.int64)
    for number, (_, left_out) in enumerate(StratifiedGroupKFold(folds).split(keep, keep, group)):
        fold[left_out] = number
    counts = np.array([[np.sum(keep[fold == one]), np.sum(~keep[fold == one])] for one in range(folds)])
    rest = counts.sum(axis=0) - counts[:, None] - np.where(np.eye(folds)[:, :, None] > 0, 0, counts[None])
    return fold if (rest >= _FEWEST_OF_EACH).all() and (counts.sum(axis=1) > 0).all() else None


def _alternating(keep: Bools) -> Rows:
    fold = np.empty(len(keep), np.int64)
    for answer in (True, False):
        rows = np.flatnonzero(keep == answer)
        fold[rows] = np.arange(len(rows)) % FOLDS
    return fold


def _joined(scene: Rows, shoot: Rows) -> Rows:
    """Shoots that share a scene are one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size = int(scene.max()) + 1
    links = coo_array((np.ones(len(scene), np.bool_), (scene, size + shoot)), shape=(size + int(shoot.max()) + 1,) * 2)
    return np.unique(connected_components(links, directed=False)[1][scene], return_inverse=True)[1].astype(np.int64)


def _alike(vectors: NDArray[np.float32], block: int = 2048) -> tuple[Rows, Rows]:
    one, other = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for start in range(0, len(vectors), block):
        near = np.argwhere(vectors[start : start + block] @ vectors.T >= 1 - SAME_SCENE)
        one.append(near[:, 0] + start)
        other.append(near[:, 1])
    return np.concatenate(one), np.concatenate(other)


def _grouped(table: pd.DataFrame) -> tuple[Rows, Rows]:
    """Each photo of a kept group with the group's first."""
    if "group" not in table:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    rows = pd.Series(np.arange(len(table)), index=table["group"].to_numpy())
    rows = rows[rows.index.notna()]
    return rows.to_numpy(np.int64), rows.groupby(level=0).transform("first").to_numpy(np.int64)
