"""Which of Temple's six classes a photo belongs to: what the network looks at, and what it answers."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.model_files import OWN
from culling.own_network import in_use
from culling.photos import Photo, Pixels
from culling.synth.registry import FLAWS

CELL = 96  # px of the working luma: holds the longest shake and the widest disk that synth calls severe
CELLS = 6
SMALLEST_SIDE = 32  # px; below, there is nothing to judge by


def flaw_probabilities(photo: Photo) -> NDArray[np.float32]:
    """Probability of each class in `FLAWS`, float32 (6,), sum 1; NaN for a photo with a side below 32 px."""
    return _asked("flaws", photo)


def own_flaw_probabilities(photo: Photo) -> NDArray[np.float32]:
    """The same by the network that a person trained; NaN while none is in use (see culling/own_network.py)."""
    return _asked(OWN, photo) if in_use() is not None else np.full(len(FLAWS), np.nan, np.float32)


def _asked(network: str, photo: Photo) -> NDArray[np.float32]:
    if min(photo.pixels.shape[:2]) < SMALLEST_SIDE:
        return np.full(len(FLAWS), np.nan, np.float32)
    (answer,) = nets.run(network, flaw_planes(photo)[None].astype(np.float32))
    return np.asarray(answer[0], np.float32)


def likeliest_flaw(probabilities: NDArray[np.float32]) -> str:
    """The class in `FLAWS` with the highest probability, "" where the photo could not be judged."""
    return "" if np.isnan(probabilities).any() else FLAWS[int(np.argmax(probabilities))]


def flaw_planes(photo: Photo, cells: int = CELLS) -> Pixels:
    """What the network sees: uint8 (12 + `cells`, 96, 96).

    12 planes are the whole photo squeezed to 192 × 192 RGB, its 2 × 2 pixels side by side: light and waves. The
    others are the most textured cells of luma at a long side of at most 640 px: what ought to be sharp, so that
    a soft background does not count.
    """
    whole = cv2.resize(photo.small, (2 * CELL, 2 * CELL), interpolation=cv2.INTER_AREA)
    phases = whole.reshape(CELL, 2, CELL, 2, 3).transpose(4, 1, 3, 0, 2).reshape(12, CELL, CELL)
    return np.concatenate([phases, _textured_cells(_at_least_a_cell(photo.working_luma), cells)])


def _at_least_a_cell(luma: Pixels) -> Pixels:
    """Mirrored where a side is shorter than a cell."""
    below, right = (max(CELL - side, 0) for side in luma.shape)
    return cv2.copyMakeBorder(luma, 0, below, 0, right, cv2.BORDER_REFLECT_101) if below or right else luma


def _textured_cells(luma: Pixels, count: int) -> Pixels:
    """The `count` cells with the strongest neighbour differences, strongest first; few cells are repeated."""
    energy = cv2.add(cv2.absdiff(luma[1:, 1:], luma[1:, :-1]), cv2.absdiff(luma[1:, 1:], luma[:-1, 1:]))
    sums = cv2.integral(energy)
    height, width = luma.shape
    tops, lefts = _starts(height), _starts(width)
    end = CELL - 1  # `energy` is one row and one column short
    found = [
        (int(sums[t + end, l + end] - sums[t, l + end] - sums[t + end, l] + sums[t, l]), t, l)
        for t in tops
        for l in lefts  # noqa: E741
    ]
    best = sorted(found, key=lambda cell: -cell[0])
    chosen = [best[place % len(best)] for place in range(count)]
    return np.stack([luma[top : top + CELL, left : left + CELL] for _, top, left in chosen])


def _starts(side: int) -> list[int]:
    """Where cells begin along a side of this length: as many as fit, evenly spread."""
    fit = max(side // CELL, 1)
    return [round(place * (side - CELL) / max(fit - 1, 1)) for place in range(fit)]
