"""From what a detector says of each cell of a picture to faces.

Both detectors say 15 numbers for each cell of 8, 16 and 32 px: the score; the middle of the frame, in cells from the
cell's corner; the logarithm of its width and height in cells; and five points, in cells from the corner (YuNet's code).
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.faces.face import Face, Floats
from culling.photos import Pixels, halve_until

STRIDES = (8, 16, 32)
_PAD = 32
_MOST = 500  # cells of one size that are looked at, the surest ones
_WILDEST = 5.0  # exp of it is 150 cells: a damaged answer must not become infinite


def prepared(pixels: Pixels, long_side: int) -> tuple[Pixels, float]:
    """RGB averaged down to `long_side` (never up), black added to whole cells; and small size over given size.

    Raises:
        ValueError: anything but RGB uint8 (H, W, 3) with at least one pixel.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or 0 in pixels.shape:
        raise ValueError(f"faces are found in RGB uint8 (H, W, 3), given was {pixels.dtype} {pixels.shape}")
    scale = min(1.0, long_side / max(pixels.shape[:2]))
    size = tuple(max(1, round(side * scale)) for side in pixels.shape[1::-1])
    halved = halve_until(pixels, 2 * long_side)  # twice as fast as averaging down at once
    small = cv2.resize(halved, size, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    height, width = small.shape[:2]
    whole = cv2.copyMakeBorder(small, 0, -height % _PAD, 0, -width % _PAD, cv2.BORDER_CONSTANT)
    return np.asarray(whole, np.uint8), scale


def candidates_of(said: Sequence[Floats], columns: int, least: float) -> list[Face]:
    """What the cells tell of: each face many times over.

    Args:
        said: for each stride float32 (cells, 15), row by row.
        columns: cells of the smallest stride in a row.
        least: score below which a cell says nothing.
    """
    found: list[Face] = []
    for rows, stride in zip(said, STRIDES, strict=True):
        found += _decoded(rows, stride, columns * STRIDES[0] // stride, least)
    return found


def _decoded(said: Floats, stride: int, columns: int, least: float) -> list[Face]:
    cells = np.flatnonzero(said[:, 0] >= least)
    cells = cells[np.argsort(-said[cells, 0], kind="stable")][:_MOST]
    corner = np.stack([cells % columns, cells // columns], axis=1).astype(np.float32)
    told = said[cells]
    size: NDArray[np.float32] = np.exp(np.clip(told[:, 3:5], -_WILDEST, _WILDEST)) * stride
    start = (corner + told[:, 1:3]) * stride - size / 2
    places = (told[:, 5:].reshape(-1, 5, 2) + corner[:, None]) * stride
    frames = np.concatenate([start, size], axis=1).tolist()
    return [
        Face(left, top, width, height, float(score), place.astype(np.float32))
        for (left, top, width, height), score, place in zip(frames, told[:, 0], places, strict=True)
    ]
