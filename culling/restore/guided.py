"""The guided filter in its fast form: lines are fitted on a small picture and drawn at full size, band by band.

He, Sun and Tang 2010 (doi:10.1007/978-3-642-15549-9_1); He and Sun 2015 (arXiv:1505.00996).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Map = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Guided:
    """At each place of a photo, the line `slope` · guide + `offset` that tells the filtered picture from the guide."""

    slope: Map
    offset: Map

    def rows(self, guide: Map, top: int, height: int) -> Map:
        """The filtered picture at the size of the guide, whose rows `guide` begin at `top` of `height`."""
        slope, offset = (_enlarged(part, guide.shape, top, height) for part in (self.slope, self.offset))
        return slope * guide + offset


def fit(values: Map, guide: Map, radius: int, smoothness: float) -> Guided:
    """Fit `values` to the edges of `guide`, both float32 (h, w) of one size.

    Args:
        radius: pixels of (h, w) within which one line is fitted.
        smoothness: variance of the guide below which it counts as even, in its unit squared.
    """
    side = 2 * radius + 1

    def mean(picture: Map) -> Map:
        return np.asarray(cv2.blur(picture, (side, side), borderType=cv2.BORDER_REFLECT), np.float32)

    middle, level = mean(guide), mean(values)
    slope = (mean(guide * values) - middle * level) / (mean(guide * guide) - middle**2 + smoothness)
    return Guided(mean(slope), mean(level - slope * middle))


def _enlarged(part: Map, shape: tuple[int, ...], top: int, height: int) -> Map:
    """Rows from `top` on of `part` enlarged to `height` × the width of `shape`, without making the others."""
    across, down = part.shape[1] / shape[1], part.shape[0] / height
    matrix = np.array([[across, 0, across / 2 - 0.5], [0, down, (top + 0.5) * down - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = shape[1], shape[0]
    return np.asarray(cv2.warpAffine(part, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.float32)
