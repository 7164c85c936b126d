"""Where a photo is blurred, by how much, and whether by motion: the focus network's answer, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.decoding.pixels import Pixels

# 1024 px and more were no better and cost 2 to 12 times as much: see models/focus/CARD.md.
LONG_SIDE = 640
CELL = 8  # pixels per cell, each way
SHORTEST_SIDE = 32  # four cells: less is no picture of anything
SHARPEST, WIDEST = 0.35, 9.0  # σ in working pixels between which the network was taught

Map = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class BlurMap:
    """Blur of a photo in cells of 8 × 8 pixels of its working size (long side 640 px); all maps float32 (h, w).

    Attributes:
        amount: standard deviation of the blur in working pixels, about 0.35 sharp … 9 very blurred. A disk of
            radius r has r / 2; a straight motion of length l has about l / 5.
        confidence: 0 … 1, chance that the amount is right within a factor of 1.5. Low where nothing is to be seen.
        motion: 0 … 1, chance that the blur there, if any, comes from motion rather than from defocus.
    """

    amount: Map
    confidence: Map
    motion: Map


def map_blur(luma: Pixels, long_side: int = LONG_SIDE) -> BlurMap | None:
    """The blur map of a photo; None for one whose short side has fewer than 32 pixels.

    Args:
        luma: uint8 (H, W), of any size; larger ones are averaged down to `long_side`, smaller ones stay as they are.

    Raises:
        ModelError: the focus network is missing or damaged.
    """
    small = working_size(luma, long_side)
    height, width = small.shape
    if min(height, width) < SHORTEST_SIDE:
        return None
    whole = cv2.copyMakeBorder(small, 0, -height % CELL, 0, -width % CELL, cv2.BORDER_REFLECT_101)
    amount, confidence, motion = nets.run("focus", whole[None, None].astype(np.float32))
    return BlurMap(amount[0], confidence[0], motion[0])


def working_size(luma: Pixels, long_side: int = LONG_SIDE) -> Pixels:
    """`luma` averaged down to `long_side`, never up."""
    height, width = luma.shape
    scale = long_side / max(height, width)
    if scale >= 1:
        return luma
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
