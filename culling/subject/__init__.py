"""The subject of a photo: the part of it that a person looks at first, as a mask, however sharp it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels
from culling.network_choice import in_use
from culling.subject import own, u2netp

__all__ = ["LONG_SIDE", "SURE", "Mask", "Subject", "find_subject"]

Mask = NDArray[np.float32]

LONG_SIDE = 160  # cells of a mask: a subject is a region, not an outline
SURE = 0.5  # of the mask, from which a cell belongs to the subject
SHORTEST_SIDE = 16  # px: less is no picture of anything
PLAINEST = 2.0  # levels, standard deviation: below, a photo is of one colour


@dataclass(frozen=True, eq=False)
class Subject:
    """What a photo is of, as a mask in the proportions of the photo.

    Attributes:
        mask: float32 (h, w), 0 background … 1 subject, long side at most 160 cells.
    """

    mask: Mask

    @cached_property
    def share(self) -> float:
        """Share of the picture that the subject covers (mask ≥ .5), 0 … 1."""
        return float((self.mask >= SURE).mean())

    @cached_property
    def box(self) -> tuple[float, float, float, float] | None:
        """Left, top, right, bottom of the subject (mask ≥ .5) as shares 0 … 1 of the picture; None for nothing."""
        rows, columns = (np.flatnonzero((self.mask >= SURE).any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            return None
        height, width = self.mask.shape
        return columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height

    @cached_property
    def middle(self) -> tuple[float, float]:
        """Across and down of the mask's centre of mass, shares 0 … 1 of the picture."""
        height, width = self.mask.shape
        total = float(self.mask.sum(dtype=np.float64))
        if total <= 0:
            return 0.5, 0.5
        across = float(self.mask.sum(axis=0, dtype=np.float64) @ (np.arange(width) + 0.5)) / total / width
        down = float(self.mask.sum(axis=1, dtype=np.float64) @ (np.arange(height) + 0.5)) / total / height
        return across, down


def find_subject(pixels: Pixels) -> Subject | None:
    """The subject of a photo, by U²-Net when it has been fetched, else by the bundled network.

    None where nothing stands out, or a side is below 16 px. It does not matter which part is sharp.

    Args:
        pixels: RGB uint8 (H, W, 3), upright, of any size.

    Raises:
        ModelError: the bundled network is missing or damaged, and U²-Net has not been fetched.
        ValueError: no RGB uint8 picture.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"a subject is found in RGB uint8 (H, W, 3), given was {pixels.dtype} {pixels.shape}")
    height, width = pixels.shape[:2]
    if min(height, width) < SHORTEST_SIDE or _plain(pixels):
        return None
    network = u2netp if in_use(own.NETWORK) == u2netp.NETWORK else own
    mask = in_proportion(network.square_mask(pixels), width, height)
    return Subject(mask) if mask.max() >= network.FAINTEST else None


def in_proportion(square: Mask, width: int, height: int) -> Mask:
    """The mask of a square as that of a photo of `width` × `height`, its long side `LONG_SIDE` cells at most."""
    scale = min(1.0, LONG_SIDE / max(width, height))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(square, size, interpolation=cv2.INTER_LINEAR), np.float32)


def _plain(pixels: Pixels) -> bool:
    return bool(cv2.meanStdDev(pixels)[1].max() < PLAINEST)
