"""How much each pixel of a photo belongs to a region: kept for the region's box alone, a byte a pixel."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels

Weights = NDArray[np.float32]
PixelBox = tuple[int, int, int, int]

BAND = 256  # rows that are mixed at once: mixing needs floats, and a whole photo of those takes much memory


@dataclass(frozen=True, eq=False)
class Mask:
    """A region of one photo, pixel by pixel.

    Attributes:
        box: left, top, right, bottom in pixels: the smallest box that holds every weight above 0.
        values: uint8 (bottom − top, right − left), weights in the box: 0 outside the region … 255 inside.
        size: (width, height) of the photo.
    """

    box: PixelBox
    values: Pixels
    size: tuple[int, int]

    @property
    def share(self) -> float:
        """How much of the photo the region covers, soft edge by its weight, 0 … 1."""
        return float(self.values.sum(dtype=np.uint64)) / 255 / (self.size[0] * self.size[1])

    def rows(self, top: int, bottom: int) -> Weights:
        """Weights 0 … 1 of whole rows of the photo, float32 (bottom − top, width); 0 outside the box."""
        left, first, right, last = self.box
        found = np.zeros((bottom - top, self.size[0]), np.float32)
        upper, lower = max(top, first), min(bottom, last)
        if upper < lower:
            found[upper - top : lower - top, left:right] = self.values[upper - first : lower - first]
        return found / np.float32(255)

    def enlarged(self, factor: int) -> Mask:
        """The same region of the photo enlarged `factor` times."""
        size = self.values.shape[1] * factor, self.values.shape[0] * factor
        left, top, right, bottom = (side * factor for side in self.box)
        values = cv2.resize(self.values, size, interpolation=cv2.INTER_LINEAR)
        return Mask((left, top, right, bottom), values, (self.size[0] * factor, self.size[1] * factor))

    def lay(self, inside: Pixels, photo: Pixels) -> Pixels:
        """The photo with `inside` in the region's place, mixed by the weights; a new array.

        Args:
            inside: RGB uint8 of the size of `box`, or of the size of the photo.
            photo: RGB uint8 (height, width, 3).
        """
        left, top, right, bottom = self.box
        if inside.shape == photo.shape:
            inside = inside[top:bottom, left:right]
        if inside.shape[:2] != self.values.shape or photo.shape[1::-1] != self.size:
            raise ValueError(
                f"a region of {self.values.shape[::-1]} px in a photo of {self.size} px cannot take "
                f"{inside.shape[1::-1]} px in {photo.shape[1::-1]} px; hand over its box or the whole photo"
            )
        result = photo.copy()
        for row in range(0, bottom - top, BAND):
            here = slice(row, min(row + BAND, bottom - top))
            under = result[top + here.start : top + here.stop, left:right]
            under[:] = mixed(inside[here], under, self.values[here].astype(np.float32) / np.float32(255))
        return result


def mixed(over: Pixels, under: Pixels, weights: Weights) -> Pixels:
    """`over` where the weight is 1, `under` where it is 0, a straight mixture of levels in between; uint8."""
    lower = under.astype(np.float32)
    return np.asarray(np.rint(lower + (over - lower) * weights[..., None]), np.uint8)


def mask_from(values: Pixels, left: int, top: int, size: tuple[int, int]) -> Mask | None:
    """The mask of weights that lie at `left`, `top` in a photo of `size`, cut to what is above 0; None for nothing."""
    rows = np.flatnonzero(values.any(axis=1))
    columns = np.flatnonzero(values.any(axis=0))
    if not len(rows):
        return None
    first, last, start, end = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    box = left + start, top + first, left + end, top + last
    return Mask(box, np.ascontiguousarray(values[first:last, start:end]), size)
