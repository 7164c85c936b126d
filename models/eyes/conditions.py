"""The same eye crop as other programs and cameras would hand it over, always the same way; for the evaluation."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def shrunk(crop: Pixels, side: int) -> Pixels:
    """Long side `side` px by area averaging; stays as it is when smaller."""
    scale = side / max(crop.shape[:2])
    if scale >= 1:
        return crop
    height, width = (max(1, round(length * scale)) for length in crop.shape[:2])
    return np.asarray(cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def window(crop: Pixels, across: float, down: float, middle: float = 0.55) -> Pixels:
    """The part of this share of width and height around (.5, `middle`); outside the edge pixel is repeated."""
    height, width = crop.shape[:2]
    room = round(0.3 * max(height, width))
    wide = cv2.copyMakeBorder(crop, room, room, room, room, cv2.BORDER_REPLICATE)
    y = round(room + middle * height - down * height / 2)
    x = round(room + width / 2 - across * width / 2)
    return np.ascontiguousarray(wide[y : y + round(down * height), x : x + round(across * width)])


def grey(crop: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.uint8)


def infrared(crop: Pixels) -> Pixels:
    """Mostly red, skin and sclera alike and bright, low contrast: what it looks like beside an infrared lamp."""
    red = crop @ np.array([0.8, 0.3, -0.1])
    return np.clip(70 + 0.55 * red, 0, 255).astype(np.uint8)


def worn(crop: Pixels) -> Pixels:
    """24 px, grey, tight, noise of 6 levels, JPEG 60: a far face in a dim room."""
    small = shrunk(grey(window(crop, 0.75, 0.7)), 24)
    noisy = small + np.random.default_rng(int(small.sum())).normal(0, 6, small.shape)
    coded = cv2.imencode(".jpg", np.clip(noisy, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)


def slit(crop: Pixels) -> Pixels:
    """As OCEC takes them: lid to lid, wider than high."""
    return np.asarray(cv2.resize(window(crop, 0.8, 0.5), (40, 24), interpolation=cv2.INTER_AREA), np.uint8)


CONDITIONS: dict[str, Callable[[Pixels], Pixels]] = {
    "96 px colour": lambda crop: crop,
    "48 px colour": lambda crop: shrunk(crop, 48),
    "24 px colour": lambda crop: shrunk(crop, 24),
    "96 px grey": grey,
    "48 px grey": lambda crop: shrunk(grey(crop), 48),
    "24 px grey": lambda crop: shrunk(grey(crop), 24),
    "16 px grey": lambda crop: shrunk(grey(crop), 16),
    "tight (65 %)": lambda crop: window(crop, 0.65, 0.65),
    "tight (65 %), 24 px grey": lambda crop: shrunk(grey(window(crop, 0.65, 0.65)), 24),
    "slit (80 × 50 %), 24 × 40 px": slit,
    "wide (130 %), 48 px": lambda crop: shrunk(window(crop, 1.3, 1.3, 0.5), 48),
    "dark (20 %)": lambda crop: (crop * 0.2).astype(np.uint8),
    "like infrared, 40 px": lambda crop: shrunk(infrared(crop), 40),
    "worn (24 px grey, noise, JPEG)": worn,
}
