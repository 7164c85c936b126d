"""Photos to train on: a folder with a manifest.csv, split by source photo so that no photo is on both sides.

`manifest.csv` needs the columns `path` (relative to the folder), `set` and `label`; `set` is matched by its
beginning, so "train_sharp" stands for all sets that begin so.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.experiments.survey import split_of

Pixels = NDArray[np.uint8]
SPLITS = ("train", "validation", "test")


def parser(description: str, out: Path) -> argparse.ArgumentParser:
    """Options that every training and evaluation takes."""
    options = argparse.ArgumentParser(description=description)
    options.add_argument("--photos", type=Path, required=True, help="folder with manifest.csv and the photos")
    options.add_argument("--out", type=Path, default=out, help="where the network and its curves go")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--threads", type=int, default=1, help="cores that torch may use")
    return options


def manifest(folder: Path, *sets: str) -> pd.DataFrame:
    """Rows of the manifest whose `set` begins with one of `sets`, with the columns `file` and `split` added."""
    rows = pd.read_csv(folder / "manifest.csv", dtype={"label": str, "path": str, "set": str})
    rows = rows[rows["set"].str.startswith(tuple(sets))].reset_index(drop=True)
    if rows.empty:
        raise SystemExit(f"{folder / 'manifest.csv'} has no photos of the sets {', '.join(sets)}")
    rows["file"] = [folder / path for path in rows["path"]]
    rows["split"] = [split_of(path) for path in rows["path"]]
    return rows


def read_rgb(file: Path, max_side: int | None = None) -> Pixels | None:
    """RGB uint8, its long side at most `max_side` by area averaging; None for a file that OpenCV cannot read."""
    bgr = cv2.imread(str(file), cv2.IMREAD_COLOR)
    if bgr is None:
        return None
    pixels = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
    return pixels if max_side is None else shrink(pixels, max_side)


def shrink(pixels: Pixels, max_side: int) -> Pixels:
    """A copy whose long side is `max_side`, by area averaging; smaller pictures stay as they are."""
    height, width = pixels.shape[:2]
    scale = max_side / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def read_all(files: Sequence[Path], max_side: int | None = None) -> list[Pixels]:
    """Every readable photo of `files`, in their order."""
    photos = (read_rgb(file, max_side) for file in files)
    return [photo for photo in photos if photo is not None]
