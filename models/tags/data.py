"""Pictures as the head sees them, vectors of `culling.embed`, with what the teachers say of each; made once, then read.

Taught on are whole photos and crops of them, so that a thing is seen large, small and cut off; never live1, which
shows the scenes of kodak. The published photos and the snapshots are for telling how well the head does.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling import nets
from culling.embed import NETWORK, network_input
from culling.photos import Photo, Pixels
from culling.things.classes import TAGS
from models.tags.teachers import Teachers
from models.training.photos import manifest, read_rgb

HERE = Path(__file__).parent
WORK = Path("build/train/tags")
TAUGHT_ON = ("train_sharp", "focus_pairs", "exposure_pairs", "lowlight", "series")
TOLD_ON = ("gallery_keep", "camera_snapshots")
CROPS = 8  # per photo, the first is the whole
LONG_SIDE = 1280
SEEN = 0.5  # YOLOX's score from which a thing is there
UNSEEN = 0.2  # … and below which it is not
LARGE = 0.01  # share of the picture: what is smaller no vector shows
SHOWN, HIDDEN = 0.8, 0.4  # the same for ImageNet's probability: it has few plants, and takes many for animals

Floats = NDArray[np.float32]


class Pictures(NamedTuple):
    """One row per picture.

    Attributes:
        path: of the photo, as in the manifest.
        whole: whether it is the whole photo.
        vectors: (n, 256).
        things: (n, 2, 9), see `Teachers.things`.
        shown: (n, 9), see `Teachers.shown`.
    """

    path: NDArray[np.str_]
    whole: NDArray[np.bool_]
    vectors: Floats
    things: Floats
    shown: Floats

    def part(self, chosen: NDArray[np.bool_]) -> Pictures:
        """Only these rows."""
        return Pictures(*(column[chosen] for column in self))


def pictures(name: str, sets: tuple[str, ...], crops: int, folder: Path, teachers: Teachers, seed: int) -> Pictures:
    """All pictures of the photos of some sets."""
    file = WORK / f"{name}.npz"
    if not file.exists():
        made = _made(manifest(folder, *sets), crops, teachers, np.random.default_rng(seed))
        WORK.mkdir(parents=True, exist_ok=True)
        np.savez(file, **made._asdict())  # type: ignore[arg-type]
    stored = np.load(file)
    return Pictures(*(stored[column] for column in Pictures._fields))


def targets(known: Pictures) -> tuple[Floats, Floats]:
    """(1 there … 0 not, how much it counts), (n, 9) each: of the teachers, and of ImageNet's class names where known.

    A tag counts when both teachers are sure that it is not there, or one that it is; small things count neither way.
    Of a photo with a class name ImageNet's network is asked only for what the name allows.
    """
    score, area = known.things[:, 0], known.things[:, 1]
    seen = (score >= SEEN) & (area >= LARGE)
    allowed, named, either = _by_name(known)
    there = seen | ((known.shown >= SHOWN) & allowed) | (named & known.whole[:, None])
    absent = (score < UNSEEN) & ((known.shown < HIDDEN) | ~allowed) & ~named & ~either
    return there.astype(np.float32), (there | absent).astype(np.float32)


def _by_name(known: Pictures) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
    """What each photo's class name allows (all where it has none), says, and leaves open, (n, 9) each."""
    names = imagenet_tags()
    allowed, said, open_ = (np.zeros((len(known.path), len(TAGS)), np.bool_) for _ in range(3))
    for row, path in enumerate(known.path):
        tags, either = names.get(Path(path).stem, (TAGS, ()))
        allowed[row] = [tag in (*tags, *either) for tag in TAGS]
        if Path(path).stem in names:
            said[row] = [tag in tags for tag in TAGS]
            open_[row] = [tag in either for tag in TAGS]
    return allowed, said, open_


def imagenet_tags() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """ImageNet's class → tags that a photo of it has, and tags that it may have."""
    with (HERE / "imagenet_tags.csv").open(newline="") as opened:
        return {row["class"]: (listed(row["tags"]), listed(row["either"])) for row in csv.DictReader(opened)}


def listed(text: str) -> tuple[str, ...]:
    """Names separated by commas."""
    return tuple(name for name in text.split(",") if name)


def _made(rows: pd.DataFrame, crops: int, teachers: Teachers, rng: np.random.Generator) -> Pictures:
    found: list[tuple[str, bool, Floats, Floats, Floats]] = []
    for row in rows[~rows["set"].str.endswith("live1")].itertuples():
        photo = read_rgb(Path(str(row.file)), LONG_SIDE)
        if photo is None:
            continue
        for number in range(crops):
            picture = photo if number == 0 else _crop(photo, rng)
            (vectors,) = nets.run(NETWORK, network_input(Photo(picture).small))
            found.append((str(row.path), number == 0, vectors[0], teachers.things(picture), teachers.shown(picture)))
    path, whole, vectors, things, shown = zip(*found, strict=True)
    return Pictures(np.array(path), np.array(whole), *(np.stack(part) for part in (vectors, things, shown)))


def _crop(photo: Pixels, rng: np.random.Generator) -> Pixels:
    """A part of 20 to 100 % of the area, of an aspect near the photo's, mirrored half of the time."""
    height, width = photo.shape[:2]
    side, stretch = np.sqrt(rng.uniform(0.2, 1)), rng.uniform(0.85, 1.15)
    by = (side * stretch, side / stretch)
    high, wide = (max(32, min(whole, round(whole * share))) for whole, share in zip((height, width), by, strict=True))
    top, left = rng.integers(0, max(1, height - high + 1)), rng.integers(0, max(1, width - wide + 1))
    part = photo[top : top + high, left : left + wide]
    return np.ascontiguousarray(part[:, ::-1] if rng.random() < 0.5 else part)


cv2.setNumThreads(1)
