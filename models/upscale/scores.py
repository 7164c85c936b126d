"""How near an enlarged photo comes to the true one, as the literature counts it; intervals over photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.training.photos import Pixels

ROUNDS = 2000


def luma(photo: Pixels) -> NDArray[np.float64]:
    """Y of BT.601 in 16 … 235, as Matlab's rgb2ycbcr, on which the literature measures."""
    weights = np.array([65.481, 128.553, 24.966]) / 255
    return np.asarray(photo.astype(np.float64) @ weights + 16)


def decibels(ours: NDArray[np.generic], truth: NDArray[np.generic]) -> float:
    """Peak signal-to-noise ratio at a peak of 255; higher is better."""
    error = float(np.square(ours.astype(np.float64) - truth.astype(np.float64)).mean())
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def similarity(ours: NDArray[np.float64], truth: NDArray[np.float64]) -> float:
    """SSIM (Wang et al. 2004) of levels 0 … 255: 1 is the same; a Gaussian window of 11 px, where it fits."""

    def around(levels: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(cv2.GaussianBlur(levels, (11, 11), 1.5)[5:-5, 5:-5], np.float64)

    a, b = around(ours), around(truth)
    spread = around(ours * ours) - a * a + around(truth * truth) - b * b
    shared = around(ours * truth) - a * b
    light, detail = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float(((2 * a * b + light) * (2 * shared + detail) / ((a * a + b * b + light) * (spread + detail))).mean())


def scores(ours: Pixels, truth: Pixels, factor: int) -> dict[str, float]:
    """PSNR of luma and of all colours, and SSIM of luma (Wang et al. 2004), `factor` pixels of border left out."""
    inside = slice(factor, -factor), slice(factor, -factor)
    ours, truth = ours[inside], truth[inside]
    ours_y, truth_y = luma(ours), luma(truth)
    return {"y": decibels(ours_y, truth_y), "rgb": decibels(ours, truth), "ssim": similarity(ours_y, truth_y)}


def interval(numbers: Sequence[float], seed: int = 0) -> tuple[float, float, float]:
    """Mean and its 95 % bootstrap interval over photos."""
    found, rng = np.asarray(numbers, float), np.random.default_rng(seed)
    means = found[rng.integers(0, len(found), (ROUNDS, len(found)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(found.mean()), float(low), float(high)


def gains(ours: Sequence[Mapping[str, float]], plain: Sequence[Mapping[str, float]]) -> dict[str, str]:
    """Mean difference from `plain` over the same photos, each in words: "+1.85 (1.70–2.01)"."""
    told = {}
    for name, digits in (("y", 2), ("rgb", 2), ("ssim", 4)):
        mean, low, high = interval([a[name] - b[name] for a, b in zip(ours, plain, strict=True)])
        told[name] = f"{mean:+.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"
    return told
