"""How noisy: one fast estimate of the noise's standard deviation."""

from __future__ import annotations

import math

from culling.photos import Photo


def noise_sigma(photo: Photo) -> float:
    """Standard deviation of noise in levels, 0 … 240; lower is better. Fine texture reads as noise.

    Immerkær 1996 (doi:10.1006/cviu.1996.0060) on luma. A reduced decode averages noise away: compare at one
    scale only. NaN below 3 × 3 pixels.
    """
    return math.sqrt(math.pi / 2) * photo.detail.noise_response / 6
