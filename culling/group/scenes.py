"""Groups parted into scenes: photos that look alike, yet whose points do not line up, do not stay together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.group.geometry import FEWEST, Agreement, Landmarks, find_landmarks, same_scene
from culling.group.links import Rows, groups_of, linked_within
from culling.photos import Pixels

WINDOW = 12  # photos ahead in its group that each is compared with


def part_scenes(groups: pd.Series, picture: Callable[[str], Pixels | None]) -> pd.Series:
    """The groups, parted where geometry finds nothing in common; never joined. Photos left alone have no group.

    For frames and copies of one view: bursts and near-duplicates. A series that walks round a subject would fall
    apart, since a step aside leaves few points in line. A photo of which geometry cannot say anything (blurred, plain,
    one pattern all over) stays with the photo that stands nearest to it in its group. Each photo costs about 5 ms, each
    pair 1 ms; in a group that hangs together about as many pairs are compared as it has photos.

    Args:
        groups: index path, a number for each group, NaN for photos that are alone.
        picture: RGB pixels of a photo, its thumbnail will do; None where there is none.

    Returns:
        Like `groups`: 0, 1, 2 … in order of each group's first photo, NaN for photos that are alone.
    """
    codes, _ = pd.factorize(groups.to_numpy(dtype=np.float64, na_value=np.nan))
    order = np.argsort(codes, kind="stable")
    parts = np.full(len(groups), -1, np.int64)
    for rows in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        if len(rows) and codes[rows[0]] >= 0:  # one group at a time, so that only its landmarks are held
            parts[rows] = rows[_first_of_scene([_landmarks(picture(str(groups.index[row]))) for row in rows.tolist()])]
    labels = groups_of(parts)
    return pd.Series(np.where(labels >= 0, labels, np.nan), index=groups.index, name="group", dtype=np.float64)


def _first_of_scene(seen: list[Landmarks]) -> Rows:
    """Of each photo of a group, the place of the first one of its scene; pairs that hang together are not asked."""

    def near(some: Rows, others: Rows) -> NDArray[np.bool_]:
        pairs = zip(some.tolist(), others.tolist(), strict=True)
        return np.array([_hold(same_scene(seen[one], seen[other])) for one, other in pairs], np.bool_)

    scenes = linked_within(np.full(len(seen), len(seen) - 1), near, WINDOW)
    rich = np.array([len(landmarks) >= FEWEST for landmarks in seen], np.bool_)
    scenes = _with_loose(scenes, np.bincount(scenes, rich)[scenes] == 0)
    _, first, scene = np.unique(scenes, return_index=True, return_inverse=True)
    return first[scene]


def _hold(answer: Agreement) -> bool:
    """Whether two photos hold each other. Too few points hold nothing: one plain photo would chain two scenes."""
    return bool(answer.same) or (answer.same is None and answer.points >= FEWEST)


def _with_loose(scenes: Rows, loose: NDArray[np.bool_]) -> Rows:
    """Scenes of which nothing can be said go to the nearest one of which something can; without one all are one."""
    if loose.all():
        return np.zeros_like(scenes)
    firm = np.flatnonzero(~loose)
    new = np.arange(scenes.max() + 1)
    first_seen, first = np.unique(scenes, return_index=True)
    adrift = loose[first]
    new[first_seen[adrift]] = scenes[firm[np.abs(first[adrift][:, None] - firm).argmin(axis=1)]]
    return new[scenes]


def _landmarks(pixels: Pixels | None) -> Landmarks:
    return find_landmarks(np.zeros((1, 1, 3), np.uint8) if pixels is None else pixels)
