"""From an outline in shares of the photo to the pixels it holds: rectangles and lassos."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels
from culling.restore.edit import Box, Point
from culling.restore.mask import PixelBox

BAND = 512  # rows that are filled at once: the count of windings takes two bytes a pixel


def rectangle(box: Box, width: int, height: int) -> PixelBox:
    """Left, top, right, bottom in pixels, not yet cut at the photo's edge; at least one pixel wide and high."""
    left, right = _side(box[0], box[2], width)
    top, bottom = _side(box[1], box[3], height)
    return left, top, right, bottom


def around(points: tuple[Point, ...], width: int, height: int) -> PixelBox:
    """The box in pixels that holds every point, not yet cut at the photo's edge."""
    across, down = zip(*points, strict=True)
    left, top = math.floor(min(across) * width), math.floor(min(down) * height)
    return left, top, math.floor(max(across) * width) + 1, math.floor(max(down) * height) + 1


def fill(points: tuple[Point, ...], width: int, height: int, box: PixelBox) -> Pixels:
    """Pixels inside a closed lasso as 255, others 0; uint8 of the size of `box`, which lies in the photo.

    A pixel is inside when the line winds around its middle at all (the non-zero rule of PostScript and SVG): a loop
    that crosses itself by a sloppy hand leaves no hole. A lasso without any inside gives the pixels under its line.
    """
    left, top, right, bottom = box
    corners = np.array(points, np.float64) * (width, height) - (left, top)
    found = np.zeros((bottom - top, right - left), np.uint8)
    for row in range(0, len(found), BAND):
        part = found[row : row + BAND]
        part[_windings(corners - (0, row), part.shape) != 0] = 255
    return found if found.any() else _line(corners, found)


def _side(start: float, length: float, size: int) -> tuple[int, int]:
    first, last = round(start * size), round((start + length) * size)
    if first < last:
        return first, last
    middle = math.floor((start + length / 2) * size)
    return middle, middle + 1


def _windings(corners: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.int16]:
    """How often the closed line winds around the middle of each pixel.

    Every row is crossed by the line where an edge passes its middle; the sum of crossings to the left, +1 downwards
    and −1 upwards, is the number of windings.
    """
    height, width = shape
    start, end = corners, np.roll(corners, -1, axis=0)
    upper, lower = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
    first = np.clip(np.ceil(upper - 0.5), 0, height).astype(np.int64)
    count = np.clip(np.ceil(lower - 0.5), 0, height).astype(np.int64) - first
    edge = np.repeat(np.arange(len(corners)), count)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    run, rise = (end - start)[edge].T
    crossing = start[edge, 0] + (row + 0.5 - start[edge, 1]) * run / rise
    column = np.clip(np.ceil(crossing - 0.5), 0, width).astype(np.int64)
    turns = np.zeros((height, width + 1), np.int16)
    np.add.at(turns, (row, column), np.where(rise > 0, 1, -1).astype(np.int16))
    return np.asarray(np.cumsum(turns, axis=1, dtype=np.int16)[:, :width])


def _line(corners: NDArray[np.float64], found: Pixels) -> Pixels:
    reach = 4 * max(found.shape)  # OpenCV draws lines between whole numbers of 32 bits
    pixels = np.clip(np.floor(corners), -reach, reach).astype(np.int32)
    return np.asarray(cv2.polylines(found, [pixels], isClosed=True, color=255), np.uint8)
