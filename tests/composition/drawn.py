"""Scenes whose tilt is known, since they were drawn so."""

from __future__ import annotations

import math

import cv2
import numpy as np

from culling.photos import Pixels


def sea(tilt: float, size: tuple[int, int] = (427, 640), through: float = 0.45) -> Pixels:
    """Bright sky over dark water with waves of noise; the horizon falls to the right by so many degrees."""
    height, width = size
    rows, columns = np.indices(size, np.float32)
    line = through * height + math.tan(math.radians(tilt)) * (columns - width / 2)
    luma = 60 + 120 / (1 + np.exp(np.clip((rows - line) / 0.7, -30, 30)))
    return _noisy(luma)


def houses(tilt: float, keystone: float = 0.0, size: tuple[int, int] = (427, 640)) -> Pixels:
    """Walls alone, no level line, as a camera sees them whose right side is held down by so many degrees.

    Seen from below they lean together, by `keystone` degrees per picture width.
    """
    height, width = size
    luma = np.full((3 * height, 3 * width), 170, np.uint8)
    for number, x in enumerate(np.linspace(0.07, 0.93, 9)):
        lean = math.tan(math.radians(keystone * (x - 0.5) - tilt))
        foot, top = ((3 * (x * width + lean * dy), 3 * dy + 1.5 * height) for dy in (height / 2, -height / 2))
        points = [(foot[0], 3 * height), (top[0], 0), (top[0] + 50, 0), (foot[0] + 50, 3 * height)]
        cv2.fillPoly(luma, [np.array(points).round().astype(np.int32)], 60 + 9 * number)
    return _noisy(cv2.resize(luma, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32))


def leaves(size: tuple[int, int] = (427, 640)) -> Pixels:
    """Ellipses every way round: plenty of edges, none of them straight for long."""
    rng = np.random.default_rng(8)
    luma = np.full(size, 90, np.uint8)
    for _ in range(500):
        at = int(rng.integers(size[1])), int(rng.integers(size[0]))
        axes = int(rng.integers(6, 25)), int(rng.integers(4, 12))
        cv2.ellipse(luma, at, axes, float(rng.uniform(0, 180)), 0, 360, int(rng.integers(30, 230)), -1, cv2.LINE_AA)
    return luma


def _noisy(luma: np.ndarray) -> Pixels:
    noise = np.random.default_rng(0).normal(0, 2, luma.shape)
    return np.clip(luma + noise, 0, 255).round().astype(np.uint8)
