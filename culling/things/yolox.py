"""Things by YOLOX-nano (Ge et al. 2021, arXiv:2107.08430), a network made by others, fetched by choice."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.faces.face import without_overlaps
from culling.photos import Pixels, halve_until
from culling.things.classes import COCO, TAG_OF

NETWORK = "yolox-nano"
SIDE = 416
STRIDES = (8, 16, 32)
SUREST = 0.5  # of 124 photos that a reader saw, 35 of 41 tags are right; from .4 on 37 of 51
CLOSEST = 0.45  # frames of one kind that share more of their joint area are one thing
_GREY = 114  # beside the photo, as it was taught
_WILDEST = 5.0  # exp of it is 150 cells: a damaged answer must not become infinite

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Thing:
    """Something in a photo.

    Attributes:
        name: its kind, of COCO's 80.
        tag: of `classes.TAGS`; "" for a kind that belongs to none.
        score: how sure the detector is, 0 … 1.
        frame: left, top, width, height in pixels of the picture that was looked at; inside of it.
    """

    name: str
    tag: str
    score: float
    frame: tuple[float, float, float, float]

    @property
    def left(self) -> float:
        return self.frame[0]

    @property
    def top(self) -> float:
        return self.frame[1]

    @property
    def width(self) -> float:
        return self.frame[2]

    @property
    def height(self) -> float:
        return self.frame[3]


def find_things(pixels: Pixels, least: float = SUREST) -> list[Thing]:
    """The things in a picture, surest first, in its own pixels.

    Args:
        pixels: RGB uint8 (H, W, 3), upright, of any size.
        least: score below which a thing is passed over, 0 … 1.

    Raises:
        ModelError: YOLOX-nano has not been fetched, or is damaged.
        ValueError: no RGB uint8 picture.
    """
    given, scale = letterboxed(pixels)
    (said,) = nets.run(NETWORK, given)
    height, width = pixels.shape[:2]
    return things_of(said[0], scale, (width, height), least)


def letterboxed(pixels: Pixels) -> tuple[Floats, float]:
    """The whole picture in the upper left of a grey square: BGR 0 … 255, float32 (1, 3, 416, 416); and its scale.

    Raises:
        ValueError: anything but RGB uint8 (H, W, 3) with at least one pixel.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or 0 in pixels.shape:
        raise ValueError(f"things are found in RGB uint8 (H, W, 3), given was {pixels.dtype} {pixels.shape}")
    scale = SIDE / max(pixels.shape[:2])
    width, height = (max(1, round(side * scale)) for side in pixels.shape[1::-1])
    halved = halve_until(pixels, 2 * SIDE)  # twice as fast as averaging down at once
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    square = np.full((SIDE, SIDE, 3), _GREY, np.uint8)
    square[:height, :width] = cv2.resize(halved, (width, height), interpolation=how)
    return np.ascontiguousarray(square[:, :, ::-1].transpose(2, 0, 1)[None], np.float32), scale


def things_of(said: Floats, scale: float, size: tuple[int, int], least: float) -> list[Thing]:
    """What the cells tell of, each thing once.

    Args:
        said: float32 (3549, 85): for each cell of 8, 16 and 32 px row by row the middle in cells from the cell's
            corner, the logarithms of width and height in cells, how sure a thing is there, and of which kind.
        scale: size of what the network saw over that of the picture.
        size: width and height of the picture.
        least: score, the product of both, below which a cell says nothing.
    """
    scores = said[:, 4] * said[:, 5:].max(axis=1)
    cells = np.flatnonzero(scores >= least)
    kinds = said[cells, 5:].argmax(axis=1)
    frames = _frames(said[cells], cells) / scale
    found = [
        _thing(COCO[kind], float(scores[cell]), frame, size)
        for cell, kind, frame in zip(cells, kinds, frames, strict=True)
    ]
    alone = [
        thing
        for name in dict.fromkeys(thing.name for thing in found)
        for thing in without_overlaps([one for one in found if one.name == name], CLOSEST)
    ]
    return sorted(alone, key=lambda thing: -thing.score)


def _frames(said: Floats, cells: NDArray[np.int64]) -> Floats:
    """Left, top, width, height in pixels of what the network saw, float32 (n, 4)."""
    grid = np.concatenate([_corners(stride) for stride in STRIDES])[cells]
    corner, stride = grid[:, :2], grid[:, 2:]
    wide = np.exp(np.clip(said[:, 2:4], -_WILDEST, _WILDEST)) * stride
    return np.concatenate([(corner + said[:, :2]) * stride - wide / 2, wide], axis=1)


def _corners(stride: int) -> Floats:
    """x and y of each cell's corner in cells, and its side in pixels."""
    side = SIDE // stride
    rows, columns = np.divmod(np.arange(side * side), side)
    return np.stack([columns, rows, np.full(side * side, stride)], axis=1).astype(np.float32)


def _thing(name: str, score: float, frame: Floats, size: tuple[int, int]) -> Thing:
    """Cut off where the picture ends."""
    near = np.clip(frame[:2], 0, size)
    far = np.clip(frame[:2] + frame[2:], near, size)
    left, top, right, bottom = (float(end) for end in (*near, *far))
    return Thing(name, TAG_OF.get(name, ""), score, (left, top, right - left, bottom - top))
