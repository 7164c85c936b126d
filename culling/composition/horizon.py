"""How far a photo was held askew: by the direction that its long straight edges have in common."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.composition.lines import Lines, find_lines
from culling.decoding.pixels import Pixels

WIDEST = 15.0  # degrees: what leans more is a slope, a roof, or a photo turned on purpose
STEP = 0.1  # degrees
AGREEING = 0.8  # degrees, standard deviation of edges that mean the same direction
#: Degrees per long side by which parallel edges fan out in perspective: walls seen from below or aslant.
FANS = np.arange(-24.0, 25.0, 2.0)
FANNING = 0.03  # by which a fan counts less, per degree per long side
LONG = 1.5  # power of an edge's length: one long edge means more than many short ones
LEAST = 0.12  # votes that nobody has: an edge of a quarter of the long side is half sure at most
LEAST_SURE = 0.2

Floats = NDArray[np.float64]

_TILTS = np.arange(-WIDEST, WIDEST + STEP / 2, STEP)
_BESIDE = np.arange(-3 * AGREEING, 3 * AGREEING + STEP / 2, STEP)
_KERNEL = np.exp(-0.5 * (_BESIDE / AGREEING) ** 2)


@dataclass(frozen=True)
class Horizon:
    """The direction of what is level in a photo, whether a horizon is seen or buildings and tables tell.

    Attributes:
        tilt: degrees by which it falls to the right (above 0) or to the left (below 0), −15 … +15; 0 is level.
        sure: 0 … 1, weight of the straight edges that agree over that of all, less when they are short and few.
        through: (across, down) of a place that it runs through, shares 0 … 1 of the picture: on the longest level
            edge that agrees, else the picture's middle.
    """

    tilt: float
    sure: float
    through: tuple[float, float]


def find_horizon(luma: Pixels) -> Horizon | None:
    """The tilt of a photo; None where there are too few straight edges, or they do not agree.

    Asked are edges up to 25° from level and from upright. In perspective the edges of a wall fan out, and only
    those at eye level are level: the fan that suits them best is taken off before they vote.

    Args:
        luma: uint8 (H, W), long side best 400 to 700 px.
    """
    level, upright = find_lines(luma)
    votes = _votes(level, level.y) + _votes(upright, upright.x)
    best = int(votes.argmax())
    total = float((level.length**LONG).sum() + (upright.length**LONG).sum())
    sure = float(votes[best]) / (total + LEAST)
    if sure < LEAST_SURE:
        return None
    tilt = round(float(_TILTS[best]), 6) + 0.0  # no −0.0
    return Horizon(tilt, min(sure, 1.0), _through(level, tilt, luma.shape))


def _votes(lines: Lines, place: Floats) -> Floats:
    """For each of `_TILTS` the weight of the edges that agree with it, at the fan that suits them best."""
    count = len(_TILTS)
    if not len(lines.lean):
        return np.zeros(count)
    cells = np.rint((lines.lean - FANS[:, None] * place + WIDEST) / STEP).astype(np.intp)
    inside = (cells >= 0) & (cells < count)
    cells += count * np.arange(len(FANS))[:, None]
    weight = np.broadcast_to(lines.length**LONG, cells.shape)
    votes = np.bincount(cells[inside], weight[inside], len(FANS) * count).reshape(len(FANS), count)
    votes = votes * (1 - FANNING * np.abs(FANS)[:, None])  # counts of nothing are whole numbers
    smooth = cv2.filter2D(votes, -1, _KERNEL[None], borderType=cv2.BORDER_CONSTANT)
    return np.asarray(smooth.max(axis=0), np.float64)


def _through(level: Lines, tilt: float, shape: tuple[int, ...]) -> tuple[float, float]:
    agreeing = np.flatnonzero(np.abs(level.lean - tilt) <= 2 * AGREEING)
    if not len(agreeing):
        return 0.5, 0.5
    height, width = shape
    longest = agreeing[level.length[agreeing].argmax()]
    long_side = max(height, width)
    return 0.5 + float(level.x[longest]) * long_side / width, 0.5 + float(level.y[longest]) * long_side / height
