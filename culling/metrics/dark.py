"""Too dark to see anything, or dark on purpose: the network for PICCL's bright / dark decision."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.photos import Photo

DARK_SIDE = 64  # px, PICCL's


def p_dark(photo: Photo) -> float:
    r"""Probability that the photo is too dark to see what is in it, 0 … 1; lower is better. Low key stays low.

    The whole photo counts, averaged to 64 × 64 RGB.

    Formula:
        $$\frac{1}{1 + e^{-z / T}}, \quad T = 2.83$$
        $z$ is the dark network's answer.

    Cannot tell:
        A night photo that is meant to be black: it can score high. A dark room with one bright window counts as low key
        at times.

    Source:
        PICCL's bright / dark decision, by a network of our own (models/dark/CARD.md).
    """
    (probability,) = nets.run("dark", dark_input(photo)[None])
    return float(probability[0])


def dark_input(photo: Photo) -> NDArray[np.float32]:
    """What the network sees: the whole photo averaged to 64 × 64 RGB, float32 (3, 64, 64) in levels."""
    tiny = cv2.resize(photo.small, (DARK_SIDE, DARK_SIDE), interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(tiny.transpose(2, 0, 1), np.float32)
