"""Drawn eyes, open and closed: foreign framing, skins, irises, lashes, brows and glasses that no data set here has.

They teach what an open eye *is* (a disc between two lids) and what a closed one is (a line of lashes).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Colour = NDArray[np.float64]
Rng = np.random.Generator
SIDE = 192  # drawn large, then halved: cheap antialiasing
SHIFT = 4  # OpenCV's sub-pixel bits
SKINS = np.array([[255, 224, 196], [238, 196, 160], [222, 170, 130], [190, 132, 95], [141, 92, 62], [90, 58, 42]], "f8")
IRISES = np.array([[60, 38, 25], [95, 60, 32], [125, 95, 55], [110, 125, 90], [95, 130, 160], [130, 140, 145]], float)


def draw_eye(is_open: bool, rng: Rng) -> NDArray[np.uint8]:
    """One eye, RGB uint8 (96, 96, 3), as different from the last one as faces are."""
    eye = _Eye(is_open, rng)
    eye.skin_and_shade()
    if is_open:
        eye.ball()
    eye.lids()
    eye.lashes()
    if rng.random() < 0.75:
        eye.brow()
    if rng.random() < 0.15:
        eye.glasses()
    small = cv2.resize(eye.picture.astype(np.float32), (SIDE // 2, SIDE // 2), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), rng.uniform(0.3, 1.1))
    return np.clip(soft + rng.normal(0, rng.uniform(0, 4), soft.shape), 0, 255).astype(np.uint8)


class _Eye:
    """A picture and the two lid lines that everything else hangs on."""

    def __init__(self, is_open: bool, rng: Rng) -> None:
        self.rng, self.is_open = rng, is_open
        blend = rng.uniform(0, len(SKINS) - 1)
        below = int(blend)
        self.skin = SKINS[below] + (SKINS[min(below + 1, len(SKINS) - 1)] - SKINS[below]) * (blend - below)
        self.half = rng.uniform(0.24, 0.4) * SIDE
        self.centre = np.array([0.5, rng.uniform(0.48, 0.62)]) * SIDE
        self.tilt = rng.uniform(-0.2, 0.2)
        along = np.linspace(-1, 1, 41)
        arch = (1 - np.abs(along) ** rng.uniform(1.7, 2.6)) * (1 + rng.uniform(-0.35, 0.35) * along)
        if is_open:
            opening = rng.uniform(0.36, 0.9)
            share = rng.uniform(0.6, 0.82)
            self.upper = self._line(along, -opening * share * arch)
            self.lower = self._line(along, opening * (1 - share) * (1 - along**2))
        else:
            self.upper = self.lower = self._line(along, rng.uniform(-0.06, 0.38) * arch)
        self.picture = np.empty((SIDE, SIDE, 3), float)

    def _line(self, along: Colour, across: Colour) -> Colour:
        cosine, sine = np.cos(self.tilt), np.sin(self.tilt)
        x, y = along * self.half, across * self.half
        return self.centre + np.stack([cosine * x - sine * y, sine * x + cosine * y], 1)

    def _moved(self, line: Colour, up: float, wider: float = 1.0) -> Colour:
        middle = line.mean(0)
        return (line - middle) * [wider, 1] + middle - [0, up * self.half]

    def _draw(self, line: Colour, colour: Colour, width: float) -> None:
        points = np.round(line * 2**SHIFT).astype(np.int32)[None]
        tone = tuple(float(part) for part in colour)
        cv2.polylines(self.picture, points, False, tone, max(1, round(width)), cv2.LINE_AA, SHIFT)

    def skin_and_shade(self) -> None:
        rng = self.rng
        self.picture[:] = self.skin
        for cells, depth in ((4, 0.1), (12, 0.05), (48, 0.025)):
            rough = rng.normal(1, depth, (cells, cells)).astype(np.float32)
            self.picture *= cv2.resize(rough, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)[..., None]
        self._blob(self.centre - [0, 0.45 * self.half], (1.2, 0.5), rng.uniform(0.65, 1.05))
        self._blob(self.centre + np.array([0, 0.55 * self.half]), (1.0, 0.3), rng.uniform(0.75, 1.05))
        side = rng.choice([-1.25, 1.25]) * self.half
        self._blob(self.centre + np.array([side, 0]), (0.4, 0.7), rng.uniform(0.5, 1.0))
        if not self.is_open:
            self._blob(self.centre - [0, 0.2 * self.half], (0.7, 0.35), rng.uniform(1.0, 1.35))

    def _blob(self, centre: Colour, axes: tuple[float, float], factor: float) -> None:
        y, x = np.mgrid[:SIDE, :SIDE]
        away = ((x - centre[0]) / axes[0]) ** 2 + ((y - centre[1]) / axes[1]) ** 2
        self.picture *= (1 + (factor - 1) * np.exp(-away / self.half**2))[..., None]

    def ball(self) -> None:
        rng = self.rng
        outline = np.round(np.vstack([self.upper, self.lower[::-1]]) * 2**SHIFT).astype(np.int32)
        mask = np.zeros((SIDE, SIDE), np.uint8)
        cv2.fillPoly(mask, [outline], 255, cv2.LINE_AA, SHIFT)
        inside = self.picture.copy()
        white = rng.uniform(0.55, 1.0) * np.array([235, 225, 220]) * rng.uniform(0.93, 1.05, 3)
        inside[:] = np.clip(white * (0.35 + 0.65 * self.skin.mean() / 200), 0, 255)
        self.picture, skin = inside, self.picture
        opening = np.linalg.norm(self.upper[20] - self.lower[20]) / self.half
        gaze = rng.uniform([-0.42, -0.12], [0.42, 0.12]) * self.half
        middle = (self.upper[20] + self.lower[20]) / 2 + gaze - [0, 0.05 * opening * self.half]
        radius = rng.uniform(0.36, 0.5) * self.half
        iris = IRISES[rng.integers(len(IRISES))] * rng.uniform(0.6, 1.3)
        for share, tone in ((1.0, 0.45 * iris), (0.92, iris), (rng.uniform(0.3, 0.65), np.full(3, rng.uniform(5, 45)))):
            self._disc(middle, share * radius, tone)
        for _ in range(rng.integers(0, 4)):
            glint = middle + rng.uniform(-0.6, 0.6, 2) * radius
            self._disc(glint, rng.uniform(0.06, 0.25) * radius, np.full(3, rng.uniform(190, 255)))
        shadow = self._moved(self.upper, -0.08)
        self._draw(shadow, self.picture.mean((0, 1)) * 0.35, 0.12 * self.half)
        alpha = mask[..., None] / 255
        self.picture = skin * (1 - alpha) + self.picture * alpha

    def _disc(self, middle: Colour, radius: float, tone: Colour) -> None:
        x, y = (int(part) for part in np.round(middle * 2**SHIFT))
        colour = tuple(float(part) for part in tone)
        cv2.circle(self.picture, (x, y), max(1, round(radius * 2**SHIFT)), colour, -1, cv2.LINE_AA, SHIFT)

    def lids(self) -> None:
        rng = self.rng
        dark = self.skin * rng.uniform(0.15, 0.6)
        self._draw(self.upper, dark, rng.uniform(0.03, 0.13) * self.half)
        if self.is_open:
            self._draw(self.lower, self.skin * rng.uniform(0.45, 0.95), rng.uniform(0.02, 0.07) * self.half)
        for low, high in ((0.12, 0.35), (-0.55, -0.25)):
            if rng.random() < 0.7:
                line = self.upper if low > 0 else self.lower
                fold = self._moved(line, rng.uniform(low, high), rng.uniform(0.8, 1.1))
                self._draw(fold, self.skin * rng.uniform(0.55, 0.9), rng.uniform(0.02, 0.06) * self.half)

    def lashes(self) -> None:
        rng = self.rng
        length, count = rng.uniform(0, 0.3) * self.half, rng.integers(10, 40)
        down = -1.0 if self.is_open and rng.random() < 0.8 else 1.0
        ink = self.skin * rng.uniform(0.08, 0.35)
        for at in rng.uniform(2, 38, count):
            root = self.upper[int(at)]
            lean = (at - 20) / 20 * 0.6 + rng.normal(0, 0.15)
            tip = root + np.array([lean, down * rng.uniform(0.5, 1.1)]) * length
            self._draw(np.stack([root, tip]), ink, rng.uniform(1, 2.4))

    def brow(self) -> None:
        rng = self.rng
        up, ink = rng.uniform(0.65, 1.2), self.skin * rng.uniform(0.12, 0.6)
        line = self._moved(self.upper, up, rng.uniform(1.0, 1.3)) * [1, 1]
        thick = rng.uniform(0.06, 0.28) * self.half
        for at in rng.uniform(0, 40, 110):
            root = line[int(at)] + rng.normal(0, thick * 0.35, 2)
            self._draw(np.stack([root, root + rng.normal([4, -2], 3, 2)]), ink, rng.uniform(1, 3))

    def glasses(self) -> None:
        rng = self.rng
        colour = np.full(3, rng.choice([20.0, 60.0, 150.0, 220.0]))
        height = rng.uniform(0.7, 1.1) * self.half
        box = (*self.centre.tolist(),), (2.8 * self.half, 2 * height), float(np.degrees(self.tilt))
        cv2.ellipse(self.picture, box, tuple(colour.tolist()), max(1, round(rng.uniform(0.03, 0.12) * self.half)))
