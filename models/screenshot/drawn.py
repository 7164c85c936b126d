"""Screens and papers without a browser: terminals drawn letter by letter, and pages as a scanner gives them."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from culling.photos import Pixels
from models.screenshot.pages import WORDS

MONO = "LiberationMono-Regular.ttf"
INKS = ("#d0d0d0", "#5fd75f", "#ffaf00", "#5fafff", "#ff5f5f")


def terminal(rng: np.random.Generator) -> Pixels:
    """Lines of a shell, RGB uint8."""
    width, height = ((1280, 800), (1920, 1080), (1000, 640), (2560, 1440))[rng.integers(4)]
    size = int(rng.integers(12, 22))
    dark = rng.random() < 0.8
    image = Image.new("RGB", (width, height), ("#101010", "#002b36", "#300a24")[rng.integers(3)] if dark else "#fdf6e3")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(MONO, size)
    for row in range(int(rng.integers(5, height // (size + 4)))):
        text = "$ " * (rng.random() < 0.3) + " ".join(rng.choice(WORDS, int(rng.integers(1, 14))))
        draw.text((6, 4 + row * (size + 4)), text, INKS[rng.integers(len(INKS))] if dark else "#586e75", font)
    return np.asarray(image, np.uint8).copy()


def scanned(page: Pixels, rng: np.random.Generator) -> Pixels:
    """A page as paper under a scanner: a little turned, toned, soft, uneven and noisy."""
    height, width = page.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-1.2, 1.2), 1)
    turned = cv2.warpAffine(page, turn, (width, height), borderValue=(255, 255, 255))
    soft = cv2.GaussianBlur(turned, (0, 0), rng.uniform(0.4, 1.1)).astype(np.float32)
    tone = rng.uniform([232, 228, 215], [256, 254, 250]) / 255
    light = np.linspace(rng.uniform(0.93, 1), rng.uniform(0.93, 1), width)[None, :, None]
    noisy = soft * tone * light + rng.normal(0, rng.uniform(0.5, 3), soft.shape)
    return np.clip(noisy + rng.uniform(0, 12), 0, 255).astype(np.uint8)
