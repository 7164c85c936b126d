"""Is this eye open? One number from a crop that shows one eye."""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import nets

SIDE = 40
SMALLEST = 12  # px: below, lashes and iris are the same few pixels
FLATTEST = 1.5  # grey levels of deviation: below, there is nothing but noise and JPEG blocks
DOUBTFUL = 0.3  # probability of being an eye at all; refuses 1 % of hard views of unseen people (CARD.md)


def eye_openness(crop: NDArray[np.uint8]) -> float:
    """Probability that the eye in `crop` is open: 1 open … 0 closed; NaN when it cannot say.

    Args:
        crop: RGB uint8 (H, W, 3) or grey uint8 (H, W), one eye, 24–96 px best, any framing from lid to lid
            up to brow and cheek. Colour is not used.

    NaN for a crop under 12 px, a flat one, and one that the network takes for no eye.

    Raises:
        ValueError: another shape or type.
        CullingError: the network's file is missing or altered.
    """
    luma = luma_of(crop)
    if min(luma.shape) < SMALLEST or float(luma.std()) < FLATTEST:
        return math.nan
    is_open, is_eye = nets.run("eyes", prepare(luma)[None])
    return float(is_open[0]) if float(is_eye[0]) >= DOUBTFUL else math.nan


def prepare(luma: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Grey (H, W) → what the network takes, (1, 40, 40) in 0..1: stretched to a square, averaged when larger."""
    larger = min(luma.shape) > SIDE
    square = cv2.resize(luma, (SIDE, SIDE), interpolation=cv2.INTER_AREA if larger else cv2.INTER_LINEAR)
    return np.asarray(square, np.float32)[None] / np.float32(255)


def luma_of(crop: Any) -> NDArray[np.uint8]:
    """RGB or grey uint8 → grey (H, W), after checking that it is one of the two; ValueError otherwise."""
    if not isinstance(crop, np.ndarray) or crop.dtype != np.uint8:
        given = f"{crop.dtype} array" if isinstance(crop, np.ndarray) else type(crop).__name__
        raise ValueError(f"an eye crop is a uint8 array, given was {given}; scale floats to 0..255 and convert")
    if crop.ndim == 3 and crop.shape[2] == 1:
        crop = crop[:, :, 0]
    if crop.ndim == 2:
        return np.ascontiguousarray(crop)
    if crop.ndim != 3 or crop.shape[2] != 3:
        raise ValueError(f"an eye crop is (H, W, 3) RGB or (H, W) grey, given was {crop.shape}; drop alpha first")
    if 0 in crop.shape:
        return np.zeros(crop.shape[:2], np.uint8)
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_RGB2GRAY), np.uint8)
