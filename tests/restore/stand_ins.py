"""A network in place of the deblurring ones, and a photo to work on."""

from __future__ import annotations

import base64
from pathlib import Path

import numpy as np
from PIL import Image

from culling.decoding.pixels import Pixels

#: float32 (n, 3, h, w) → the same shape, each number squared; made with onnx.helper, opset 17.
SQUARE = base64.b64decode(
    "CAg6UwoOCgF4CgF4EgF5IgNNdWwSAWdaHgoBeBIZChcIARITCgMSAW4KAggDCgMSAWgKAxIBd2IeCgF5EhkKFwgBEhMKAxIBbgoCCAMKAxIBaAoDEgF3"
    "QgQKABAR"
)

_SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "100_WALK"


def squared(pixels: Pixels) -> Pixels:
    """What `SQUARE` makes of a photo."""
    return np.rint((pixels / 255) ** 2 * 255).astype(np.uint8)


def noise(height: int, width: int) -> Pixels:
    return np.random.default_rng(5).integers(0, 256, (height, width, 3), dtype=np.uint8)


def sample(name: str, side: int = 384) -> Pixels:
    """The middle of a sample photo."""
    photo = np.asarray(Image.open(_SAMPLE / name).convert("RGB"))
    top, left = ((length - side) // 2 for length in photo.shape[:2])
    return np.ascontiguousarray(photo[top : top + side, left : left + side])


def decibels(ours: Pixels, truth: Pixels, edge: int = 24) -> float:
    """PSNR without the rim, where no method can know what came from outside."""
    error = np.square(ours.astype(float) - truth)[edge:-edge, edge:-edge].mean()
    return float(10 * np.log10(255**2 / error))
