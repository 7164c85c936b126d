"""Seen another way: each view of an eye has its own framing, size, light, camera and dirt, and keeps its label."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.eyes import prepare

Pixels = NDArray[np.uint8]
Grey = NDArray[np.float32]
Rng = np.random.Generator
BORDERS = cv2.BORDER_REPLICATE, cv2.BORDER_REFLECT_101, cv2.BORDER_CONSTANT


def view(crop: Pixels, rng: Rng, widest: float = 1.3) -> Pixels:
    """A random view of an RGB crop as the network will see it, uint8 (40, 40).

    Args:
        widest: the largest window, as a share of the crop; what lies outside is filled in.
    """
    grey = mixed(crop, rng)
    if rng.random() < 0.3:
        grey = narrowed(grey, rng)
    grey = reframed(grey, rng, widest)
    grey = lit(dirtied(grey, rng), rng)
    return taken(blurred(grey, rng), rng)


def mixed(crop: Pixels, rng: Rng) -> Grey:
    """Grey by random weights of red, green and blue: white balance, tungsten, and (much red) near infrared."""
    weights = np.array([0.299, 0.587, 0.114]) if rng.random() < 0.4 else rng.dirichlet([1.2, 1.5, 0.8])
    return np.asarray(crop @ weights.astype(np.float32), np.float32)


def narrowed(grey: Grey, rng: Rng) -> Grey:
    """The middle pressed together up and down, brow and cheek kept: a laugh or a look down is still an open eye."""
    height, width = grey.shape
    y = np.linspace(-1, 1, height, dtype=np.float32)
    middle, press = rng.uniform(-0.05, 0.25), rng.uniform(1.2, 2.0)
    pulled = y + (press - 1) * (y - middle) * np.exp(-(((y - middle) / 0.35) ** 2)).astype(np.float32)
    rows = np.repeat((pulled[:, None] + 1) / 2 * (height - 1), width, 1)
    columns = np.repeat(np.arange(width, dtype=np.float32)[None], height, 0)
    moved = cv2.remap(grey, columns, rows.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32)


def reframed(grey: Grey, rng: Rng, widest: float) -> Grey:
    """A window of another size, place, shape and tilt, often mirrored; its own size is 16–72 px."""
    height, width = grey.shape
    share = rng.uniform(0.6, widest) if rng.random() < 0.7 else rng.uniform(0.42, 0.7)
    stretch = np.exp(rng.uniform(np.log(0.6), np.log(1.8)) / 2)
    across, down = share * width * stretch, share * height / stretch
    room = 0.2 * min(1.0, share)
    middle = np.array([0.5, 0.53]) + rng.uniform(-room, room, 2)
    side = int(np.exp(rng.uniform(np.log(16), np.log(72))))
    scale = np.array([side / across, side / down])
    if rng.random() < 0.5:
        scale[0] = -scale[0]
    angle = np.radians(float(np.clip(rng.normal(0, 11), -25, 25)))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn @ np.diag(scale)
    shift = side / 2 - matrix @ (middle * [width, height])
    smooth = 0.45 / max(1e-3, float(np.abs(scale).min()))
    if smooth > 0.6 and rng.random() < 0.8:
        grey = cv2.GaussianBlur(grey, (0, 0), smooth)
    fill = float(rng.choice([0, 128, 255])) if rng.random() < 0.5 else float(np.median(grey))
    border = int(rng.choice(BORDERS, p=[0.6, 0.1, 0.3]))
    affine = np.column_stack([matrix, shift])
    return cv2.warpAffine(grey, affine, (side, side), flags=cv2.INTER_LINEAR, borderMode=border, borderValue=fill)


def dirtied(grey: Grey, rng: Rng) -> Grey:
    """Reflections, frames of glasses, strands of hair, patches over a part."""
    side = len(grey)
    if rng.random() < 0.2:
        x, y = rng.uniform(0, side, 2)
        reach, bright = rng.uniform(0.02, 0.25) * side, rng.uniform(40, 220)
        grid_y, grid_x = np.mgrid[:side, :side]
        away = (((grid_x - x) / reach) ** 2 + ((grid_y - y) / (reach * rng.uniform(0.3, 1.2))) ** 2) ** 2
        grey = grey + np.float32(bright) * np.exp(-away).astype(np.float32)
    if rng.random() < 0.2:
        ends = rng.integers(-side // 4, side + side // 4, (2, 2)).tolist()
        cv2.line(grey, ends[0], ends[1], float(rng.uniform(0, 255)), int(rng.integers(1, max(2, side // 16) + 1)))
    if rng.random() < 0.12:
        size = rng.integers(2, max(3, side // 3), 2)
        x, y = (int(rng.integers(-side // 8, side - side // 8)) for _ in "xy")
        grey[max(0, y) : max(0, y) + size[1], max(0, x) : max(0, x) + size[0]] = rng.uniform(0, 255)
    return np.asarray(grey, np.float32)


def lit(grey: Grey, rng: Rng) -> Grey:
    """Other light: gradient across, gamma, contrast, brightness, sometimes the histogram levelled."""
    side = len(grey)
    if rng.random() < 0.45:
        slope = rng.normal(0, 0.5, 2)
        y, x = np.mgrid[:side, :side] / side - 0.5
        grey = grey * np.exp(slope[0] * x + slope[1] * y).astype(np.float32)
    unit = np.clip(grey, 0, 255) / 255
    unit = unit ** np.float32(np.exp(rng.normal(0, 0.35)))
    if rng.random() < 0.5:
        unit = unit * rng.uniform(0.15, 1.2) + rng.uniform(-0.15, 0.25)
    bits = (np.clip(unit, 0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.1:
        bits = cv2.equalizeHist(bits)
    elif rng.random() < 0.1:
        bits = cv2.createCLAHE(rng.uniform(1, 6), (4, 4)).apply(bits)
    return bits.astype(np.float32)


def blurred(grey: Grey, rng: Rng) -> Grey:
    """Out of focus or moved, never so far that a person could not tell any more."""
    side, chance = len(grey), rng.random()
    if chance < 0.25:
        return cv2.GaussianBlur(grey, (0, 0), rng.uniform(0.2, 0.035 * side + 0.3))
    if chance < 0.37:
        reach = int(rng.integers(2, max(3, side // 10) + 1))
        kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
        angle = rng.uniform(0, np.pi)
        way = reach / 2 * np.array([np.cos(angle), np.sin(angle)])
        first, last = (np.round(reach + end).astype(int).tolist() for end in (-way, way))
        cv2.line(kernel, first, last, 1.0, 1)
        return cv2.filter2D(grey, -1, kernel / kernel.sum())
    return grey


def taken(grey: Grey, rng: Rng) -> Pixels:
    """Sensor noise and JPEG, then as `eye_openness` prepares it."""
    if rng.random() < 0.5:
        noise = rng.uniform(0.5, 1 + 0.35 * float(grey.std()))  # of the contrast, or a dark eye drowns
        grey = grey + rng.normal(0, noise, grey.shape).astype(np.float32)
    bits = np.clip(grey, 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        coded = cv2.imencode(".jpg", bits, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 95))])[1]
        bits = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    return as_seen(bits)


def as_seen(grey: Pixels) -> Pixels:
    """`prepare` in bytes, small enough to keep a few hundred thousand."""
    return np.round(prepare(grey)[0] * 255).astype(np.uint8)
