"""Pairs of a photo and the same photo made small: what the upscaling networks learn from.

The truth is a photo as it is, or made smaller by up to a half, which takes JPEG's and WebP's noise and their coarse
colour out of it. It is made small in one of several ways, since nobody knows how the photos to come were; a quarter
is damaged mildly after that, so that blocks and noise are not taken for detail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from PIL import Image

from models.training.alike import alike
from models.training.photos import Pixels, manifest, read_rgb

SIDE = {2: 40, 4: 32}  # of the small crop, by factor
DRAWS, CROPS = 10, 6  # how often each photo is made small, crops of each
WHOLE, LEAST = 0.35, 0.5  # share of photos learned from at their own size; others at `LEAST` of it or more
DAMAGED = 0.25
NOT_FOR_TRAINING = "train_sharp_live1"  # LIVE's photos are Kodak's
JUDGED = ("kodak", "gallery_keep")

Kernel = Callable[[Pixels, int], Pixels]


def pillow(filter_: Image.Resampling) -> Kernel:
    """Pillow's way: the kernel is widened by the factor (antialiased), as in Matlab's imresize."""

    def smaller(photo: Pixels, factor: int) -> Pixels:
        size = photo.shape[1] // factor, photo.shape[0] // factor
        return np.asarray(Image.fromarray(photo).resize(size, filter_))

    return smaller


def opencv(interpolation: int) -> Kernel:
    """OpenCV's way; its cubic kernel is not widened, so that it aliases."""

    def smaller(photo: Pixels, factor: int) -> Pixels:
        size = photo.shape[1] // factor, photo.shape[0] // factor
        return np.asarray(cv2.resize(photo, size, interpolation=interpolation), np.uint8)

    return smaller


def soft(photo: Pixels, factor: int) -> Pixels:
    """A slight blur of the lens before (σ 0.4 px of the small picture), then as Pillow's bicubic."""
    return KERNELS["bicubic"](np.asarray(cv2.GaussianBlur(photo, (0, 0), 0.4 * factor), np.uint8), factor)


#: Ways to make a photo small.
KERNELS: Mapping[str, Kernel] = {
    "bicubic": pillow(Image.Resampling.BICUBIC),
    "area": opencv(cv2.INTER_AREA),
    "lanczos": pillow(Image.Resampling.LANCZOS),
    "soft": soft,
    "aliased cubic": opencv(cv2.INTER_CUBIC),
}
SHARES = (0.45, 0.25, 0.15, 0.1, 0.05)  # of the kernels in training


def photos(folder: Path) -> pd.DataFrame:
    """Rows of the photos to learn from: none looks like one that is judged by, or like one of another split."""
    rows = manifest(folder, "train_sharp", *JUDGED)
    same = alike(rows)
    judged = rows["set"].str.startswith(JUDGED) | (rows["set"] == NOT_FOR_TRAINING)
    taken = (same & judged.to_numpy()[None]).any(axis=1)
    for split in ("test", "validation"):
        there = ((rows["split"] == split) & ~taken).to_numpy()
        taken |= (same & there[None]).any(axis=1) & (rows["split"] != split).to_numpy() & ~there
    return rows[~taken].reset_index(drop=True)


def pairs(files: list[Path], factor: int, rng: np.random.Generator) -> dict[str, Pixels]:
    """Crops: `small` (n, s, s, 3) and `truth` (n, k·s, k·s, 3)."""
    small, truth = [], []
    for file in files:
        photo = read_rgb(file)
        for _ in range(DRAWS if photo is not None else 0):
            whole = fit(resized(photo, rng), factor)
            made = KERNELS[rng.choice(list(KERNELS), p=SHARES)](whole, factor)
            made = damaged(made, rng) if rng.random() < DAMAGED else made
            for y, x in places(made, SIDE[factor], rng):
                side = SIDE[factor]
                small.append(made[y : y + side, x : x + side].copy())  # a view would keep the whole photo
                y, x, side = y * factor, x * factor, side * factor
                truth.append(whole[y : y + side, x : x + side].copy())
    return {"small": np.stack(small), "truth": np.stack(truth)}


def resized(photo: Pixels, rng: np.random.Generator) -> Pixels:
    """The photo as it is, or smaller."""
    if rng.random() < WHOLE:
        return photo
    scale = rng.uniform(LEAST, 0.85)
    size = round(photo.shape[1] * scale), round(photo.shape[0] * scale)
    filter_ = Image.Resampling.BICUBIC if rng.random() < 0.5 else Image.Resampling.LANCZOS
    return np.asarray(Image.fromarray(photo).resize(size, filter_))


def fit(photo: Pixels, factor: int) -> Pixels:
    """Cut at the right and below, so that both sides are multiples of the factor."""
    height, width = (side // factor * factor for side in photo.shape[:2])
    return photo[:height, :width]


def damaged(photo: Pixels, rng: np.random.Generator) -> Pixels:
    """Noise of up to 5 levels, JPEG of quality 65 … 95, or both."""
    noise, blocks = ((True, False), (False, True), (True, True))[rng.integers(3)]
    photo = noisy(photo, float(rng.uniform(0.5, 5)), rng) if noise else photo
    return jpeg(photo, int(rng.integers(65, 96))) if blocks else photo


def noisy(photo: Pixels, levels: float, rng: np.random.Generator) -> Pixels:
    """Gaussian noise of this standard deviation."""
    return np.clip(np.rint(photo + rng.normal(0, levels, photo.shape)), 0, 255).astype(np.uint8)


def jpeg(photo: Pixels, quality: int) -> Pixels:
    """As a camera's JPEG of this quality, colour at half the size."""
    _, data = cv2.imencode(".jpg", photo[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])


def places(photo: Pixels, side: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Upper left corners of crops; each is the one with the most detail of three drawn."""
    detail = np.abs(cv2.Laplacian(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), cv2.CV_32F))
    total = cv2.integral(detail)
    room = np.array(photo.shape[:2]) - side + 1
    if room.min() < 1:
        return []
    drawn = rng.integers(0, room, (CROPS, 3, 2))
    y, x = drawn[..., 0], drawn[..., 1]
    inside = total[y + side, x + side] - total[y, x + side] - total[y + side, x] + total[y, x]
    best = drawn[np.arange(CROPS), inside.argmax(axis=1)]
    return [(int(y), int(x)) for y, x in best]


def batch_of(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, h, w, 3) levels → (n, 3, h, w) 0 … 1, as the networks take it."""
    return np.ascontiguousarray(pixels.transpose(0, 3, 1, 2), np.float32) / 255
