"""A folder of small photos, sharp and blurred ones in turn, and what a person would say of them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from culling.metrics import PARTS

#: Parts of a scan that these photos do not need: light and fine contrast tell them apart.
WITHOUT = tuple(PARTS)


def write_marked(folder: Path, count: int = 48) -> dict[str, str]:
    """Photos in three sub-folders; keep or reject by path, with one answer in twelve that nobody understands."""
    rng = np.random.default_rng(0)
    said: dict[str, str] = {}
    for number in range(count):
        sharp = number % 2 == 0
        pixels = cv2.resize(
            rng.integers(0, 256, (12, 16, 3)).astype(np.uint8), (96, 72), interpolation=cv2.INTER_NEAREST
        )
        pixels = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.4, 1.2) if sharp else rng.uniform(1.0, 3.0))
        path = f"day {number // 2 % 3}/{number:02}.jpg"
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(cv2.imencode(".jpg", pixels)[1].tobytes())
        said[path] = "keep" if sharp != (number % 12 == 5) else "reject"
    return said
