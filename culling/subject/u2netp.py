"""The subject by small U²-Net (Qin et al. 2020, doi:10.1016/j.patcog.2020.107404), which a person may fetch."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.decoding.pixels import Pixels, halve_until

NETWORK = "u2netp"
FAINTEST = 0.5
SIDE = 320
#: Mean and standard deviation of ImageNet's photos, red, green, blue: it was taught on levels less and over these.
MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def square_mask(pixels: Pixels) -> NDArray[np.float32]:
    """As `culling.subject.own.square_mask`, float32 (320, 320): the first of the network's seven answers.

    Raises:
        ModelError: U²-Net has not been fetched, or is damaged.
    """
    small = cv2.resize(halve_until(pixels, 2 * SIDE), (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    levels = small / max(float(small.max()), 1.0)  # as its authors do: by the brightest level, not by 255
    given = (levels - np.array(MEAN, np.float32)) / np.array(SPREAD, np.float32)
    said = nets.run(NETWORK, np.ascontiguousarray(given.transpose(2, 0, 1)[None], np.float32))
    return np.clip(said[0][0, 0], 0, 1).astype(np.float32)
