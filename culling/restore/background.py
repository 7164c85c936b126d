"""What becomes of the photo around the region: dimmed or white, with the region's own soft edge."""

from __future__ import annotations

import numpy as np

from culling.decoding.pixels import Pixels
from culling.restore.edit import Background
from culling.restore.mask import BAND, Mask, mixed

WHITE = 255


def lay_background(pixels: Pixels, mask: Mask, background: Background) -> Pixels:
    """The photo with what lies outside the region dimmed towards black, or white; a new array.

    Levels are scaled as they stand: a dim of .5 halves them, which looks about half as bright. Where the mask is 1
    nothing changes, where it is 0 the background is wholly dimmed, between them it is mixed by the weight.

    Args:
        pixels: RGB uint8 (H, W, 3).
        mask: of a photo of that size (`Mask.enlarged` after upscaling).
        background: how far.
    """
    if pixels.shape[1::-1] != mask.size:
        raise ValueError(f"the mask is of a photo of {mask.size} px, given was one of {pixels.shape[1::-1]} px")
    result = pixels.copy()
    for top in range(0, len(pixels) if background else 0, BAND):
        rows = result[top : top + BAND]
        rows[:] = mixed(rows, _around(rows, background), mask.rows(top, top + len(rows)))
    return result


def _around(rows: Pixels, background: Background) -> Pixels:
    if background.white:
        return np.full_like(rows, WHITE)
    levels = np.rint(np.arange(256) * (1 - background.dim)).astype(np.uint8)
    return np.asarray(levels[rows], np.uint8)
