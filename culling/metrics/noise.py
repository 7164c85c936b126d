"""How noisy: one fast estimate of the noise's standard deviation."""

from __future__ import annotations

import math

from culling.photos import Photo


def noise_sigma(photo: Photo) -> float:
    r"""Standard deviation of noise in levels, 0 … 240; lower is better. Fine texture reads as noise.

    A reduced decode averages noise away: compare at one scale only. NaN below 3 × 3 pixels.

    Formula:
        $$\sqrt{\frac{\pi}{2}}\, \frac{1}{6}\, \overline{|l * N|}, \quad
        N = \begin{pmatrix} 1 & -2 & 1 \\ -2 & 4 & -2 \\ 1 & -2 & 1 \end{pmatrix}$$
        $l * N$ is luma filtered by $N$, the bar the mean over all pixels inside the border.

    Cannot tell:
        Noise from grass, gravel or film grain. Noise that the camera smoothed into blotches is wider than the filter
        and goes unseen.

    Source:
        Immerkær 1996, doi:10.1006/cviu.1996.0060.
    """
    return math.sqrt(math.pi / 2) * photo.detail.noise_response / 6
