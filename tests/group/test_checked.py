"""Likeness that is checked: near pairs join unseen, doubtful ones unless geometry speaks against it."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

import culling
from culling.group.checked import Seen, scenes
from culling.neighbours import find_neighbours
from culling.photos import Pixels
from tests.group.test_methods import at, table

# 1 − cosine of neighbouring angles: 0.1 → 0.005, 0.8 → 0.3, 0.95 → 0.42, 1.2 → 0.64
DOUBTFUL = 0.95


def shifted(pixels: Pixels, by: int) -> Pixels:
    return np.ascontiguousarray(pixels[by : by + 400, by : by + 400])


PICTURES: dict[str, Pixels | None] = {
    "0.jpg": shifted(data.astronaut(), 0),
    "1.jpg": shifted(data.astronaut(), 40),
    "2.jpg": np.ascontiguousarray(data.coffee()[:400, :400]),
    "3.jpg": None,
}


def grouped(*angles: float, pictures: dict[str, Pixels | None] = PICTURES, **settings: float) -> list[int]:
    asked: list[str] = []

    def picture(path: str) -> Pixels | None:
        asked.append(path)
        return pictures[path]

    photos = table(width=[1] * len(angles))
    labels = scenes(photos, Seen(find_neighbours(at(*angles)), picture), **settings).tolist()
    assert len(asked) == len(set(asked)), "each photo is looked at once"
    return labels


def test_doubtful_pairs_join_when_their_points_line_up_and_not_when_nothing_does() -> None:
    assert grouped(0, DOUBTFUL) == [0, 0]
    pictures = {"0.jpg": PICTURES["0.jpg"], "1.jpg": PICTURES["2.jpg"]}
    assert grouped(0, DOUBTFUL, pictures=pictures) == [-1, -1]


def test_near_pairs_join_unseen() -> None:
    assert grouped(0, 0.1, 0.1, 0.1, pictures={}) == [0, 0, 0, 0]


def test_pairs_beyond_the_distance_stay_apart_unseen() -> None:
    assert grouped(0, 1.2, pictures={}) == [-1, -1]
    assert grouped(0, DOUBTFUL, distance=0.4, pictures={}) == [-1, -1]
    assert grouped(0, 1.2, distance=0.7) == [0, 0]


def test_a_photo_that_cannot_be_seen_is_not_parted() -> None:
    assert grouped(0, DOUBTFUL, pictures={"0.jpg": PICTURES["0.jpg"], "1.jpg": None}) == [0, 0]


def test_sure_moves_what_is_asked() -> None:
    pictures = {"0.jpg": PICTURES["0.jpg"], "1.jpg": PICTURES["2.jpg"]}
    assert grouped(0, DOUBTFUL, sure=0.45, pictures={}) == [0, 0]
    assert grouped(0, 0.1, sure=0.001, pictures=pictures) == [-1, -1]


def test_a_chain_hangs_together_through_checked_pairs() -> None:
    pictures = {str(n) + ".jpg": shifted(data.astronaut(), 20 * n) for n in range(4)}
    assert grouped(0, DOUBTFUL, 2 * DOUBTFUL, 3 * DOUBTFUL, pictures=pictures) == [0, 0, 0, 0]


def test_photos_without_vector_are_alone_and_one_photo_too() -> None:
    assert grouped(0, np.nan, 0.1, np.nan, pictures={}) == [0, -1, 0, -1]
    assert grouped(0, pictures={}) == [-1]
    assert scenes(table(width=[]), Seen(find_neighbours(at(0)[:0]), PICTURES.get)).tolist() == []


def test_group_needs_a_way_to_look() -> None:
    photos, vectors = table(width=[1, 1]), at(0, DOUBTFUL)
    found = culling.group(photos, vectors, "scenes", picture=PICTURES.get)
    assert found["group"].tolist() == [0, 0]
    with pytest.raises(ValueError, match=r"scenes looks at the photos: give picture=catalog\.picture"):
        culling.group(photos, vectors, "scenes")
    with pytest.raises(ValueError, match="distance must be from 0"):
        culling.group(photos, vectors, "scenes", picture=PICTURES.get, sure=-1)
