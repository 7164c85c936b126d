"""Crops made anew for each batch, from the sharp half of the pool: moved along one short even path, or left sharp.

The pool is seen many times over; a path that is never the same twice keeps a network from learning it by heart, and a
blur that is the same all over the crop is what teaches it soonest to undo one.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.deblur.blurs import GAMMA, Levels, Light, smooth

SHORTEST, LONGEST = 3.0, 18.0
MARGIN = 12  # px round a crop that a path may reach into
POINTS = 65
QUALITIES = (80, 98)
BRIGHT, LAMPS = 2.0, 0.2  # how much brighter than white lamps are, and how often


def moved(sharp: Levels, side: int, rng: np.random.Generator) -> Levels:
    """(2, side, side, 3), blurred and sharp, from a somewhat larger square."""
    kernel, linear = path_kernel(rng), rng.random() < 0.5
    light = sharp.astype(np.float32) / 255
    light = cv2.pow(light, GAMMA) if linear else light
    if rng.random() < LAMPS:
        bright = np.clip((light.max(axis=2, keepdims=True) - 0.85) / 0.1, 0, 1)
        light = light * (1 + bright * rng.uniform(0, BRIGHT))
    blurred = np.clip(cv2.filter2D(light, -1, kernel, borderType=cv2.BORDER_REFLECT_101), 0, 1)
    blurred = cv2.pow(blurred, 1 / GAMMA) if linear else blurred
    first = (sharp.shape[0] - side) // 2
    pair = np.stack([np.rint(255 * blurred).astype(np.uint8), sharp])
    return pair[:, first : first + side, first : first + side]


def path_kernel(rng: np.random.Generator) -> Light:
    """Where the light of a point lands while the camera moves, middle of the exposure in the middle; sum 1."""
    way = smooth(rng, POINTS) * rng.uniform(SHORTEST, LONGEST)
    x, y = (way - way[POINTS // 2]).T
    reach = int(np.ceil(np.abs(way - way[POINTS // 2]).max())) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    for right, below in ((0, 0), (0, 1), (1, 0), (1, 1)):
        share = np.abs(1 - right - (x - left)) * np.abs(1 - below - (y - top))
        np.add.at(kernel, (reach + top + below, reach + left + right), share)
    return np.ascontiguousarray((kernel / kernel.sum())[::-1, ::-1])


def taken(levels: Levels, rng: np.random.Generator) -> Levels:
    """A sharp crop as a file holds it: through JPEG, with light noise, or both."""
    how = rng.random()
    if how > 0.35:
        noise: NDArray[np.float32] = rng.standard_normal(levels.shape, np.float32)
        levels = np.clip(np.rint(levels + rng.uniform(0.5, 4) * noise), 0, 255).astype(np.uint8)
    if how < 0.65:
        quality = int(rng.integers(QUALITIES[0], QUALITIES[1] + 1))
        _, data = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        levels = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return levels
