"""Pairs of a blurred view and the same view sharp, made as a camera makes them: many views averaged while it moves.

What comes out is the truth at MID-EXPOSURE, so that nothing is shifted. Motion as in GoPro (Nah et al. 2017) and REDS
(Nah et al. 2019), whose blurred frames are means of successive frames of a video; here the views are warps of a photo.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.uint8]
Light = NDArray[np.float32]
Views = NDArray[np.float64]  # (n, 4): shift x, shift y in px, turn in radians, growth; over the exposure
KINDS = ("motion", "object", "defocus", "soft", "both", "sharp")
SHARES = (0.42, 0.16, 0.14, 0.06, 0.05, 0.17)
WARP = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
GAMMA = 2.2


@dataclass(frozen=True)
class Scene:
    """A part of a photo, in light or in levels 0 … 1, larger than the crop that is cut from its middle."""

    pixels: Light
    side: int

    def view(self, step: NDArray[np.float64], pixels: Light | None = None) -> Light:
        """The crop as seen after a step of the camera."""
        pixels = self.pixels if pixels is None else pixels
        height, width = pixels.shape[:2]
        x, y, turn, grow = step
        cos, sin, half = (1 + grow) * np.cos(turn), (1 + grow) * np.sin(turn), (self.side - 1) / 2
        middle_x, middle_y = (width - 1) / 2 + x, (height - 1) / 2 + y
        matrix = np.array(
            [[cos, -sin, middle_x - half * (cos - sin)], [sin, cos, middle_y - half * (sin + cos)]], np.float32
        )
        size = (self.side, self.side)
        return cv2.warpAffine(pixels, matrix, size, flags=WARP, borderMode=cv2.BORDER_REFLECT_101)


def draw(photos: list[Levels], side: int, rng: np.random.Generator) -> tuple[Levels, Levels, int]:
    """(blurred, sharp, index in KINDS), two crops of `side` px."""
    kind = int(rng.choice(len(KINDS), p=SHARES))
    name = KINDS[kind]
    tile = cut(photos[int(rng.integers(len(photos)))], side, rng, whole=name == "sharp")
    if name == "sharp":
        return tile_of(tile, side), tile_of(tile, side), kind
    linear = rng.random() < 0.6
    scene = Scene(to_light(tile, linear, rng), side)
    truth = scene.view(np.zeros(4))
    blurred = truth
    if name in ("defocus", "both"):
        blurred = defocused(scene, rng, 0.5 if name == "both" else 1.0)
    if name == "soft":
        blurred = cv2.GaussianBlur(truth, (0, 0), rng.uniform(0.35, 1.3))
    if name in ("motion", "both"):
        given = scene if name == "motion" else Scene(np.ascontiguousarray(blurred), side)
        blurred = averaged(given, path(rng))
    if name == "object":
        other = to_light(cut(photos[int(rng.integers(len(photos)))], side, rng), linear, rng)
        blurred, truth = passed_by(scene, other, rng)
    return to_levels(blurred, linear), to_levels(truth, linear), kind


def cut(photo: Levels, side: int, rng: np.random.Generator, whole: bool = False) -> Levels:
    """A square of a photo, mostly scaled down, which sharpens it, with a rim for the camera to move over."""
    height, width = photo.shape[:2]
    wanted = side + 64
    least = min(1.0, max(0.5, wanted / min(height, width)))
    scale = 1.0 if whole and rng.random() < 0.6 else rng.uniform(least, 1.0)
    reach = min(round(wanted / scale), height, width)
    top, left = rng.integers(height - reach + 1), rng.integers(width - reach + 1)
    part = photo[top : top + reach, left : left + reach]
    size = round(reach * scale)
    return part if size == reach else cv2.resize(part, (size, size), interpolation=cv2.INTER_AREA)


def tile_of(tile: Levels, side: int) -> Levels:
    """The middle of a square."""
    first = (tile.shape[0] - side) // 2
    return tile[first : first + side, first : first + side]


def to_light(levels: Levels, linear: bool, rng: np.random.Generator) -> Light:
    """Light (or levels as they are), for some with lamps that are brighter than white, as before a sensor clips."""
    light = levels.astype(np.float32) / 255
    if linear:
        light = cv2.pow(light, GAMMA)
    if rng.random() < 0.3:
        bright = np.clip((light.max(axis=2, keepdims=True) - 0.85) / 0.1, 0, 1)
        light = light * (1 + bright * rng.uniform(0, 2.5))
    return light


def to_levels(light: Light, linear: bool) -> Levels:
    light = np.clip(light, 0, 1)
    return np.rint(255 * (cv2.pow(light, 1 / GAMMA) if linear else light)).astype(np.uint8)


def averaged(scene: Scene, views: Views) -> Light:
    """The mean of all views."""
    total = scene.view(views[0])
    for step in views[1:]:
        total += scene.view(step)
    return total / len(views)


def path(rng: np.random.Generator, longest: float = 36.0) -> Views:
    """A hand's path over the exposure, 0 in its middle: many short ones, a tail of long ones."""
    length = float(
        np.clip(2.0 + rng.exponential(8.0) if rng.random() < 0.75 else rng.uniform(8, longest), 1.5, longest)
    )
    count = int(np.clip(round(length * 1.1), 9, 33)) | 1
    shift = smooth(rng, count) if rng.random() < 0.6 else trembling(rng, count)
    steps = np.diff(shift, axis=0)
    shift *= length / max(np.hypot(steps[:, 0], steps[:, 1]).sum(), 1e-6)
    time = np.linspace(-0.5, 0.5, count)
    views = np.zeros((count, 4))
    views[:, :2] = shift
    views[:, 2] = time * rng.normal(0, 0.02) * (rng.random() < 0.6)
    views[:, 3] = time * rng.normal(0, 0.015) * (rng.random() < 0.3)
    return views - views[count // 2]


def smooth(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """A straight or gently bent path at nearly constant speed."""
    time = np.linspace(-0.5, 0.5, count)[:, None]
    heading = rng.uniform(0, 2 * np.pi)
    ahead, aside = np.array([[np.cos(heading), np.sin(heading)], [-np.sin(heading), np.cos(heading)]])
    bend, speed_up, turn = rng.normal(0, (0.5, 0.4, 0.5)) * (rng.random() < 0.7)
    return ahead * (time + speed_up * time**2) + aside * (bend * time**2 + turn * time**3)


def trembling(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    """A path whose velocity wanders (an Ornstein–Uhlenbeck process on top of a drift)."""
    velocity = rng.normal(0, 1, 2)
    memory, drift = rng.uniform(0.75, 0.97), rng.normal(0, 0.7, 2)
    places = np.zeros((count, 2))
    for step in range(1, count):
        velocity = memory * velocity + np.sqrt(1 - memory**2) * rng.normal(0, 1, 2)
        places[step] = places[step - 1] + drift + velocity
    return places


def passed_by(scene: Scene, other: Light, rng: np.random.Generator) -> tuple[Light, Light]:
    """Something with a soft outline that moves otherwise than the rest and hides it: (blurred, truth)."""
    ours, theirs = path(rng), path(rng)
    count = max(len(ours), len(theirs))
    ours, theirs = (resampled(views, count) for views in (ours * (rng.random() < 0.7), theirs))
    mask = outline(other.shape[0], rng)
    joined = np.ascontiguousarray(np.dstack([other * mask[..., None], mask]))
    middle = count // 2
    total, truth = np.zeros((scene.side, scene.side, 3), np.float32), None
    for number in range(count):
        front = scene.view(theirs[number], joined)
        seen = scene.view(ours[number]) * (1 - front[..., 3:]) + front[..., :3]
        total += seen
        truth = seen if number == middle else truth
    assert truth is not None
    return total / count, truth


def resampled(views: Views, count: int) -> Views:
    """The same path in more steps."""
    old, new = np.linspace(0, 1, len(views)), np.linspace(0, 1, count)
    return np.stack([np.interp(new, old, column) for column in views.T], axis=1)


def outline(side: int, rng: np.random.Generator) -> Light:
    """A random blob of 10 to 60 % of the square, 1 inside, its edge a pixel or two wide."""
    coarse = rng.normal(0, 1, (int(rng.integers(3, 7)),) * 2).astype(np.float32)
    hills = cv2.resize(coarse, (side, side), interpolation=cv2.INTER_CUBIC)
    level = np.quantile(hills, 1 - rng.uniform(0.1, 0.6))
    slope = 2 * np.abs(np.gradient(hills)[0]).mean() + 1e-6
    return np.clip((hills - level) / slope + 0.5, 0, 1).astype(np.float32)


def defocused(scene: Scene, rng: np.random.Generator, amount: float) -> Light:
    """Out of focus: a disk, at times another one elsewhere in the picture, or one that grows across it."""
    pixels = scene.view(np.zeros(4))
    radius = amount * rng.uniform(0.8, 5.5)
    first = cv2.filter2D(pixels, -1, disk(radius, rng), borderType=cv2.BORDER_REFLECT_101)
    if rng.random() < 0.6:
        return first
    least = amount * rng.uniform(0, 0.7) * radius
    second = cv2.filter2D(pixels, -1, disk(least, rng), borderType=cv2.BORDER_REFLECT_101) if least > 0.4 else pixels
    share = cv2.GaussianBlur(outline(scene.side, rng), (0, 0), rng.uniform(1, 12))[..., None]
    return first * share + second * (1 - share)


def disk(radius: float, rng: np.random.Generator) -> Light:
    """An even disk (or one with a bright or dim rim), its edge smoothed by oversampling, at times a little squeezed."""
    fine, reach = 5, int(np.ceil(radius)) + 1
    at = (np.arange((2 * reach + 1) * fine) + 0.5) / fine - reach - 0.5
    squeeze = rng.uniform(0.85, 1.18) if rng.random() < 0.3 else 1.0
    far = np.hypot(at[None] * squeeze, at[:, None]) / radius
    inside = (far <= 1) * (1 + rng.uniform(-0.4, 0.4) * far**2)
    kernel = inside.reshape(2 * reach + 1, fine, 2 * reach + 1, fine).mean(axis=(1, 3))
    if rng.random() < 0.5:
        kernel = cv2.GaussianBlur(kernel, (0, 0), rng.uniform(0.3, 0.7))
    return (kernel / kernel.sum()).astype(np.float32)
