"""The faces of a photo side by side, each in a square of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from culling.faces.closer import warped
from culling.faces.face import Face
from culling.photos import Pixels

SIDE = 128  # px of a square
GROWN = 1.5  # its side in sizes of the face: hair and chin are seen


def draw_strip(pixels: Pixels, faces: Sequence[Face]) -> Pixels:
    """RGB (128, n · 128, 3), from left to right in the order given; what lies outside the photo is black.

    Raises:
        ValueError: no face is given.
    """
    if not faces:
        raise ValueError("a strip needs at least one face")
    return np.hstack([portrait(pixels, face) for face in faces])


def portrait(pixels: Pixels, face: Face, side: int = SIDE) -> Pixels:
    """A face in the middle of a square of `side` px, as it stands in the photo."""
    scale = side / (GROWN * max(face.size, 1.0))
    start = side / 2 - scale * np.array(face.middle)
    return warped(pixels, np.column_stack([np.eye(2) * scale, start]), (side, side))
