"""Pictures made of faces: at a place, at the border, many at once."""

from __future__ import annotations

import cv2
import numpy as np

from culling.photos import Pixels

GREY = 120


def head(portrait: Pixels, side: int, left: int = 95, top: int = 20, width: int = 180) -> Pixels:
    """The head of the sample portrait, as a square of `side` px; the face is about 0.62 of it."""
    crop = portrait[top : top + width, left : left + width]
    method = cv2.INTER_AREA if side < width else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, (side, side), interpolation=method), np.uint8)


def crowd(faces: list[Pixels], columns: int, gap: int = 0) -> Pixels:
    """Square pictures of one size in rows, on grey."""
    side = len(faces[0]) + gap
    rows = -(-len(faces) // columns)
    picture = np.full((rows * side + gap, columns * side + gap, 3), GREY, np.uint8)
    for place, face in enumerate(faces):
        y, x = gap + place // columns * side, gap + place % columns * side
        picture[y : y + len(face), x : x + len(face)] = face
    return picture


def on_grey(face: Pixels, x: int, y: int, size: tuple[int, int] = (480, 640)) -> Pixels:
    """A picture with its upper left corner at x, y of a grey one; parts may lie outside."""
    picture = np.full((*size, 3), GREY, np.uint8)
    top, left = max(0, y), max(0, x)
    low, right = min(size[0], y + face.shape[0]), min(size[1], x + face.shape[1])
    picture[top:low, left:right] = face[top - y : low - y, left - x : right - x]
    return picture
