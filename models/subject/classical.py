"""What finds subjects without having learnt anything: what the network has to beat."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.subject.teachers import Map, Pixels

SIDE = 80
CENTRE = 0.25  # standard deviation of the middle's bell, in sides


def centre(_: Pixels) -> Map:
    """The middle of the picture, whatever is in it."""
    away = ((np.arange(SIDE) + 0.5) / SIDE - 0.5) / CENTRE
    return np.exp(-(away[:, None] ** 2 + away**2) / 2).astype(np.float32)


def spectral_residual(pixels: Pixels) -> Map:
    """What is unexpected in the spectrum (Hou and Zhang 2007), of luma, 0 … 1."""
    luma = cv2.cvtColor(_square(pixels), cv2.COLOR_RGB2GRAY).astype(np.float64)
    spectrum = np.fft.fft2(luma)
    size = np.log(np.abs(spectrum) + 1e-9)
    residual = size - cv2.blur(size, (3, 3))
    found = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    return _stretched(cv2.GaussianBlur(found, (0, 0), 0.04 * SIDE))


def barrier(pixels: Pixels, passes: int = 3) -> Map:
    """How much must be crossed from the rim: barrier distance in Lab (Zhang et al. 2015) times `centre`, 0 … 1."""
    lab = cv2.cvtColor(cv2.GaussianBlur(_square(pixels), (0, 0), 1), cv2.COLOR_RGB2LAB).astype(np.float64)
    total = sum(_barrier(lab[:, :, channel], passes) for channel in range(3))
    return _stretched(_stretched(np.asarray(total)) * centre(pixels))


def _barrier(levels: NDArray[np.float64], passes: int) -> NDArray[np.float64]:
    """Of one channel, by raster scans to and fro."""
    high, low = levels.copy(), levels.copy()
    distance = np.full(levels.shape, np.inf)
    distance[0] = distance[-1] = distance[:, 0] = distance[:, -1] = 0
    for number in range(passes):
        if number % 2:
            _scan(*(part[::-1, ::-1] for part in (levels, distance, high, low)))
        else:
            _scan(levels, distance, high, low)
    return distance


def _scan(levels: Map, distance: Map, high: Map, low: Map) -> None:
    """From the upper left: each cell by way of the one above or the one before, where that is a shorter one."""
    rows, columns = levels.shape
    for y in range(1, rows):
        for x in range(1, columns):
            for v, u in ((y - 1, x), (y, x - 1)):
                top, bottom = max(high[v, u], levels[y, x]), min(low[v, u], levels[y, x])
                if top - bottom < distance[y, x]:
                    distance[y, x], high[y, x], low[y, x] = top - bottom, top, bottom


def _square(pixels: Pixels) -> Pixels:
    return cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def _stretched(found: NDArray[np.float64]) -> Map:
    low, high = float(found.min()), float(np.percentile(found, 99))
    return np.clip((found - low) / max(high - low, 1e-9), 0, 1).astype(np.float32)
