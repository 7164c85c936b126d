"""Faces by the network that comes with culling: it has learnt YuNet's answers on few photos (models/faces/CARD.md)."""

from __future__ import annotations

import numpy as np

from culling import nets
from culling.faces.cells import STRIDES, candidates_of, padded, shrunk
from culling.faces.face import Face, without_overlaps
from culling.photos import Pixels

NETWORK = "faces"
LONG_SIDE = 640
SUREST = 0.55  # of the validation split as many faces as at .4, and a fifth of the false ones
AGAIN = 0.5  # and once more at half the size, for the faces that are larger than
LARGE = 110  # px at `LONG_SIDE`: 13 instead of 9 of the 13 over 160 px are found


def find_faces(pixels: Pixels, long_side: int = LONG_SIDE, least: float = SUREST) -> list[Face]:
    """The faces in a picture, surest first, in its own pixels; see `culling.faces.yunet.find_faces`.

    Raises:
        ModelError: the network's file is missing or damaged.
        ValueError: no RGB uint8 picture.
    """
    small, scale = shrunk(pixels, long_side)
    found = _told(small, least)
    half = round(AGAIN * long_side)
    if max(small.shape[:2]) > half:
        smaller, again = shrunk(small, half)
        found += [face for face in (face.scaled(1 / again) for face in _told(smaller, least)) if face.size > LARGE]
    return [face.scaled(1 / scale) for face in without_overlaps(found)]


def candidates(pixels: Pixels, long_side: int = LONG_SIDE, least: float = SUREST) -> list[Face]:
    """The faces at one size, each as often as cells tell of it."""
    small, scale = shrunk(pixels, long_side)
    return [face.scaled(1 / scale) for face in _told(small, least)]


def _told(small: Pixels, least: float) -> list[Face]:
    """What the network says of a picture of its working size."""
    whole = padded(small)
    given = np.ascontiguousarray(whole.transpose(2, 0, 1)[None], np.float32)
    said = [cells[0].reshape(cells.shape[1], -1).T for cells in nets.run(NETWORK, given)]
    return candidates_of(said, whole.shape[1] // STRIDES[0], least)
