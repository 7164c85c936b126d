"""Does the queue's gain order photos as deblurring truly helps them? `python -m benchmarks.rescue_gain FOLDER [N]`.

Sharp photos are damaged by known blur, noise and JPEG; the network deblurs them; the true gain is the PSNR after minus
the PSNR before, both against the sharp photo, which a gain never sees. Printed: Spearman's rank correlation of the true
gain with what the queue sorts by, and with what else it could have been. `KINDS` says how photos are damaged.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pandas as pd

from culling import synth
from culling.decoding.pixels import Pixels
from culling.errors import CullingError
from culling.folders import find_photos
from culling.photos import read_photo
from culling.restore import restore
from culling.restore.agreement import agreement, noise_growth
from culling.restore.edit import Edit
from culling.restore.gain import detail_of

SIDE = 256  # px of the middle of each photo, so that many photos are done in minutes
KINDS = ("shake", "defocus", "motion", "gaussian", "none")
SHARES = (0.35, 0.25, 0.2, 0.15, 0.05)


def main(folder: Path, count: int) -> None:
    """Print a line for each way to say what a photo gains."""
    rows = pd.DataFrame(measured(folder, count))
    lines = [
        f"{len(rows)} photos, true gain {rows['true'].mean():+.2f} dB, standard deviation {rows['true'].std():.2f}"
    ]
    for name in rows.columns.drop(["kind", "true"]):
        lines.append(f"{name:12} Spearman {rows[name].corr(rows['true'], method='spearman'):+.2f}")
    lines.append(rows.groupby("kind")[["true", "gain"]].mean().round(2).to_string())
    sys.stdout.write("\n".join([*lines, ""]))


def measured(folder: Path, count: int) -> Iterator[dict[str, float | str]]:
    """Of up to `count` photos, drawn by a fixed seed: how each was damaged, its true gain, and what is seen of it."""
    rng = np.random.default_rng(5)
    paths = find_photos(folder)
    for place in rng.permutation(len(paths))[:count]:
        try:
            pixels = read_photo(paths[place]).pixels
        except CullingError:
            continue
        sharp = _middle(pixels)
        kind = str(rng.choice(KINDS, p=SHARES))
        blurred = damaged(sharp, kind, rng)
        restored = restore(blurred, Edit(deblur="own"))
        yield {
            "kind": kind,
            "true": psnr(restored, sharp) - psnr(blurred, sharp),
            "gain": detail_of(blurred, restored) * agreement(blurred, restored),
            "detail": detail_of(blurred, restored),
            "agreement": agreement(blurred, restored),
            "noise": noise_growth(blurred, restored),
        }


def damaged(sharp: Pixels, kind: str, rng: np.random.Generator) -> Pixels:
    """Blurred by a random amount from barely seen to severe, then for half of them noise, and JPEG."""
    blurred = {
        "shake": lambda: synth.camera_shake(sharp, rng.uniform(3, 30), rng),
        "defocus": lambda: synth.defocus(sharp, rng.uniform(1, 8)),
        "motion": lambda: synth.linear_motion_blur(sharp, rng.uniform(3, 30), rng.uniform(0, 180)),
        "gaussian": lambda: synth.gaussian_blur(sharp, rng.uniform(0.6, 4)),
        "none": sharp.copy,
    }[kind]()
    noisy = synth.add_noise(blurred, float(rng.choice([0, 0, 1.5, 4])), rng)
    return synth.jpeg(noisy, float(rng.choice([80, 92, 96])))


def psnr(pixels: Pixels, truth: Pixels) -> float:
    """Decibels; higher is nearer to the truth."""
    error = np.mean((pixels.astype(np.float64) - truth) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-2)))


def _middle(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    top, left = max(height - SIDE, 0) // 2, max(width - SIDE, 0) // 2
    return np.ascontiguousarray(pixels[top : top + SIDE, left : left + SIDE])


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 60)
