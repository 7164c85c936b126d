"""Focus peaking: edges of strong fine contrast in yellow, over the dimmed photo in grey."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.detail import SECOND_DIFFERENCE
from culling.photos import Photo, Pixels
from culling.previews import fit

PEAK_COLOUR = (255, 222, 0)
DIMMED = 0.5

# Levels of Laplacian. A step of 60 levels has 31 at its ridges when it is blurred by σ = 0.5 px, 14 by 1 px, 1.6 by 3.
LEAST_CONTRAST = 28.0
# Times the noise's σ, of which the Laplacian of white noise has 4.5: hardly ever 10 at a pixel and 7.5 around it.
ABOVE_NOISE = 10.0
_AROUND = 0.75  # of the threshold; a lone edge crosses two fifths of its neighbourhood
_FULL = 2.5  # times the threshold: from here on the colour is opaque

_TILE = 32
_QUIET = 20  # percentile of tiles: fine texture reads as noise, so the quiet ones are asked
_TONES = (8, 247)  # what is clipped has no noise; tiles with more than a quarter of that do not count


def draw_peaking(photo: Photo, long_side: int) -> Pixels:
    """The photo dimmed and grey, yellow where fine contrast is strong; the stronger, the more opaque.

    It shows the 4-neighbour Laplacian of which `laplacian_variance` and `sharpest_tile` are sums, so it sees what they
    see: an edge of low contrast stays dark although it is sharp, and a coarse grain that rises above the noise lights
    up although it is none. No statement on focus is made where nothing lights up. Fine detail that is smaller than
    the analysed size of about 2000 px is not seen.
    """
    shown = fit(photo.pixels, long_side)
    opacity = cv2.resize(edges(photo.luma), shown.shape[1::-1], interpolation=cv2.INTER_AREA)
    grey = cv2.convertScaleAbs(cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY), alpha=DIMMED)
    below = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
    paint = np.full_like(below, PEAK_COLOUR)
    return np.asarray(cv2.blendLinear(paint, below, opacity, 1 - opacity), np.uint8)


def edges(luma: Pixels) -> NDArray[np.float32]:
    """How strong the fine contrast is at each pixel, 0 none … 1, float32 of the size of `luma`.

    Counted are pixels whose Laplacian is above the `threshold`, and that of their 5 × 5 neighbourhood near it: single
    grains of noise have no neighbours.
    """
    laplacian = cv2.Laplacian(luma, cv2.CV_16S)
    squares = cv2.multiply(laplacian, laplacian, dtype=cv2.CV_32F)
    least = threshold(luma)
    steep = np.sqrt(squares) / least
    steep[(steep < 1) | (cv2.blur(squares, (5, 5)) < (_AROUND * least) ** 2)] = 0
    return np.minimum(steep / _FULL, 1)


def threshold(luma: Pixels) -> float:
    """The fine contrast in levels from which an edge counts: well above the photo's own noise."""
    return max(LEAST_CONTRAST, ABOVE_NOISE * quiet_noise(luma))


def quiet_noise(luma: Pixels) -> float:
    """Standard deviation of the noise in levels, from the photo's quiet tiles; 0 for less than one tile.

    As `noise_sigma` (Immerkær 1996), which takes the mean over the photo, where grass and hair count as noise.
    """
    high, wide = (side // _TILE for side in luma.shape)
    if not high or not wide:
        return 0.0
    tiled = np.ascontiguousarray(luma[: high * _TILE, : wide * _TILE])
    response = cv2.sepFilter2D(tiled, cv2.CV_16S, SECOND_DIFFERENCE, SECOND_DIFFERENCE)
    means = cv2.resize(np.abs(response).astype(np.float32), (wide, high), interpolation=cv2.INTER_AREA)
    clipped = ((tiled < _TONES[0]) | (tiled > _TONES[1])).astype(np.float32)
    sound = cv2.resize(clipped, (wide, high), interpolation=cv2.INTER_AREA) < 0.25
    asked = means[sound] if sound.any() else means
    return float(np.percentile(asked, _QUIET)) * math.sqrt(math.pi / 2) / 6
