"""Known damage with its amount: what a lesson shows, a test measures and a network is trained on.

Every function takes RGB uint8 (H, W, 3) and returns a new array like it; amount 0 returns an equal copy.
Borders are mirrored, so no dark rim appears. Amounts in px count pixels of the array that is passed in.

Defocus, shake and motion blur happen to the light before the camera encodes it, so they are computed in
linear light: a lamp smears into a bright disk, not into a grey one. Light above the clipping point is gone
from the source already, so real bokeh is brighter still.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

from culling.photos import Pixels
from culling.srgb import Light, to_levels, to_light

_MIRROR = cv2.BORDER_REFLECT_101
_SUBPIXELS = 16  # per side, for the rim of the defocus disk: the area is right to about 1 % from radius 1 on
_TREMOR = (0.5, 1.0, 2.0, 3.0)  # cycles per exposure of the hand's path; amplitude falls as 1/f


def gaussian_blur(pixels: Pixels, sigma_px: float) -> Pixels:
    """Gaussian blur of the stored levels, as focus measures are commonly tested; `sigma_px` ≥ 0."""
    _check(pixels, "sigma_px", sigma_px)
    if sigma_px == 0:
        return pixels.copy()
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma_px, borderType=_MIRROR), np.uint8)


def defocus(pixels: Pixels, radius_px: float) -> Pixels:
    """Out of focus: each point becomes a disk of `radius_px` ≥ 0 in linear light; up to 0.5 unchanged."""
    _check(pixels, "radius_px", radius_px)
    return _spread(pixels, _disk(radius_px)) if radius_px > 0.5 else pixels.copy()


def linear_motion_blur(pixels: Pixels, length_px: float, angle_deg: float = 0.0) -> Pixels:
    """Steady motion over `length_px` ≥ 0 in linear light; `angle_deg` 0 runs along x, 90 along y, counter-clockwise.

    The picture returned is a new one; `pixels` stay as they are.
    """
    _check(pixels, "length_px", length_px)
    if not math.isfinite(angle_deg):
        raise ValueError(f"angle_deg must be a finite number of degrees, got {angle_deg}")
    return _spread(pixels, _line(length_px, angle_deg % 180)) if length_px > 0 else pixels.copy()


def camera_shake(pixels: Pixels, amount_px: float, rng: np.random.Generator) -> Pixels:
    """A hand that trembles: the picture displaced along a random smooth path, the views averaged.

    `amount_px` ≥ 0 is the widest distance between two points of the path at the picture's centre. The hand
    also rolls a little, so the corners travel up to half as far again. One state of `rng` is one shape of
    path, whatever the amount. Computed in linear light; `pixels` stay as they are.

    Source: the random displacement and remap of Temple University's photo triage study, with a path instead
    of one displacement per pixel, since light adds up along the hand's way.
    """
    _check(pixels, "amount_px", amount_px)
    path = _tremor(rng)
    if amount_px == 0:
        return pixels.copy()
    light = to_light(pixels)
    total: Light = np.zeros(pixels.shape, np.float32)
    views = _along(path, amount_px)
    height, width = pixels.shape[:2]
    for dx, dy, roll_px in views:
        roll_deg = math.degrees(roll_px / math.hypot(width, height))
        move = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), roll_deg, 1.0)
        move[:, 2] += dx, dy
        total += cv2.warpAffine(light, move, (width, height), borderMode=_MIRROR).reshape(light.shape)
    return to_levels(total / np.float32(len(views)))


def distort_x(pixels: Pixels, amount_px: float, rng: np.random.Generator) -> Pixels:
    """Rows pushed sideways along a random wave, as a rolling shutter does; at most `amount_px` ≥ 0 pixels.

    One state of `rng` is one wave, whatever the amount.
    """
    _check(pixels, "amount_px", amount_px)
    phases = rng.uniform(0, 2 * np.pi, 3)
    if amount_px == 0:
        return pixels.copy()
    height, width = pixels.shape[:2]
    rows = np.linspace(0, 2 * np.pi, max(height, 2))
    wave = sum(np.sin(cycles * rows + phase) / cycles for cycles, phase in zip((1.5, 3, 6), phases, strict=True))
    push = (amount_px * wave / np.abs(wave).max())[:height, None]
    x = (np.arange(width)[None] + push).astype(np.float32)
    y = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1)
    return np.asarray(cv2.remap(pixels, x, y, cv2.INTER_LINEAR, borderMode=_MIRROR), np.uint8)


def underexpose(pixels: Pixels, stops: float) -> Pixels:
    """Less light: every stop halves the linear light; `stops` ≥ 0. A dark frame's noise is not added."""
    _check(pixels, "stops", stops)
    return to_levels(to_light(pixels) * np.float32(2.0**-stops)) if stops else pixels.copy()


def overexpose(pixels: Pixels, stops: float) -> Pixels:
    """More light: every stop doubles the linear light, channels clip at full as on a sensor; `stops` ≥ 0."""
    _check(pixels, "stops", stops)
    return to_levels(to_light(pixels) * np.float32(2.0**stops)) if stops else pixels.copy()


def add_noise(pixels: Pixels, sigma: float, rng: np.random.Generator) -> Pixels:
    """Gaussian noise of `sigma` ≥ 0 levels (of 255), independent in each of the `pixels` and channels, then clipped.

    One state of `rng` is one pattern, whatever `sigma`.
    """
    _check(pixels, "sigma", sigma)
    noise = rng.standard_normal(pixels.shape, np.float32) * np.float32(sigma)
    return np.clip(np.rint(pixels + noise), 0, 255).astype(np.uint8)


def jpeg(pixels: Pixels, quality: float) -> Pixels:
    """Through a JPEG file of `quality` 1..100 (libjpeg's scale, chroma halved). None is without loss."""
    _check(pixels, "quality", quality)
    if not 1 <= quality <= 100:
        raise ValueError(f"quality must be from 1 to 100, got {quality}")
    data = simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), round(quality), "RGB", "420")
    return np.asarray(simplejpeg.decode_jpeg(data, "RGB"), np.uint8)


def _check(pixels: Pixels, name: str, amount: float) -> None:
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.size == 0:
        raise ValueError(f"pixels must be RGB uint8 (H, W, 3) and not empty, got {pixels.dtype} {pixels.shape}")
    if not (math.isfinite(amount) and amount >= 0):
        raise ValueError(f"{name} must be a finite number, 0 or more, got {amount}")


def _spread(pixels: Pixels, kernel: NDArray[np.float64]) -> Pixels:
    """Every point of light becomes `kernel` (odd sides, point-symmetric)."""
    light = to_light(pixels)
    spread: Light = np.asarray(cv2.filter2D(light, -1, kernel / kernel.sum(), borderType=_MIRROR), np.float32)
    return to_levels(spread)


def _disk(radius: float) -> NDArray[np.float64]:
    """Share of each pixel that a disk round the middle pixel's centre covers."""
    reach = math.ceil(radius)
    side = 2 * reach + 1
    fine = (np.arange(side * _SUBPIXELS) + 0.5) / _SUBPIXELS - side / 2
    inside = fine[:, None] ** 2 + fine**2 <= radius**2
    blocks = inside.reshape(side, _SUBPIXELS, side, _SUBPIXELS)
    return np.asarray(blocks.mean(axis=(1, 3)), np.float64)


def _line(length: float, angle_deg: float) -> NDArray[np.float64]:
    """A line through the middle, each of its points shared bilinearly among four pixels."""
    reach = math.ceil(length / 2) + 1
    along = np.linspace(-length / 2, length / 2, 16 * reach + 1)
    x = reach + along * math.cos(math.radians(angle_deg))
    y = reach - along * math.sin(math.radians(angle_deg))
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1))
    for right, below in ((0, 0), (0, 1), (1, 0), (1, 1)):
        share = np.abs(1 - right - (x - left)) * np.abs(1 - below - (y - top))
        np.add.at(kernel, (np.minimum(top + below, 2 * reach), np.minimum(left + right, 2 * reach)), share)
    return kernel


def _tremor(rng: np.random.Generator) -> NDArray[np.float64]:
    """(n, 3) path in x, y and roll over one exposure: mean 0, its widest distance in the x-y plane 1."""
    time = np.linspace(0, 1, 65)[:, None, None]
    cycles = np.array(_TREMOR)
    weights, phases = rng.normal(size=(2, 3, len(_TREMOR)))
    path = (weights / cycles * np.cos(2 * np.pi * (cycles * time + phases))).sum(axis=2)
    path -= path.mean(axis=0)
    plane = path[:, :2]
    path[:, :2] /= np.linalg.norm(plane[:, None] - plane, axis=2).max()
    path[:, 2] /= np.ptp(path[:, 2])
    return np.asarray(path, np.float64)


def _along(path: NDArray[np.float64], amount: float) -> NDArray[np.float64]:
    """`path` scaled to `amount` and resampled evenly in time, no step longer than about 1 px."""
    time = np.linspace(0, 1, len(path))
    fastest = np.linalg.norm(np.diff(path[:, :2], axis=0), axis=1).max() * (len(path) - 1)
    moments = np.linspace(0, 1, max(3, math.ceil(amount * fastest) + 1))
    return amount * np.stack([np.interp(moments, time, axis) for axis in path.T], axis=1)
