"""The blur map drawn over its photo: where it is sharp, by how much it is blurred elsewhere, and whether by motion."""

from __future__ import annotations

import math
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.blur_map import CELL, LONG_SIDE, SHARPEST, SHORTEST_SIDE, WIDEST, BlurMap
from culling.errors import CullingError
from culling.metrics.blur import IN_FOCUS
from culling.photos import Photo, Pixels
from culling.previews import fit

BlurKind = Literal["blur", "motion"]
TOO_SMALL = f"Too small for a blur map: at a long side of {LONG_SIDE} px it has fewer than {SHORTEST_SIDE} px across."

UNSURE, SURE = 0.55, 0.85  # confidence of plain sky, where nothing is to be seen, and of clear edges
OPACITY = 0.7  # of a place that is surely known: what is under it can still be recognised
_DARKEST, _CONTRAST = 40, 0.65  # of the grey photo below, so that its own light is not read as colour

Shares = NDArray[np.float32]


def draw_blur(photo: Photo, long_side: int) -> Pixels:
    """The photo in grey with the amount of blur over it, yellow sharp … violet very blurred; grey is not sure."""
    return _draw(photo, "blur", long_side)


def draw_motion(photo: Photo, long_side: int) -> Pixels:
    """The photo in grey, what is blurred in it coloured: blue by defocus … yellow by motion; grey is not sure."""
    return _draw(photo, "motion", long_side)


def _draw(photo: Photo, kind: BlurKind, long_side: int) -> Pixels:
    """The colours are those of `colours`.

    Raises:
        ModelError: the focus network is missing or damaged.
        CullingError: the photo is too small for a blur map.
    """
    found = photo.blur_map
    if found is None:
        raise CullingError(TOO_SMALL)
    level, opacity = heat(found, kind)
    height, width = photo.working_luma.shape
    shown = fit(photo.pixels, long_side)
    level, opacity = (_spread(cells, (height, width), shown) for cells in (level, opacity))
    paint = colours(kind)[np.rint(level * 255).astype(np.uint8)]
    grey = cv2.convertScaleAbs(cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY), alpha=_CONTRAST, beta=_DARKEST)
    below = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
    return np.asarray(cv2.blendLinear(paint, below, opacity, 1 - opacity), np.uint8)


def heat(found: BlurMap, kind: BlurKind = "blur") -> tuple[Shares, Shares]:
    """(place on the colour scale 0 … 1, opacity 0 … `OPACITY`) of each cell, float32 (h, w).

    Blur lies on a log scale from 0.35 px (0) to 9 px (1). For motion the place is its probability, and what is sharp
    stays clear: there is no blur of which motion could be the cause.
    """
    sure = OPACITY * np.clip((found.confidence - UNSURE) / (SURE - UNSURE), 0, 1).astype(np.float32)
    if kind == "motion":
        return np.clip(found.motion, 0, 1), sure * np.clip(np.log2(found.amount / IN_FOCUS), 0, 1)
    return np.clip(place(found.amount), 0, 1).astype(np.float32), sure


def place(sigma: NDArray[np.float32] | float) -> NDArray[np.float64]:
    """Where a blur in pixels lies on the colour scale: 0 at 0.35 px, 1 at 9 px, equal steps are equal ratios."""
    return np.asarray(np.log(np.asarray(sigma) / SHARPEST) / math.log(WIDEST / SHARPEST))


def colours(kind: BlurKind = "blur") -> Pixels:
    """The colour scale, RGB uint8 (256, 3), told apart with any colour vision: viridis from its bright end, plasma."""
    ramp = np.arange(256, dtype=np.uint8)[:, None]
    scale = cv2.COLORMAP_PLASMA if kind == "motion" else cv2.COLORMAP_VIRIDIS
    found = cv2.applyColorMap(ramp, scale)[:, 0, ::-1]
    return found if kind == "motion" else found[::-1]


def too_small(width: float, height: float) -> bool:
    """Whether a photo of this size has no blur map."""
    return min(width, height) * min(1.0, LONG_SIDE / max(width, height, 1)) < SHORTEST_SIDE


def _spread(cells: Shares, working: tuple[int, int], shown: Pixels) -> Shares:
    """Cells drawn out smoothly over the picture; the last ones may reach beyond it, as the working size did."""
    high, wide = cells.shape
    whole = cv2.resize(cells, (wide * CELL, high * CELL), interpolation=cv2.INTER_LINEAR)[: working[0], : working[1]]
    return cv2.resize(whole, shown.shape[1::-1], interpolation=cv2.INTER_LINEAR)
