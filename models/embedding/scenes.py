"""What the networks are compared on: known damage, photos of different scenes, real and made pairs of one scene."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pandas as pd

from culling import synth
from models.embedding.data import Pixels, held_out
from models.training.photos import read_rgb

LONG_SIDE = 704  # amounts of damage in pixels are for photos of at most this size, most have 480 to 704
SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
FRAMES = 4  # of a made burst
COPY = 0.9  # correlation of two photos' 32×32 greys from which they are copies and not two scenes


class Pair(NamedTuple):
    """Two photos of one scene; `scene` names it."""

    scene: str
    one: Pixels
    other: Pixels


def crop80(pixels: Pixels) -> Pixels:
    """The middle 80 % of each side."""
    height, width = pixels.shape[:2]
    top, left = height // 10, width // 10
    return np.ascontiguousarray(pixels[top : height - top, left : width - left])


def tilt(pixels: Pixels, angle_deg: float) -> Pixels:
    """Turned about the middle, the rim mirrored."""
    height, width = pixels.shape[:2]
    move = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1)
    return np.asarray(cv2.warpAffine(pixels, move, (width, height), borderMode=cv2.BORDER_REFLECT_101), np.uint8)


def thumbnail(pixels: Pixels) -> Pixels:
    """160 px on the long side."""
    scale = 160 / max(pixels.shape[:2])
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def grey(pixels: Pixels) -> Pixels:
    """Without colour, still three channels."""
    return np.repeat(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=2)


def warm(pixels: Pixels) -> Pixels:
    """White balance off: a fifth more red, a fifth less blue."""
    return np.clip(pixels * np.array([1.2, 1.0, 0.8]), 0, 255).astype(np.uint8)


def _rng() -> np.random.Generator:
    return np.random.default_rng(0)


DAMAGES: Mapping[str, Callable[[Pixels], Pixels]] = {
    "blur σ 1": lambda pixels: synth.gaussian_blur(pixels, 1),
    "blur σ 2": lambda pixels: synth.gaussian_blur(pixels, 2),
    "blur σ 4": lambda pixels: synth.gaussian_blur(pixels, 4),
    "defocus 5 px": lambda pixels: synth.defocus(pixels, 5),
    "shake 8 px": lambda pixels: synth.camera_shake(pixels, 8, _rng()),
    "shake 16 px": lambda pixels: synth.camera_shake(pixels, 16, _rng()),
    "1 stop over": lambda pixels: synth.overexpose(pixels, 1),
    "1 stop under": lambda pixels: synth.underexpose(pixels, 1),
    "2 stops under": lambda pixels: synth.underexpose(pixels, 2),
    "noise 15": lambda pixels: synth.add_noise(pixels, 15, _rng()),
    "noise 30": lambda pixels: synth.add_noise(pixels, 30, _rng()),
    "crop 80 %": crop80,
    "tilt 4°": lambda pixels: tilt(pixels, 4),
    "JPEG 15": lambda pixels: synth.jpeg(pixels, 15),
    "thumbnail 160 px": thumbnail,
    "warm": warm,
    "grey": grey,
    "mirrored": lambda pixels: np.ascontiguousarray(pixels[:, ::-1]),
}


def different(folder: Path, split: str) -> list[Pixels]:
    """One photo each of many scenes; copies and the sets that hold a scene more than once are left out."""
    rows = held_out(folder, split)
    rows = rows[~rows["set"].str.startswith(("series", "exposure", "focus", "near_dup", "digikam"))]
    photos = [photo for file in rows["file"] if (photo := read_rgb(file, LONG_SIDE)) is not None]
    looks = np.array([_look(photo) for photo in photos])
    alike = np.triu(looks @ looks.T, 1).max(axis=0)
    return [photo for photo, likeness in zip(photos, alike, strict=True) if likeness < COPY]


def _look(photo: Pixels) -> np.ndarray:
    look = cv2.resize(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY), (32, 32), interpolation=cv2.INTER_AREA).ravel()
    look = look - look.mean(dtype=np.float64)
    return np.asarray(look / max(float(np.linalg.norm(look)), 1e-9))


def real_pairs(folder: Path) -> dict[str, list[Pair]]:
    """Photos of one scene by kind: as cameras took them, and neighbours in the bursts of `sample_data`."""
    rows = held_out(folder, "test")
    return {
        "exposure": _by_name(rows[rows["set"].str.startswith("exposure_pairs")], lambda path: path.stem.lower()),
        "focus": _by_name(rows[rows["set"].str.startswith("focus_pairs")], lambda path: path.stem.rpartition("_")[0]),
        "series": _in_turn(rows[rows["set"].str.startswith("series")].sort_values("path"), "set", "set"),
        "sample burst": _in_turn(_sample(), "burst", "source"),
    }


def near_duplicates(folder: Path) -> list[tuple[str, Pixels]]:
    """(scene, photo) of the near-duplicate set, originals first."""
    rows = held_out(folder, "test")
    rows = rows[rows["set"].str.startswith("near_dup")]
    rows = rows.assign(copy=~rows["path"].str.contains("base_images")).sort_values("copy", kind="stable")
    photos = ((scene, read_rgb(file, LONG_SIDE)) for scene, file in zip(rows["label"], rows["file"], strict=True))
    return [(scene, photo) for scene, photo in photos if photo is not None]


def _sample() -> pd.DataFrame:
    rows = pd.read_csv(SAMPLE / "labels.csv").dropna(subset="burst")
    return rows.assign(file=[SAMPLE / path for path in rows["path"]])


def _by_name(rows: pd.DataFrame, name: Callable[[Path], str]) -> list[Pair]:
    scenes: dict[str, list[Pixels]] = {}
    for file in rows["file"]:
        photo = read_rgb(file, LONG_SIDE)
        if photo is not None:
            scenes.setdefault(name(file), []).append(photo)
    return [Pair(scene, photos[0], photos[1]) for scene, photos in scenes.items() if len(photos) == 2]


def _in_turn(rows: pd.DataFrame, series: str, scene: str) -> list[Pair]:
    """Each photo of a series with the next one; `series` and `scene` are columns."""
    pairs = []
    for _, part in rows.groupby(series):
        photos = [(name, read_rgb(file, LONG_SIDE)) for name, file in zip(part[scene], part["file"], strict=True)]
        read = [(str(name), photo) for name, photo in photos if photo is not None]
        pairs += [Pair(name, one, other) for (name, one), (_, other) in pairwise(read)]
    return pairs


def burst(photo: Pixels, rng: np.random.Generator, shake_px: float = 16) -> list[Pixels]:
    """`FRAMES` frames from one hand (shifted, turned, zoomed, exposed a little otherwise); the last one is shaken."""
    height, width = photo.shape[:2]
    made = []
    for _ in range(FRAMES):
        move = cv2.getRotationMatrix2D((width / 2, height / 2), rng.normal(0, 1), rng.uniform(1.06, 1.12))
        move[:, 2] += rng.uniform(-0.025, 0.025, 2) * (width, height)
        moved = cv2.warpAffine(photo, move, (width, height), borderMode=cv2.BORDER_REFLECT_101)
        stops = rng.normal(0, 0.2)
        made.append(synth.overexpose(moved, stops) if stops > 0 else synth.underexpose(moved, -stops))
    return [*made[:-1], synth.camera_shake(made[-1], shake_px, rng)]
