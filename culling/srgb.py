"""The sRGB transfer curve: from stored levels to linear light and back (IEC 61966-2-1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels

Light = NDArray[np.float32]

# Levels 0 and 1 lie 1/3295 apart in linear light: 65536 steps keep all apart, so a round trip is exact.
_STEPS = 65535


def _level_to_light() -> Light:
    level = np.arange(256) / 255
    return np.where(level <= 0.04045, level / 12.92, ((level + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _light_to_level() -> Pixels:
    light = np.arange(_STEPS + 1) / _STEPS
    level = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * level), np.uint8)


_LIGHT = _level_to_light()
_LEVEL = _light_to_level()


def to_light(pixels: Pixels) -> Light:
    """Linear light of sRGB levels: float32 of the same shape, 0 = black, 1 = the brightest level."""
    return _LIGHT[pixels]


def to_levels(light: Light) -> Pixels:
    """sRGB levels of linear light, uint8; light above 1 clips as on a full sensor.

    >>> levels = np.arange(256, dtype=np.uint8)
    >>> bool((to_levels(to_light(levels)) == levels).all())
    True
    """
    index = np.rint(np.clip(light, 0, 1) * _STEPS).astype(np.uint16)
    return np.asarray(_LEVEL[index], np.uint8)
