"""Straight edges that lie nearly level or nearly upright: where they are, how long, and how they lean.

Line support regions (Burns, Hanson and Riseman 1986, doi:10.1109/TPAMI.1986.4767808) of ridges of the gradient: pixels
that hang together and have the gradient's direction in common are one edge when a straight line fits them.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels

STEEPEST = 25.0  # degrees from level, or from upright, up to which a pixel's gradient may belong to such an edge
LEAST_STEP = 24  # Sobel sums, a quarter of a level's step per pixel each: fainter ones are noise
SHORTEST = 0.03  # of the long side
RIM = 0.03  # of the long side: an edge along the picture's border this near to it is that of a scanned or added frame
CROOKED = 0.6  # px, root mean square beside the line: textures hang together, too

_SLOPE = np.float32(math.tan(math.radians(STEEPEST)))

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


class Lines(NamedTuple):
    """Straight edges, one entry each; places are shares of the long side from the picture's middle.

    Attributes:
        lean: degrees that it is turned clockwise from level, or from upright, as it is seen in the picture.
        length: as a share of the long side.
        x, y: its middle, to the right and down.
    """

    lean: Floats
    length: Floats
    x: Floats
    y: Floats


def find_lines(luma: Pixels) -> tuple[Lines, Lines]:
    """(nearly level edges, nearly upright edges) of a picture, uint8 (H, W), of 200 to 1000 px."""
    if min(luma.shape) < 3:
        return _NONE, _NONE
    across, down = cv2.spatialGradient(luma)
    level = _lines(down, across)
    lean, length, y, x = _lines(cv2.transpose(across), cv2.transpose(down))
    return level, Lines(-lean, length, x, y)


def _lines(through: NDArray[np.int16], along: NDArray[np.int16]) -> Lines:
    """The nearly level edges, from the gradient through them and along them."""
    height, width = through.shape
    long_side = max(height, width)
    steep = np.abs(through)
    at, names, size = _long_ridges(*_ridges(steep, along), SHORTEST * long_side)
    if not len(size):
        return _NONE

    def mean(values: Floats) -> Floats:
        return np.bincount(names, values, len(size)) / size

    rows, columns = at // width + _between(steep.ravel(), at, width), at % width
    middle_x, middle_y = mean(columns), mean(rows)
    x, y = columns - middle_x[names], rows - middle_y[names]
    spread = mean(x * x)
    slope = mean(x * y) / np.maximum(spread, 1e-9)
    beside = np.sqrt(np.maximum(mean(y * y) - slope * slope * spread, 0))
    length = np.sqrt(12 * spread) * np.hypot(1, slope) / long_side
    across, down = (middle_x + 0.5 - width / 2) / long_side, (middle_y + 0.5 - height / 2) / long_side
    good = (length >= SHORTEST) & (beside < CROOKED) & (height / 2 / long_side - np.abs(down) > RIM)
    return Lines(np.degrees(np.arctan(slope))[good], length[good], across[good], down[good])


def _ridges(steep: NDArray[np.int16], along: NDArray[np.int16]) -> tuple[NDArray[np.bool_], Places]:
    """Which pixels are steeper than those above and below, in about the right direction; never in the outer rows."""
    inner = steep[1:-1]
    ridge = np.zeros(steep.shape, bool)
    ridge[1:-1] = (inner >= LEAST_STEP) & (inner >= steep[:-2]) & (inner >= steep[2:])
    at = np.flatnonzero(ridge)
    right = np.abs(along.ravel()[at]) <= _SLOPE * steep.ravel()[at]
    ridge.ravel()[at[~right]] = False
    return ridge, at[right]


def _long_ridges(ridge: NDArray[np.bool_], at: Places, least: float) -> tuple[Places, Places, Floats]:
    """(place, number of its ridge) of each pixel of a ridge of at least so many pixels, and the ridges' sizes."""
    count, named = cv2.connectedComponents(ridge.view(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    names = named.ravel()[at]
    size = np.bincount(names, minlength=count)
    is_long = size >= least
    kept = is_long[names]
    renumbered = np.cumsum(is_long) - 1
    return at[kept], renumbered[names[kept]], size[is_long].astype(np.float64)


def _between(steep: NDArray[np.int16], at: Places, width: int) -> Floats:
    """Rows, −½ … ½, from each pixel to the summit of the parabola through it and the pixels above and below.

    Without it a short edge that is nearly level would be a run of pixels in one row, and so exactly level.
    """
    above, here, below = (steep[at + row * width].astype(np.float64) for row in (-1, 0, 1))
    bend = np.maximum(2 * here - above - below, 1e-9)  # 0 on a plain, whose ends are as steep
    return 0.5 * (below - above) / bend


_NONE = Lines(*(np.zeros(0) for _ in range(4)))
