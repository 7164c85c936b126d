"""The faces of a photo, large enough to see whether somebody's eyes are closed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np

from culling.errors import CullingError
from culling.faces.closer import warped
from culling.faces.face import Face
from culling.faces.judge import Judgement
from culling.photos import Photo, Pixels

MOST = 4
_SIDES = {1: 480, 2: 360}  # px of a face by how many stand in a row
_GROWN = 1.7  # side of what is shown, in sizes of the face
_STRIP = 26  # px below each face, for its number


def draw_portraits(photo: Photo) -> Pixels:
    """The faces whose eyes can be judged, the least open first, at most four, each with `eyes_open` below it: RGB.

    Raises:
        CullingError: nobody's eyes can be judged.
        ModelError: a network is missing or damaged.
    """
    told = sorted((one for one in photo.faces if not math.isnan(one.eyes_open)), key=lambda one: one.eyes_open)[:MOST]
    if not told:
        raise CullingError("Nobody's eyes can be judged in this photo.")
    columns = min(2, len(told))
    drawn = [_portrait(photo.pixels, one, _SIDES[columns]) for one in told]
    return np.vstack([_row(drawn[start : start + columns], columns) for start in range(0, len(drawn), columns)])


def _portrait(pixels: Pixels, one: Judgement, side: int) -> Pixels:
    face = _seen(pixels, one.face, side)
    cv2.rectangle(face, (0, side - _STRIP), (side, side), (24, 24, 24), cv2.FILLED)
    text = f"eyes open {one.eyes_open:.2f}"
    cv2.putText(face, text, (8, side - 8), cv2.FONT_HERSHEY_SIMPLEX, 0.55, (255, 255, 255), 1, cv2.LINE_AA)
    return face


def _seen(pixels: Pixels, face: Face, side: int) -> Pixels:
    """A square round the face, moved into the picture where it would reach beyond its rim, and never larger than it."""
    wide = max(min(_GROWN * face.size, *pixels.shape[:2]), 1.0)
    room = (pixels.shape[1] - wide, pixels.shape[0] - wide)
    starts = [min(max(middle - wide / 2, 0.0), most) for middle, most in zip(face.middle, room, strict=True)]
    scale = side / wide
    matrix = np.column_stack([np.eye(2) * scale, -scale * np.array(starts)])
    return np.ascontiguousarray(warped(pixels, matrix, (side, side)))


def _row(faces: Sequence[Pixels], columns: int) -> Pixels:
    side = faces[0].shape[0]
    missing = [np.full((side, side, 3), 24, np.uint8)] * (columns - len(faces))
    return np.hstack([*faces, *missing])
