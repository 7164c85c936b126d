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


def shrunk(pixels: Pixels, long_side: int) -> tuple[Pixels, float]:
    """RGB made small to `long_side` (never up), and small size over given size.

    Halved, then interpolated: from 2000 px a fifth of the time of averaging, and as many faces are found.

    Raises:
        ValueError: anything but RGB uint8 (H, W, 3) with at least one pixel.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or 0 in pixels.shape:
        raise ValueError(f"faces are found in RGB uint8 (H, W, 3), given was {pixels.dtype} {pixels.shape}")
    scale = min(1.0, long_side / max(pixels.shape[:2]))
    if scale == 1:
        return pixels, scale
    size = tuple(max(1, round(side * scale)) for side in pixels.shape[1::-1])
    halved = halve_until(pixels, 2 * long_side)
    exactly = (2 * size[0], 2 * size[1]) == halved.shape[1::-1]
    how = cv2.INTER_AREA if exactly else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(halved, size, interpolation=how), np.uint8), scale


def padded(small: Pixels) -> Pixels:
    """The picture with black added at the right and below, to whole cells."""
    height, width = small.shape[:2]
    return np.asarray(cv2.copyMakeBorder(small, 0, -height % _PAD, 0, -width % _PAD, cv2.BORDER_CONSTANT), np.uint8)


def prepared(pixels: Pixels, long_side: int) -> tuple[Pixels, float]:
    """`shrunk` and `padded`: what a detector is shown."""
    small, scale = shrunk(pixels, long_side)
    return padded(small), scale


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
