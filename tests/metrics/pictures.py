"""Pictures for the measures: real photos from scikit-image's wheel, and plain ones."""

from __future__ import annotations

import numpy as np
from skimage import data

from culling.photos import Photo, Pixels

SCENES: dict[str, Pixels] = {"astronaut": data.astronaut(), "coffee": data.coffee(), "chelsea": data.chelsea()}


def constant(level: int, size: tuple[int, int] = (240, 320)) -> Photo:
    return Photo(np.full((*size, 3), level, np.uint8))


def scene(name: str) -> Photo:
    return Photo(np.ascontiguousarray(SCENES[name]))
