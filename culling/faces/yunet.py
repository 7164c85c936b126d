"""Faces by YuNet (Wu, Peng and Yu 2023, doi:10.1007/s11633-023-1423-y), a network made by others, fetched by choice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.faces.cells import STRIDES, candidates_of, prepared
from culling.faces.face import Face, Floats, without_overlaps
from culling.photos import Pixels

NETWORK = "yunet"
LONG_SIDE = 640  # faces of 10 to 300 px are found
SUREST = 0.7  # .6 to .7 is as often a dog, a hand or a galaxy


def find_faces(pixels: Pixels, long_side: int = LONG_SIDE, least: float = SUREST) -> list[Face]:
    """The faces in a picture, surest first, in its own pixels.

    Args:
        pixels: RGB uint8 (H, W, 3), upright, of any size; larger ones are averaged down to `long_side`.
        least: score below which a face is passed over, 0 … 1.

    Raises:
        ModelError: YuNet has not been fetched, or is damaged.
        ValueError: no RGB uint8 picture.
    """
    return without_overlaps(candidates(pixels, long_side, least))


def candidates(pixels: Pixels, long_side: int = LONG_SIDE, least: float = SUREST) -> list[Face]:
    """As `find_faces`, each face as often as cells tell of it."""
    whole, scale = prepared(pixels, long_side)
    given = np.ascontiguousarray(whole[:, :, ::-1].transpose(2, 0, 1)[None], np.float32)  # it was taught on BGR
    found = candidates_of(said_by(nets.run(NETWORK, given)), whole.shape[1] // STRIDES[0], least)
    return [face.scaled(1 / scale) for face in found]


def said_by(outputs: tuple[NDArray[np.float32], ...]) -> list[Floats]:
    """YuNet's outputs (cls, obj, bbox and kps, each at the three strides) as (cells, 15) for each stride."""
    kinds = len(STRIDES)
    rows = []
    for level in range(kinds):
        classes, objects, frames, points = (outputs[kind * kinds + level][0] for kind in range(4))
        score = np.sqrt(np.clip(classes, 0, 1) * np.clip(objects, 0, 1))
        rows.append(np.concatenate([score, frames, points], axis=1))
    return rows
