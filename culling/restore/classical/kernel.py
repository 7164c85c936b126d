"""What blurred a photo, as one small picture: where the light of a single point went (point spread function)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
KernelKind = Literal["none", "motion", "defocus", "shake"]

LONGEST = 64  # px from the middle: more blur than that leaves nothing to restore
_FINE = 8  # points per pixel and side, for the rim of a disk


@dataclass(frozen=True, eq=False)
class Kernel:
    """The blur of one part of a photo.

    Attributes:
        values: float32 (n, n), n odd, ≥ 0, sum 1, centre of mass in the middle.
        kind: "motion" along a straight line, "defocus" into a disk, "shake" for any other path, "none" for no blur.
        length_px: of a motion; NaN for others.
        angle_deg: of a motion, 0 … 180, 0 along x, counter-clockwise; NaN for others.
        radius_px: of a defocus; NaN for others.
    """

    values: Values
    kind: KernelKind
    length_px: float = math.nan
    angle_deg: float = math.nan
    radius_px: float = math.nan

    @property
    def text(self) -> str:
        """What a person is told.

        >>> motion(15, 30).text
        'moved by 15 px at 30°'
        """
        return {
            "none": "no blur found",
            "motion": f"moved by {self.length_px:.0f} px at {self.angle_deg:.0f}°",
            "defocus": f"out of focus by a disk of {self.radius_px:.1f} px radius",
            "shake": f"shaken along a path in {len(self.values)} × {len(self.values)} px",
        }[self.kind]


def no_blur() -> Kernel:
    return Kernel(np.ones((1, 1), np.float32), "none")


def motion(length_px: float, angle_deg: float) -> Kernel:
    """Steady motion along a straight line; 0° runs along x, 90° along y, counter-clockwise."""
    reach = math.ceil(length_px / 2) + 1
    along = np.linspace(-length_px / 2, length_px / 2, 16 * reach + 1)
    x = reach + along * math.cos(math.radians(angle_deg))
    y = reach - along * math.sin(math.radians(angle_deg))
    values = np.zeros((2 * reach + 2, 2 * reach + 2))
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    for right, below in ((0, 0), (0, 1), (1, 0), (1, 1)):
        np.add.at(values, (top + below, left + right), np.abs(1 - right - x + left) * np.abs(1 - below - y + top))
    return Kernel(_normal(values[:-1, :-1]), "motion", length_px=length_px, angle_deg=angle_deg % 180)


def defocus(radius_px: float) -> Kernel:
    """A disk: how a lens out of focus shows a point."""
    side = 2 * math.ceil(radius_px) + 1
    place = (np.arange(side * _FINE) + 0.5) / _FINE - side / 2
    inside = place[:, None] ** 2 + place**2 <= radius_px**2
    shares = inside.reshape(side, _FINE, side, _FINE).mean(axis=(1, 3))
    return Kernel(_normal(shares), "defocus", radius_px=radius_px)


def shaken(values: Values) -> Kernel:
    """Any path, as it was found."""
    values = centred(values)
    middle = len(values) // 2
    reach = int(np.abs(np.argwhere(values > 0) - middle).max())
    return Kernel(_normal(values[middle - reach : middle + reach + 1, middle - reach : middle + reach + 1]), "shake")


def enlarged(kernel: Kernel, factor: int) -> Kernel:
    """The same blur of a photo `factor` times as large."""
    if factor == 1 or kernel.kind == "none":
        return kernel
    if kernel.kind == "motion":
        return motion(factor * kernel.length_px, kernel.angle_deg)
    if kernel.kind == "defocus":
        return defocus(factor * kernel.radius_px)
    side = min(len(kernel.values) * factor, 2 * LONGEST)
    side += 1 - side % 2
    return shaken(np.asarray(cv2.resize(kernel.values, (side, side), interpolation=cv2.INTER_LINEAR), np.float32))


def centred(values: Values) -> Values:
    """`values` in a square twice as long, moved by whole pixels so that its centre of mass lies in the middle."""
    whole = np.pad(values, len(values) // 2)
    rows, columns = np.indices(whole.shape)
    total = whole.sum()
    move = [round(len(whole) // 2 - float((place * whole).sum() / total)) for place in (rows, columns)]
    return np.asarray(np.roll(whole, move, (0, 1)), np.float32)


def _normal(values: NDArray[np.floating]) -> Values:
    return np.asarray(values / values.sum(), np.float32)
