"""How colourful: saturation and colourfulness on the small working size."""

from __future__ import annotations

import cv2
import numpy as np

from culling.photos import Photo


def saturation(photo: Photo) -> float:
    """Mean strength of colour (HSV): 0 grey … 1 pure. Neither end is a flaw; dark pixels count as strong."""
    red, green, blue = cv2.split(photo.small)
    brightest = cv2.max(cv2.max(red, green), blue)
    spread = cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))
    return cv2.mean(cv2.divide(spread, cv2.max(brightest, 1), dtype=cv2.CV_32F))[0]


def colorfulness(photo: Photo) -> float:
    """How colourful it looks: 0 grey, 15 slightly, 45 average, 109 extremely. Neither end is a flaw.

    Hasler and Süsstrunk 2003 (doi:10.1117/12.477378), eq. 3, in levels: spread plus 0.3 × mean of the
    opponent colours.
    """
    red, green, blue = (channel.astype(np.float32) for channel in cv2.split(photo.small))
    (rg, rg_spread), (yb, yb_spread) = map(_mean_and_spread, (red - green, (red + green) / 2 - blue))
    return float(np.hypot(rg_spread, yb_spread) + 0.3 * np.hypot(rg, yb))


def _mean_and_spread(values: np.ndarray) -> tuple[float, float]:
    mean, spread = cv2.meanStdDev(values)
    return float(mean[0, 0]), float(spread[0, 0])
