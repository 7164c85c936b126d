"""What else tells open from closed: OCEC-S and two classical measures; one number a crop, higher is more open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from models.eyes.conditions import grey, window
from models.training.sessions import session_of

Pixels = NDArray[np.uint8]


def dark_disc(crop: Pixels) -> float:
    """Iris: how much darker than its ring the best disc is, 17–33 % of the height across (after Daugman 1993)."""
    luma = grey(crop) if crop.ndim == 3 else crop
    even = cv2.resize(luma, (48, 48), interpolation=cv2.INTER_AREA).astype(np.float32)
    even = (even - even.mean()) / (even.std() + 1)
    best = -9.0
    for radius in (4, 6, 8):
        y, x = np.mgrid[-2 * radius : 2 * radius + 1, -2 * radius : 2 * radius + 1]
        away = np.hypot(x, y)
        disc = (away <= radius).astype(np.float32)
        ring = ((away > 1.2 * radius) & (away < 1.8 * radius)).astype(np.float32)
        ring[:, np.abs(x[0]) < np.abs(y[:, 0]).max() // 2] = 0  # beside it is the sclera; above and below are lids
        kernel = ring / ring.sum() - disc / disc.sum()
        best = max(best, float(cv2.filter2D(even, -1, kernel)[10:-10, 8:-8].max()))
    return best


def upright_edges(crop: Pixels) -> float:
    """Share of the gradient that runs across: iris and sclera have upright edges, a shut lid only level ones."""
    luma = (grey(crop) if crop.ndim == 3 else crop).astype(np.float32)
    soft = cv2.GaussianBlur(luma, (0, 0), max(0.5, 0.02 * len(luma)))
    across, down = np.abs(cv2.Sobel(soft, -1, 1, 0)).sum(), np.abs(cv2.Sobel(soft, -1, 0, 1)).sum()
    return float(across / (across + down + 1))


def ocec(file: Path) -> Callable[[Pixels, float], float]:
    """OCEC-S (PINTO0309, MIT): (crop, share of the crop that it is shown) → probability of open."""
    session = session_of(file)
    name = session.get_inputs()[0].name

    def judge(crop: Pixels, share: float) -> float:
        rgb = crop if crop.ndim == 3 else np.repeat(crop[..., None], 3, 2)
        part = window(rgb, share, share * 0.75) if share < 1 else rgb
        small = cv2.resize(part, (40, 24), interpolation=cv2.INTER_LINEAR).astype(np.float32) / 255
        return float(session.run(None, {name: small.transpose(2, 0, 1)[None]})[0].ravel()[0])

    return judge
