"""The photos that the face network learns from: each with the faces that YuNet sees in it, and what it takes wrongly.

`not_faces.csv` lists what YuNet scores .6 or more and is none: dogs, hands, the back of a head. One reader saw them on
contact sheets of the training and validation photos.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.faces.face import Face, Floats, without_overlaps
from models.faces.teacher import Teacher
from models.training.photos import manifest, read_rgb

Pixels = NDArray[np.uint8]
NOT_FACES = Path(__file__).parent / "not_faces.csv"
LONG_SIDE = 640
KODAK = "train_sharp/live1/"  # the LIVE photos are Kodak's, and Kodak's are for telling


class Taught(NamedTuple):
    """One photo. `wrong`: middle and size (n, 3) of what YuNet takes for a face and is none."""

    path: str
    pixels: Pixels
    faces: list[Face]
    wrong: Floats


def taught(folder: Path, split: str, teacher: Teacher, least: float = 0.5) -> list[Taught]:
    """The photos of a split of train_sharp, about 640 px, with YuNet's faces of `least` and more."""
    rows = manifest(folder, "train_sharp")
    rows = rows[(rows["split"] == split) & ~rows["path"].str.startswith(KODAK)]
    false = dict(list(pd.read_csv(NOT_FACES).groupby("path")))
    photos = []
    for path, file in zip(rows["path"], rows["file"], strict=True):
        pixels = read_rgb(file)
        if pixels is not None:
            faces = seen(teacher, pixels, least)
            photos.append(Taught(path, pixels, faces, _middles(false.get(path))))
    return photos


def seen(teacher: Teacher, pixels: Pixels, least: float) -> list[Face]:
    """YuNet's faces in a photo, in its own pixels, as `culling.faces.yunet` finds them."""
    return without_overlaps(teacher.candidates(pixels, LONG_SIDE, least))


def _middles(boxes: pd.DataFrame | None) -> Floats:
    if boxes is None:
        return np.zeros((0, 3), np.float32)
    left, top, width, height = (boxes[name].to_numpy(np.float32) for name in ("left", "top", "width", "height"))
    return np.stack([left + width / 2, top + height / 2, np.maximum(width, height)], axis=1)
