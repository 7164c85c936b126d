"""The subject by the network that comes with culling (models/subject/CARD.md)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.decoding.pixels import Pixels, halve_until

NETWORK = "subject"
#: A mask that nowhere reaches this tells of nothing that stands out: of photos that one reader saw nothing in, and on
#: which it was not chosen, 7 of 18 stay below it, and none of 28 with a subject.
FAINTEST = 0.75
SIDE = 160  # every photo is pressed into a square: it costs the same, and the network always sees the whole frame


def square_mask(pixels: Pixels) -> NDArray[np.float32]:
    """How much each part of a photo is its subject, 0 … 1, float32 (80, 80) for the whole photo pressed into a square.

    The mean of what is said of the photo and of its mirror image, so that a mirrored photo has the mirrored mask.

    Args:
        pixels: RGB uint8 (H, W, 3), upright, of any size.

    Raises:
        ModelError: the network's file is missing or damaged.
    """
    small = cv2.resize(halve_until(pixels, 4 * SIDE), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    both = np.stack([small, small[:, ::-1]]).transpose(0, 3, 1, 2)
    (said,) = nets.run(NETWORK, np.ascontiguousarray(both, np.float32))
    return np.asarray((said[0] + said[1][:, ::-1]) / 2, np.float32)
