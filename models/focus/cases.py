"""Photos with a known answer for the evaluation: sharp and blurred, at three sizes, and pairs of focus planes.

The blur is that of `culling.synth`, in linear light and colour: other code than the training crops, and sources that
are in no training crop. `gallery_keep` is not trained on; its train split served to choose the readings.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from culling.photos import Photo
from culling.synth import get_damage
from models.training.alike import alike
from models.training.photos import Pixels, manifest, read_rgb

HERE = Path(__file__).parent
KINDS = ("defocus", "gaussian_blur", "camera_shake", "linear_motion_blur")


@dataclass(frozen=True)
class Case:
    """One photo: what was done to it (`kind` is "sharp" for nothing), how strongly, and where it came from."""

    photo: Photo
    kind: str
    level: int
    source: str


def test_photos(folder: Path) -> list[tuple[str, Pixels]]:
    """(set, pixels) of photos that neither the network nor its readings were fitted to, nor to any that look alike."""
    rows = manifest(folder, "gallery_keep", "kodak", "train_sharp")
    held = (rows["split"] == "test") | rows["set"].str.startswith("kodak")
    held |= rows["set"].str.startswith("gallery_keep") & (rows["split"] == "validation")
    held &= ~(alike(rows) & ~held.to_numpy()).any(axis=1)
    named = [(str(row.set), read_rgb(Path(row.file))) for row in rows[held].itertuples()]
    return [(name, pixels) for name, pixels in named if pixels is not None]


def sharp_and_blurred(photos: list[tuple[str, Pixels]], seed: int = 0) -> Iterator[Case]:
    """Every photo as it is and at each of the four levels of each kind of blur in the registry."""
    rng = np.random.default_rng(seed)
    for source, pixels in photos:
        yield Case(Photo(pixels), "sharp", 0, source)
        for kind in KINDS:
            damage = get_damage(kind)
            for level, amount in enumerate(damage.amounts_for(max(pixels.shape[:2])), start=1):
                yield Case(Photo(damage.apply(pixels, amount, rng)), kind, level, source)


def mosaics(folder: Path, long_side: int = 2048, number: int = 60, seed: int = 0) -> list[tuple[str, Pixels]]:
    """Pictures of `long_side` from 3 × 3 sharp photos that are not trained on, since no large ones are at hand."""
    sharp = [photo for name, photo in test_photos(folder) if not name.startswith("gallery_keep")]
    tiles = [photo for photo in sharp if min(photo.shape[:2]) >= 320]
    rng = np.random.default_rng(seed)
    width = math.ceil(long_side / 3)
    height = width * 3 // 4
    made = []
    for _ in range(number):
        chosen = [_filled(tiles[index], height, width) for index in rng.choice(len(tiles), 9, replace=False)]
        made.append(("mosaic", np.vstack([np.hstack(chosen[row * 3 : row * 3 + 3]) for row in range(3)])))
    return made


def _filled(pixels: Pixels, height: int, width: int) -> Pixels:
    """Repeated in mirror image until it fills a tile: never scaled up, which would blur it."""
    down, right = max(0, height - pixels.shape[0]), max(0, width - pixels.shape[1])
    return cv2.copyMakeBorder(pixels, 0, down, 0, right, cv2.BORDER_REFLECT_101)[:height, :width]


def focus_pairs(folder: Path, looked_at: str) -> Iterator[tuple[str, Photo, Photo]]:
    """(scene, near subject sharp, near subject soft) of the pairs in which a person sees at once which is nearer.

    Args:
        looked_at: "chosen" for the pairs that were looked at while the readings were chosen, "unseen" for those that
            were told by eye later, before anything had been measured on them.
    """
    with (HERE / "near_subject.csv").open() as opened:
        nearer = {row["scene"]: row["near_sharp"] for row in csv.DictReader(opened) if row["looked_at"] == looked_at}
    files = {Path(row.path).stem: Path(row.file) for row in manifest(folder, "focus_pairs").itertuples()}
    for scene, sharp in nearer.items():
        pair = [read_rgb(files[f"{scene}_{shot}"]) for shot in (sharp, "AB".replace(sharp, ""))]
        if all(pixels is not None for pixels in pair):
            yield scene, Photo(pair[0]), Photo(pair[1])
