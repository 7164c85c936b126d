"""Crops of photos, what the teacher says of each while it is clean, and the damaged views that the student sees."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling import synth
from models.training.photos import Pixels, manifest, read_rgb
from models.training.sessions import session_of

TRAINED_ON = ("train_sharp", "gallery_keep", "lowlight", "camera_snapshots", "screenshots")
HELD_OUT = ("series", "near_dup", "digikam_levels", "kodak", "exposure_pairs", "focus_pairs")  # never trained on
CROP_PX = 192  # side at which crops are kept; amounts of damage in pixels below are for this side
CROPS = 16  # per photo, the first is the whole
TWIN = 0.85  # cosine of the teacher from which a training photo counts as a copy of a held-out one
TEACHER_PX = 224

Vectors = NDArray[np.float32]


class Teacher:
    """The ImageNet MobileNetV2 (Apache-2.0), as it stands: one unit vector of 1280 numbers for a photo."""

    def __init__(self, file: Path) -> None:
        self._session = session_of(file)

    def vector(self, pixels: Pixels) -> Vectors:
        """Unit vector, float32 (1280,), of a whole photo squeezed to a square."""
        square = cv2.resize(pixels, (TEACHER_PX, TEACHER_PX), interpolation=cv2.INTER_AREA)
        batch = ((square.astype(np.float32) - 127) / 127.5).transpose(2, 0, 1)[None]
        (vector,) = self._session.run(["embedding"], {"input": np.ascontiguousarray(batch)})[0]
        return np.asarray(vector / np.linalg.norm(vector), np.float32)

    def target(self, pixels: Pixels) -> Vectors:
        """Mean of the unit vectors of a photo and of its mirror image: what the student shall answer."""
        return (self.vector(pixels) + self.vector(np.ascontiguousarray(pixels[:, ::-1]))) / 2


def held_out(folder: Path, split: str) -> pd.DataFrame:
    """Photos not trained on: those of `split`, "validation" or "test"; to "test" belong the sets kept apart."""
    rows = manifest(folder, *TRAINED_ON)
    rows = rows[rows["split"] == split]
    return pd.concat([rows, manifest(folder, *HELD_OUT)], ignore_index=True) if split == "test" else rows


def training_photos(folder: Path, teacher: Teacher) -> list[Pixels]:
    """Photos of the train split, without copies of any photo that is held out (some sets hold a scene twice)."""
    others = pd.concat([held_out(folder, "validation"), held_out(folder, "test")])
    known = [teacher.vector(photo) for photo in map(read_rgb, others["file"]) if photo is not None]
    rows = manifest(folder, *TRAINED_ON)
    photos = []
    for file in rows.loc[rows["split"] == "train", "file"]:
        photo = read_rgb(file, 1024)
        if photo is not None and (np.array(known) @ teacher.vector(photo)).max() < TWIN:
            photos.append(photo)
    return photos


def prepare(folder: Path, teacher_file: Path, cache: Path, seed: int) -> tuple[Pixels, Vectors, NDArray[np.int32]]:
    """(crops (n, side, side, 3), teacher's targets (n, 1280), number of the photo (n,)); made once, then read."""
    files = [cache / f"{name}.npy" for name in ("crops", "targets", "photos")]
    if not all(file.exists() for file in files):
        cache.mkdir(parents=True, exist_ok=True)
        rng, teacher = np.random.default_rng(seed), Teacher(teacher_file)
        photos = training_photos(folder, teacher)
        crops = np.lib.format.open_memmap(files[0], "w+", np.uint8, (len(photos) * CROPS, CROP_PX, CROP_PX, 3))
        targets = np.zeros((len(crops), 1280), np.float32)
        for at in range(len(crops)):
            crop = _crop(photos[at // CROPS], rng, whole=at % CROPS == 0)
            targets[at] = teacher.target(crop)
            crops[at] = cv2.resize(crop, (CROP_PX, CROP_PX), interpolation=cv2.INTER_AREA)
        crops.flush()
        np.save(files[1], targets)
        np.save(files[2], np.repeat(np.arange(len(photos), dtype=np.int32), CROPS))
    return np.load(files[0], mmap_mode="r"), np.load(files[1]), np.load(files[2])


def _crop(photo: Pixels, rng: np.random.Generator, whole: bool) -> Pixels:
    """A part of 40 to 100 % of the area, a fifth more or less wide, half of them mirrored."""
    if whole:
        return photo
    height, width = photo.shape[:2]
    side, stretch = np.sqrt(rng.uniform(0.4, 1)), rng.uniform(0.9, 1.1)
    h = max(8, int(height * min(1, side * stretch)))
    w = max(8, int(width * min(1, side / stretch)))
    top, left = rng.integers(0, height - h + 1), rng.integers(0, width - w + 1)
    part = photo[top : top + h, left : left + w]
    return np.ascontiguousarray(part[:, ::-1] if rng.random() < 0.5 else part)


def view(crop: Pixels, rng: np.random.Generator) -> Pixels:
    """What the student sees of a crop: mostly framed anew, then in three of four cases damaged."""
    pixels = _reframe(crop, rng) if rng.random() < 0.7 else crop
    if rng.random() < 0.25:
        return pixels
    for chance, damage in ((0.5, _unsharp), (0.4, _light), (0.25, _colour), (0.25, _noise), (0.25, _compress)):
        if rng.random() < chance:
            pixels = damage(pixels, rng)
    return pixels


def _reframe(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A hand that moved: 70 to 100 % of each side anywhere in the frame, up to 5° askew; a tenth of them mirrored."""
    side = len(pixels)
    share, angle = rng.uniform(0.7, 1), rng.normal(0, 2) if rng.random() < 0.5 else 0.0
    slack = side * (1 - share) / 2
    move = cv2.getRotationMatrix2D((side / 2, side / 2), float(np.clip(angle, -5, 5)), 1 / share)
    move[:, 2] += rng.uniform(-slack, slack, 2) / share
    moved = cv2.warpAffine(pixels, move, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return np.ascontiguousarray(moved[:, ::-1] if rng.random() < 0.1 else moved)


def _unsharp(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    amount = rng.beta(1, 2)
    kind = rng.integers(5)
    if kind == 0:
        return synth.defocus(pixels, 0.5 + 4 * amount)
    if kind == 1:
        return synth.camera_shake(pixels, 8 * amount, rng)
    if kind == 2:
        return synth.linear_motion_blur(pixels, 10 * amount, rng.uniform(0, 180))
    if kind == 3:
        small = max(24, round(len(pixels) * (1 - 0.85 * amount)))
        return np.asarray(cv2.resize(pixels, (small, small), interpolation=cv2.INTER_AREA), np.uint8)
    return synth.gaussian_blur(pixels, 0.1 + 3 * amount)


def _light(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    stops = rng.normal(0, 1)
    return synth.overexpose(pixels, min(stops, 1.5)) if stops > 0 else synth.underexpose(pixels, min(-stops, 2.5))


def _colour(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """White balance, contrast and saturation off; a third of them grey."""
    level = pixels.astype(np.float32)
    grey = level.mean(axis=2, keepdims=True)
    level = grey + (level - grey) * (0 if rng.random() < 0.33 else rng.uniform(0.4, 1.6))
    level = 128 + (level - 128) * rng.uniform(0.7, 1.3)
    return np.clip(level * rng.uniform(0.85, 1.15, 3), 0, 255).astype(np.uint8)


def _noise(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    return synth.add_noise(pixels, 15 * rng.beta(1, 2), rng)


def _compress(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    return synth.jpeg(pixels, rng.uniform(8, 80))
