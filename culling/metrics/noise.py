"""How noisy: one fast estimate of the noise's standard deviation."""

from __future__ import annotations

import math

import cv2
import numpy as np

from culling.photos import Photo

# Difference of two Laplacians, as a product of two rows: blind to planes and edges, not to noise (eq. 1).
SECOND_DIFFERENCE = np.array([1, -2, 1], np.float32)


def noise_sigma(photo: Photo) -> float:
    """Standard deviation of noise in levels, 0 … 240; lower is better. Fine texture reads as noise.

    Immerkær 1996 (doi:10.1006/cviu.1996.0060) on luma. A reduced decode averages noise away: compare at one
    scale only. NaN below 3 × 3 pixels.
    """
    height, width = photo.luma.shape
    if height < 3 or width < 3:
        return math.nan
    response = cv2.sepFilter2D(photo.luma, cv2.CV_16S, SECOND_DIFFERENCE, SECOND_DIFFERENCE)[1:-1, 1:-1]
    return math.sqrt(math.pi / 2) * cv2.norm(response, cv2.NORM_L1) / (6 * response.size)
