"""Small photos with known sharpness and light, made in a moment."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

SIZE = (320, 240)


def write_photos(folder: Path, names: list[str] | None = None) -> list[str]:
    """Twelve JPEGs of one texture, each blurred more than the last, the last two also dark; returns their names."""
    folder.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(7).integers(0, 256, (SIZE[1], SIZE[0], 3)).astype(np.uint8)
    names = names or [f"photo_{number:02}.jpg" for number in range(12)]
    for number, name in enumerate(names):
        pixels = cv2.GaussianBlur(noise, (0, 0), 0.6 + 0.5 * number)
        if number >= 10:
            pixels = (pixels * 0.02).astype(np.uint8)
        encoded = cv2.imencode(".jpg", pixels)[1]
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(encoded.tobytes())
    return names
