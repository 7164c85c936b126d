"""The subject as a mask with the photo's own edges: what the subject network says, refined by colour.

The network tells where the subject is, in 160 cells. GrabCut (Rother et al. 2004, doi:10.1145/1015706.1015720) finds
its outline at about 400 px, and a guided filter (guided.py) carries the outline to the edges of the photo in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from culling.decoding.pixels import Pixels, halve_until
from culling.errors import CullingError
from culling.model_files import ModelError
from culling.restore.guided import Map, fit
from culling.restore.mask import BAND

if TYPE_CHECKING:
    from culling.subject import Subject

LONG_SIDE = 400  # px, at which GrabCut works
SEEN_SIDE = 640  # px, at which the network looks
ITERATIONS = 4
SURE, SURELY_NOT = 0.95, 0.25  # of the network's mask: GrabCut may not change its mind beyond
LEAST, MOST = 0.002, 0.98  # share of the photo: less or more is no subject
AGREED = 0.4  # intersection over union with the network's mask, below which the colours have led GrabCut astray
RADIUS = 4  # px at LONG_SIDE, of the guided filter
SMOOTHNESS = 1e-3  # of it: variance of levels 0 … 1 below which the photo counts as even
STEEPNESS = 2.0  # of what it gives: leaves no glow along the outline


def subject_values(pixels: Pixels, subject: Subject | None = None) -> Pixels:
    """Weights of the subject, 0 … 255, uint8 (H, W); the same for the same photo every time.

    Without a subject network, or where it finds nothing, GrabCut looks for what differs from the photo's border.

    Args:
        pixels: RGB uint8 (H, W, 3), upright.
        subject: what `find_subject` found; it is looked for when left out.

    Raises:
        CullingError: nothing stands out.
    """
    small = _small(pixels)
    said = _said(pixels, subject, small.shape[1], small.shape[0])
    found = _outlined(small, said)
    if not LEAST <= found.mean() <= MOST:
        raise CullingError("No subject was found in this photo; draw a rectangle or a lasso around what matters.")
    return _carried(found, small, pixels)


def _small(pixels: Pixels) -> Pixels:
    pixels = halve_until(pixels, 2 * LONG_SIDE)
    scale = min(1.0, LONG_SIDE / max(pixels.shape[:2]))
    size = max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _said(pixels: Pixels, subject: Subject | None, width: int, height: int) -> Map | None:
    """The network's mask at the given size; None where it says nothing or is not there."""
    from culling.subject import find_subject  # it starts the runtime of networks

    if subject is None:
        try:
            subject = find_subject(halve_until(pixels, SEEN_SIDE))
        except ModelError:
            return None
    if subject is None:
        return None
    return np.asarray(cv2.resize(subject.mask, (width, height), interpolation=cv2.INTER_LINEAR), np.float32)


def _outlined(small: Pixels, said: Map | None) -> Map:
    """The subject's outline by colour, float32 of 0 and 1."""
    found = _tidy(_grabbed(small, _marks(said) if said is not None else _centred(small)))
    if said is None:
        return found
    thought = said >= 0.5
    both, either = np.sum(thought & (found > 0)), np.sum(thought | (found > 0))
    return found if either and both >= AGREED * either else thought.astype(np.float32)


def _tidy(mask: Map) -> Map:
    """Without specks and pinholes."""
    disk = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    return np.asarray(cv2.morphologyEx(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, disk), cv2.MORPH_OPEN, disk), np.float32)


def _marks(said: Map) -> Pixels:
    marks = np.full(said.shape, cv2.GC_PR_BGD, np.uint8)
    marks[said >= 0.5] = cv2.GC_PR_FGD
    marks[said >= SURE] = cv2.GC_FGD
    marks[said < SURELY_NOT] = cv2.GC_BGD
    return marks


def _centred(small: Pixels) -> Pixels:
    """A rectangle in the middle may hold the subject; the outermost tenth of the photo does not."""
    height, width = small.shape[:2]
    marks = np.full((height, width), cv2.GC_BGD, np.uint8)
    marks[height // 10 : height - height // 10, width // 10 : width - width // 10] = cv2.GC_PR_FGD
    return marks


def _grabbed(small: Pixels, marks: Pixels) -> Map:
    inside = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD))
    if inside.all() or not inside.any():
        return inside.astype(np.float32)
    cv2.setRNGSeed(0)  # its mixtures of colours begin by chance
    bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(bgr, marks, None, *models, ITERATIONS, cv2.GC_INIT_WITH_MASK)
    return np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)


def _carried(mask: Map, small: Pixels, pixels: Pixels) -> Pixels:
    """The mask at the photo's full size: where levels change within `RADIUS`, it changes with them."""
    lines = fit(mask, _guide(small), RADIUS, SMOOTHNESS)
    found = np.empty(pixels.shape[:2], np.uint8)
    for top in range(0, len(pixels), BAND):
        rows = _guide(pixels[top : top + BAND])
        soft = lines.rows(rows, top, len(pixels))
        found[top : top + BAND] = np.rint(255 * np.clip(STEEPNESS * (soft - 0.5) + 0.5, 0, 1))
    return found


def _guide(pixels: Pixels) -> Map:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) / np.float32(255), np.float32)
