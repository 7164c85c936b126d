"""The subject of a photo: the part of it that a person looks at first, as a mask, however sharp it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels, halve_until

__all__ = ["LONG_SIDE", "SURE", "Mask", "Subject", "find_subject"]

Mask = NDArray[np.float32]

LONG_SIDE = 160  # cells of a mask: a subject is a region, not an outline
SURE = 0.5  # of the mask, from which a cell belongs to the subject
SHORTEST_SIDE = 16  # px: less is no picture of anything
FAINTEST = 0.3  # a mask that nowhere reaches this tells of nothing that stands out


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
    """The subject of a photo; None where nothing stands out, or a side is below 16 px.

    Args:
        pixels: RGB uint8 (H, W, 3), upright, of any size.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3:
        raise ValueError(f"a subject is found in RGB uint8 (H, W, 3), given was {pixels.dtype} {pixels.shape}")
    if min(pixels.shape[:2]) < SHORTEST_SIDE:
        return None
    mask = _unlike_the_rim(_small(pixels))
    return Subject(mask) if mask.max() >= FAINTEST else None


def _small(pixels: Pixels) -> Pixels:
    halved = halve_until(pixels, 2 * LONG_SIDE)
    scale = LONG_SIDE / max(halved.shape[:2])
    if scale >= 1:
        return halved
    size = max(1, round(halved.shape[1] * scale)), max(1, round(halved.shape[0] * scale))
    return np.asarray(cv2.resize(halved, size, interpolation=cv2.INTER_AREA), np.uint8)


def _unlike_the_rim(small: Pixels) -> Mask:
    """How far each cell's colour is from those at the rim, weighted towards the middle, 0 … 1."""
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 2), cv2.COLOR_RGB2LAB).astype(np.float32)
    height, width = lab.shape[:2]
    band = max(1, round(0.06 * max(height, width)))
    sides = (lab[:band], lab[-band:], lab[:, :band], lab[:, -band:])
    apart = np.min([np.linalg.norm(lab - side.reshape(-1, 3).mean(axis=0), axis=2) for side in sides], axis=0)
    down, across = ((np.arange(side) + 0.5) / side - 0.5 for side in (height, width))
    central = np.exp(-6 * (down[:, None] ** 2 + across**2))
    mask = cv2.GaussianBlur((apart * central).astype(np.float32), (0, 0), 3)
    top = float(mask.max())
    return mask / top if top > 8 else np.zeros_like(mask)
