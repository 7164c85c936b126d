"""What a camera and a careless hand do to a picture, without hiding a face that could be seen before."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Rng = np.random.Generator


class Soil:
    """Light, colour, blur, noise, JPEG; the noise is drawn once, for that takes longest."""

    def __init__(self, rng: Rng, side: int) -> None:
        self._noise = rng.normal(0, 1, (4, side + 64, side + 64, 3)).astype(np.float32)
        self._side = side

    def soiled(self, picture: Pixels, rng: Rng) -> Pixels:
        """Another view of the same picture, pixel for pixel."""
        if rng.random() < 0.7:
            picture = lit(picture, rng)
        if rng.random() < 0.15:
            picture = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        if rng.random() < 0.25:
            picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.3, 1.2)))
        if rng.random() < 0.3:
            picture = self._noisy(picture, float(np.exp(rng.uniform(0, np.log(14)))), rng)
        if rng.random() < 0.35:
            quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 95))]
            picture = cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], cv2.IMREAD_COLOR)
        return np.asarray(picture, np.uint8)

    def _noisy(self, picture: Pixels, levels: float, rng: Rng) -> Pixels:
        y, x = rng.integers(0, 64, 2)
        grain = self._noise[rng.integers(4), y : y + self._side, x : x + self._side]
        return np.clip(picture + levels * grain, 0, 255).astype(np.uint8)


def lit(picture: Pixels, rng: Rng) -> Pixels:
    """Gamma, contrast and brightness, each colour a little by itself: one table a channel."""
    unit = np.arange(256, dtype=np.float32)[:, None] / 255
    gamma = np.exp(rng.normal(0, 0.35) + rng.normal(0, 0.06, 3))
    gain = np.exp(rng.normal(-0.1, 0.35) + rng.normal(0, 0.08, 3))
    table = np.clip(gain * unit**gamma + rng.normal(0, 0.04), 0, 1) * 255
    return np.asarray(cv2.LUT(picture, table.astype(np.uint8).reshape(256, 1, 3)), np.uint8)
