"""All that the network learns from, seen many ways once and kept: views.npy (n, 40, 40) uint8 beside views.csv.

Kinds: `eye` (cropped eyes), `face` (eyes found in photos, labelled by hand in faces.csv), `drawn` (synthetic.py);
and as "no eye": `part` (nose, mouth, unusable), `background`, `smeared` (blurred beyond judging), `nothing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.eyes import people
from models.eyes.augment import as_seen, mixed, taken, view
from models.eyes.synthetic import draw_eye
from models.training.photos import manifest, read_rgb

Pixels = NDArray[np.uint8]
Rng = np.random.Generator
FACES = Path(__file__).parent / "faces.csv"
OPEN, CLOSED, NO_EYE = 1, 0, -1
LABELS = {"open": OPEN, "closed": CLOSED, "no eye": NO_EYE}
VIEWS = {"eye": 80, "face": 30, "part": 12, "background": 4, "drawn": 4, "smeared": 3, "nothing": 1}


class Source(NamedTuple):
    """One picture to make views of. `keep_out_of`: folds that it must not be trained for, besides its own."""

    kind: str
    label: int
    fold: int
    keep_out_of: str
    pixels: Pixels


class Views(NamedTuple):
    luma: NDArray[np.uint8]
    table: pd.DataFrame

    def for_training(self, fold: int | None) -> Views:
        """Without the fold's own pictures and those that may show its people; all of them for None."""
        if fold is None:
            return self
        own = self.table["fold"] == fold
        barred = self.table["keep_out_of"].str.contains(str(fold))
        return self.where((~own & ~barred).to_numpy())

    def held_out(self, fold: int) -> Views:
        return self.where((self.table["fold"] == fold).to_numpy())

    def where(self, chosen: NDArray[np.bool_]) -> Views:
        return Views(self.luma[chosen], self.table[chosen].reset_index(drop=True))


def prepared(photos: Path, folder: Path, seed: int) -> Views:
    """The views, from `folder` or made now (a minute or two)."""
    luma_file, table_file = folder / "views.npy", folder / "views.csv"
    if not table_file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        luma, rows = [], []
        rng = np.random.default_rng(seed)
        for number, source in enumerate(sources(photos, rng)):
            for _ in range(VIEWS[source.kind]):
                luma.append(_seen(source, rng))
                rows.append((number, source.kind, source.label, source.fold, source.keep_out_of))
        np.save(luma_file, np.stack(luma))
        columns = ["source", "kind", "label", "fold", "keep_out_of"]
        pd.DataFrame(rows, columns=columns).to_csv(table_file, index=False)
    table = pd.read_csv(table_file, dtype={"keep_out_of": str}).fillna({"keep_out_of": ""})
    return Views(np.load(luma_file), table)


def _seen(source: Source, rng: Rng) -> Pixels:
    if source.kind == "smeared":
        return smeared(source.pixels, rng)
    if source.kind == "nothing":
        return taken(source.pixels[..., 0].astype(np.float32), rng)
    return view(source.pixels, rng, widest=1.0 if source.kind in ("face", "part") else 1.3)


def sources(photos: Path, rng: Rng) -> Iterator[Source]:
    for crop in eye_crops(photos):
        yield crop
        yield crop._replace(kind="smeared", label=NO_EYE)
    yield from face_crops(photos)
    yield from _backgrounds(photos, rng, count=2500)
    for index in range(4000):
        yield Source("drawn", index % 2, -1, "", draw_eye(index % 2 == OPEN, rng))
    for _ in range(2000):
        yield Source("nothing", NO_EYE, -1, "", np.repeat(_nothing(rng)[..., None], 3, 2))


def eye_crops(photos: Path) -> Iterator[Source]:
    """The labelled eye crops, with the folds of people.csv."""
    rows = pd.read_csv(people.FILE, dtype={"keep_out_of": str}).fillna({"keep_out_of": ""})
    for path, label, fold, out in rows.itertuples(index=False):
        pixels = read_rgb(photos / path)
        if pixels is None:
            raise SystemExit(f"{photos / path} cannot be read")
        yield Source("eye", LABELS[label], int(fold), out, pixels)


def face_crops(photos: Path) -> Iterator[Source]:
    """Eyes (and parts that are none) of the faces in the photos, turned upright, 96 px; a photo is in one fold."""
    for path, rows in pd.read_csv(FACES).groupby("path", sort=True):
        photo = read_rgb(photos / str(path))
        if photo is None:
            continue
        for row in rows.itertuples():
            label = LABELS[str(row.label)]
            pixels = upright(photo, float(row.x), float(row.y), 1.5 * float(row.radius), float(row.angle))
            yield Source("part" if label == NO_EYE else "face", label, fold_of(str(path)), "", pixels)


def upright(photo: Pixels, x: float, y: float, radius: float, degrees: float, side: int = 96) -> Pixels:
    """The square of half-width `radius` around a point, turned by `degrees`."""
    scale = side / (2 * radius)
    matrix = cv2.getRotationMatrix2D((x, y), degrees, scale)
    matrix[:, 2] += side / 2 - np.array([x, y])
    soft = cv2.GaussianBlur(photo, (0, 0), 0.45 / scale) if scale < 0.7 else photo
    turned = cv2.warpAffine(soft, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(turned, np.uint8)


def fold_of(path: str) -> int:
    return int(np.frombuffer(path.encode(), np.uint8).astype(np.int64).sum() % people.FOLDS)


def _backgrounds(photos: Path, rng: Rng, count: int) -> Iterator[Source]:
    with_faces = set(pd.read_csv(FACES).query("label != 'no eye'")["path"])
    rows = manifest(photos, "train_sharp")
    rows = rows[~rows["path"].isin(with_faces)].reset_index(drop=True)
    per_photo = -(-count // len(rows))
    for path, file in zip(rows["path"], rows["file"], strict=True):
        photo = read_rgb(file)
        if photo is None:
            continue
        for _ in range(per_photo):
            side = int(np.exp(rng.uniform(np.log(16), np.log(min(220, *photo.shape[:2])))))
            y, x = (int(rng.integers(0, length - side + 1)) for length in photo.shape[:2])
            yield Source("background", NO_EYE, fold_of(path), "", photo[y : y + side, x : x + side])


def smeared(crop: Pixels, rng: Rng) -> Pixels:
    """An eye that nobody can judge any more: averaged to 3–4 px a side."""
    few = int(rng.integers(3, 5))
    tiny = cv2.resize(mixed(crop, rng), (few, few), interpolation=cv2.INTER_AREA)
    return as_seen(np.clip(cv2.resize(tiny, (48, 48), interpolation=cv2.INTER_CUBIC), 0, 255).astype(np.uint8))


def _nothing(rng: Rng) -> Pixels:
    """Noise of any grain, gradients, stripes, a blot or a box: what a wrong crop may hold."""
    y, x = np.mgrid[:48, :48] / 48 - 0.5
    cells = int(rng.integers(2, 48))
    rough = cv2.resize(rng.normal(0, 1, (cells, cells)), (48, 48), interpolation=cv2.INTER_LINEAR)
    slope, wave, phase = rng.normal(0, 2, 2), rng.uniform(3, 60), rng.uniform(0, 6)
    stripes = np.sin(wave * (x * np.cos(phase) + y * np.sin(phase)) + phase)
    picture = rng.dirichlet([0.5, 0.5, 0.5]) @ np.stack([rough, slope[0] * x + slope[1] * y, stripes]).reshape(3, -1)
    return np.clip(128 + rng.uniform(5, 90) * picture.reshape(48, 48), 0, 255).astype(np.uint8)
