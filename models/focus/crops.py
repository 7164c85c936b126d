"""Crops with known blur: what the focus network learns from.

Each crop is cut from a sharp photo, blurred by a known amount in one or two regions, and then goes through what a
camera does after its lens: scaling, sharpening, exposure, noise, JPEG. The truth is the standard deviation of the
blur in pixels of the finished crop, per cell of 8 × 8 pixels; a photo in focus has `SHARPEST`, which the lens, the
sensor and the scaling leave.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.blur_map import CELL, SHARPEST, WIDEST

Gray = NDArray[np.float32]
SIDE = 128
KINDS = ("sharp", "disk", "gauss", "motion")


@dataclass(frozen=True)
class Truth:
    """σ of the blur in pixels, whether it is motion, and whether the cell counts (0 or 1); each (cells, cells)."""

    sigma: Gray
    motion: Gray
    counts: Gray


def draw_crop(
    photo: Gray, blur_of_photo: Gray | None, rng: np.random.Generator
) -> tuple[NDArray[np.uint8], Truth] | None:
    """One crop of `SIDE` px and its truth; None when the place drawn has nothing in it to be in focus.

    Args:
        photo: luma in levels, float32.
        blur_of_photo: σ that the photo itself has at each pixel, as an earlier network saw it; None for sharp.
    """
    after = _drawn_scale(rng)
    side = max(SIDE, round(SIDE / after)) if after != 1 else SIDE
    margin = 24
    place = _place(photo, side + 2 * margin, rng)
    if place is None:
        return None
    source, own = photo[place], None if blur_of_photo is None else blur_of_photo[place]
    if source.std() < 3 and rng.random() < 0.9:
        return None
    picture, sigma, motion, pure = _two_regions(source, rng)
    base = np.full_like(sigma, SHARPEST) if own is None else np.maximum(own, SHARPEST)
    sigma = np.hypot(sigma, base)
    inner = slice(margin, margin + side)
    picture, sigma, motion, pure = (part[inner, inner] for part in (picture, sigma, motion, pure))
    if after != 1:
        size = (SIDE, SIDE)
        how = cv2.INTER_AREA if after < 1 else cv2.INTER_CUBIC
        picture, sigma, motion, pure = (
            cv2.resize(part, size, interpolation=how if index == 0 else cv2.INTER_AREA)
            for index, part in enumerate((picture, sigma, motion, pure))
        )
        sigma = np.maximum(sigma * after, SHARPEST)
        if after > 1:
            sigma = np.hypot(sigma, SHARPEST)
    pure = np.where(np.isfinite(sigma), pure, 0).astype(np.float32)
    counts = (cv2.resize(pure, None, fx=1 / CELL, fy=1 / CELL, interpolation=cv2.INTER_AREA) > 0.98).astype(np.float32)
    shrink = {"dsize": (SIDE // CELL, SIDE // CELL), "interpolation": cv2.INTER_AREA}
    truth = Truth(cv2.resize(sigma, **shrink), (cv2.resize(motion, **shrink) > 0.5).astype(np.float32), counts)
    return _camera(picture, rng), truth


def _drawn_scale(rng: np.random.Generator) -> float:
    """Scaling after the blur: mostly none, often down as for a large photo, seldom up as by a digital zoom."""
    lot = rng.random()
    if lot < 0.45:
        return 1.0
    return float(rng.uniform(0.55, 1.0)) if lot < 0.9 else float(rng.uniform(1.0, 2.0))


def _place(photo: Gray, side: int, rng: np.random.Generator) -> tuple[slice, slice] | None:
    height, width = photo.shape
    if min(height, width) < side:
        return None
    top, left = rng.integers(0, height - side + 1), rng.integers(0, width - side + 1)
    return slice(top, top + side), slice(left, left + side)


def _two_regions(source: Gray, rng: np.random.Generator) -> tuple[Gray, Gray, Gray, Gray]:
    """Picture, σ, motion and purity (1 where only one region counts), all of the size of `source`."""
    near, near_sigma, near_motion = _blurred(source, rng)
    if rng.random() < 0.5:
        full = np.ones_like(source)
        return near, full * near_sigma, full * near_motion, full
    far, far_sigma, far_motion = _blurred(source, rng)
    mask = _blob(source.shape, rng)
    soft = cv2.GaussianBlur(mask, (0, 0), max(0.6, near_sigma))
    inside = soft > 0.5
    pure = ((soft < 0.03) | (soft > 0.97)).astype(np.float32)
    picture = soft * near + (1 - soft) * far
    sigma = np.where(inside, near_sigma, far_sigma).astype(np.float32)
    motion = np.where(inside, near_motion, far_motion).astype(np.float32)
    return picture, sigma, motion, pure


def _blob(shape: tuple[int, int], rng: np.random.Generator) -> Gray:
    """A random region with a smooth outline: about half of the picture."""
    noise = cv2.resize(rng.standard_normal((5, 5)).astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
    return (noise > rng.normal(0, 0.3)).astype(np.float32)


def _blurred(source: Gray, rng: np.random.Generator) -> tuple[Gray, float, float]:
    """(picture, σ, 1 for motion): sharp, defocus disk, Gaussian, or a shake along a line or a bent path."""
    kind = rng.choice(KINDS, p=(0.3, 0.27, 0.13, 0.3))
    if kind == "sharp":
        return source, 0.0, 0.0
    sigma = float(np.exp(rng.uniform(math.log(0.45), math.log(WIDEST))))
    linear = rng.random() < 0.7
    light = (source / 255) ** 2.2 if linear else source / 255
    if kind == "gauss":
        spread = cv2.GaussianBlur(light, (0, 0), sigma)
    elif kind == "disk":
        spread = cv2.filter2D(light, -1, _disk(2 * sigma, rng), borderType=cv2.BORDER_REFLECT_101)
    else:
        spread = cv2.filter2D(light, -1, _path(sigma, rng), borderType=cv2.BORDER_REFLECT_101)
    picture = np.clip(spread, 0, None) ** (1 / 2.2) * 255 if linear else spread * 255
    return picture.astype(np.float32), sigma, float(kind == "motion")


def _disk(radius: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """An aperture: round or with a few blades, a little soft at its rim; its σ along each axis is radius / 2."""
    reach = math.ceil(radius) + 2
    fine = 4
    grid = (np.arange((2 * reach + 1) * fine) + 0.5) / fine - reach - 0.5
    x, y = np.meshgrid(grid, grid)
    distance = np.hypot(x, y)
    if rng.random() < 0.4:
        blades = rng.integers(5, 9)
        turn = np.mod(np.arctan2(y, x) + rng.uniform(0, math.pi), 2 * math.pi / blades) - math.pi / blades
        distance = distance * np.cos(turn) / math.cos(math.pi / blades) ** 0.5
    disk = (distance <= radius).astype(np.float32)
    kernel = cv2.resize(disk, (2 * reach + 1,) * 2, interpolation=cv2.INTER_AREA)
    if rng.random() < 0.5:
        kernel = cv2.GaussianBlur(kernel, (0, 0), 0.15 * radius + 0.05)
    return kernel / kernel.sum()


def _path(sigma: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """The way of a shaken camera: straight, bent or trembling, so long that its mean σ over both axes is `sigma`."""
    time = np.linspace(0, 1, 201)
    angle, bend = rng.uniform(0, math.pi), abs(rng.normal(0, 0.5)) * (rng.random() < 0.6)
    x = time - 0.5
    y = bend * sum(rng.normal() / k * np.sin(math.pi * k * time + rng.uniform(0, 2 * math.pi)) for k in (1, 2, 3)) / 2
    way = np.stack([x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)])
    way -= way.mean(axis=1, keepdims=True)
    way *= sigma / math.sqrt((way.var(axis=1)).mean())
    reach = min(math.ceil(np.abs(way).max()) + 1, 40)
    edges = np.arange(-reach, reach + 2) - 0.5
    along = np.linspace(0, 200, 4000)
    fine_x, fine_y = (np.interp(along, np.arange(201), axis) for axis in way)
    kernel = np.histogram2d(fine_y, fine_x, bins=(edges, edges))[0].astype(np.float32)
    return cv2.GaussianBlur(kernel, (0, 0), 0.4) / kernel.sum()


def _camera(picture: Gray, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Sharpening, tone, noise, JPEG: what lies between the lens and the file."""
    if rng.random() < 0.3:
        soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.6, 2.0))
        picture = picture + rng.uniform(0.2, 1.3) * (picture - soft)
    picture = _toned(np.clip(picture, 0, 255), rng)
    if rng.random() < 0.6:
        picture = picture + _noise(picture, rng)
    levels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    if rng.random() < 0.05:
        levels = np.asarray(cv2.medianBlur(levels, 3), np.uint8)
    if rng.random() < 0.75:
        quality = int(rng.integers(35, 98))
        coded = cv2.imencode(".jpg", levels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        levels = np.asarray(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE), np.uint8)
    return levels


def _toned(picture: Gray, rng: np.random.Generator) -> Gray:
    lot = rng.random()
    if lot < 0.4:
        return picture
    gamma, gain = float(np.exp(rng.normal(0, 0.35))), float(np.exp(rng.normal(-0.15, 0.4)))
    toned = (picture / 255) ** gamma * 255 * gain + rng.uniform(-10, 20)
    return np.clip(toned, 0, 255).astype(np.float32)


def _noise(picture: Gray, rng: np.random.Generator) -> Gray:
    amount = float(np.exp(rng.uniform(math.log(0.7), math.log(20))))
    noise = rng.standard_normal(picture.shape, np.float32)
    if rng.random() < 0.4:
        noise = cv2.GaussianBlur(noise, (0, 0), rng.uniform(0.4, 1.0))
        noise /= noise.std()
    if rng.random() < 0.5:
        noise *= np.sqrt(picture / 128 + 0.1)
    return noise * amount
