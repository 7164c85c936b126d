"""RGB uint8 pixels as the measures want them: about 2000 px and upright; and whole ones alike."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

# Sharpness is read here: a reduction by k hides blur finer than about k pixels, and a cutoff has a meaning only
# at one size. 2000 px keeps a 12 MP photo at half size, where JPEG decodes almost as fast as at 1/8.
ANALYSED_LONG_SIDE = 2000

# Within this ratio of 2000 px nothing is resampled further: it would cost time and sharpness for no gain.
CLOSE_ENOUGH = 1.15


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a decoder hands over: pixels not yet turned upright, and what is needed to do so.

    Attributes:
        pixels: RGB uint8 (H, W, 3), reduced.
        full_size: (width, height) as stored, before orientation.
        orientation: EXIF orientation 1..8 still to be applied; None: as `exif` says.
        exif: EXIF as a TIFF block, b"" where there is none or where the file's own header holds it.
    """

    pixels: Pixels
    full_size: tuple[int, int]
    orientation: int | None = None
    exif: bytes = b""


def halve_until(pixels: Pixels, long_side: int) -> Pixels:
    """Average 2×2 blocks until no side is longer than `long_side` pixels.

    Exact halvings, since `INTER_AREA` is ten times slower at any other ratio; an odd last row or column is left out.
    """
    while max(pixels.shape[:2]) > long_side:
        height, width = (side // 2 * 2 if side > 1 else 1 for side in pixels.shape[:2])
        size = (max(width // 2, 1), max(height // 2, 1))
        pixels = cv2.resize(pixels[:height, :width], size, interpolation=cv2.INTER_AREA)
    return pixels


def reduce(pixels: Pixels, long_side: int = ANALYSED_LONG_SIDE) -> Pixels:
    """Bring the long side to `long_side` by exact halvings and one last area average; never enlarge.

    What is within 15 % of `long_side` stays as it is.
    """
    pixels = halve_until(pixels, 2 * long_side)
    height, width = pixels.shape[:2]
    if max(height, width) <= round(long_side * CLOSE_ENOUGH):
        return pixels
    ratio = long_side / max(height, width)
    size = (max(round(width * ratio), 1), max(round(height * ratio), 1))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def orient(pixels: Pixels, orientation: int) -> Pixels:
    """Turn and mirror as EXIF orientation 1..8 asks; any other number leaves the pixels alone."""
    if orientation in (5, 6, 7, 8):
        pixels = cv2.transpose(pixels)
    flip = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}.get(orientation)
    return pixels if flip is None else cv2.flip(pixels, flip)


def oriented_size(size: tuple[int, int], orientation: int) -> tuple[int, int]:
    """(width, height) after `orient`."""
    return (size[1], size[0]) if orientation in (5, 6, 7, 8) else size
