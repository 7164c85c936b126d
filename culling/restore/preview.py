"""What a rescue is tried on before the whole photo: a part in its own pixels, small enough to be done in a moment.

Scale matters: a photo reduced to 1/k shows no blur finer than about k px, so a reduced photo would promise what the
whole one does not keep. So the part is cut from the photo as it is stored; measures then see it at the scale that they
see the whole photo at, repeated in mirrors until it is as large as that.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from culling.decoding.pixels import Pixels, halve_until, reduce
from culling.photos import Photo

SIDE = 512  # px of a part's side, one tile of the network; a photo of no more pixels than that is tried whole
_SEEN = 320  # px of the long side at which the part is chosen


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a photo.

    Attributes:
        pixels: as stored, RGB uint8.
        left, top: where it begins in the whole photo, px.
        whole: (width, height) of the whole photo, px.
        analysed: (width, height) at which measures see the whole photo.
    """

    pixels: Pixels
    left: int
    top: int
    whole: tuple[int, int]
    analysed: tuple[int, int]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width, height as shares of the photo."""
        height, width = self.pixels.shape[:2]
        return (
            self.left / self.whole[0],
            self.top / self.whole[1],
            width / self.whole[0],
            height / self.whole[1],
        )

    def as_photo(self, pixels: Pixels) -> Photo:
        """A photo that looks everywhere as this part does, at the size that measures see the whole photo at.

        Args:
            pixels: those of the part, or what became of them (of the same size).
        """
        height, width = pixels.shape[:2]
        ratio = self.analysed[0] / self.whole[0]
        if ratio < 1:
            size = (max(round(width * ratio), 1), max(round(height * ratio), 1))
            pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        below, right = (max(self.analysed[axis] - pixels.shape[1 - axis], 0) for axis in (1, 0))
        return Photo(np.pad(pixels, ((0, below), (0, right), (0, 0)), mode="symmetric"), full_size=self.whole)


def part_of(pixels: Pixels, side: int = SIDE) -> Part:
    """The part of a photo with the most texture, mostly its subject: where blur does the most harm.

    Args:
        pixels: the whole photo as stored, RGB uint8.
        side: of the part, px; a photo of no more than side² pixels is taken whole.
    """
    height, width = pixels.shape[:2]
    analysed_height, analysed_width = reduce(pixels).shape[:2]
    sizes = (width, height), (analysed_width, analysed_height)
    if height * width <= side * side:
        return Part(pixels, 0, 0, *sizes)
    wide, high = min(side, width), min(side, height)
    top, left = _most_texture(pixels, high, wide)
    return Part(np.ascontiguousarray(pixels[top : top + high, left : left + wide]), left, top, *sizes)


def _most_texture(pixels: Pixels, high: int, wide: int) -> tuple[int, int]:
    """(top, left) of the window with the strongest neighbour differences."""
    small = cv2.cvtColor(halve_until(pixels, _SEEN), cv2.COLOR_RGB2GRAY)
    scale = small.shape[1] / pixels.shape[1]
    dx, dy = cv2.spatialGradient(cv2.GaussianBlur(small, (0, 0), 1))
    sums = cv2.integral(cv2.magnitude(dx.astype(np.float32), dy.astype(np.float32)))
    h, w = max(round(high * scale), 1), max(round(wide * scale), 1)
    windows = sums[h:, w:] - sums[:-h, w:] - sums[h:, :-w] + sums[:-h, :-w]
    top, left = np.unravel_index(int(np.argmax(windows)), windows.shape)
    return min(round(top / scale), pixels.shape[0] - high), min(round(left / scale), pixels.shape[1] - wide)
