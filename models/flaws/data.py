"""Photos of Temple's six classes, made from sharp photos by known damage; cached as what the network sees.

`models.flaws.train` makes them once, in about 6 minutes on one core. Splits are by source photo; a photo that looks
like one of a later split (train, validation, test) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.experiments.pictures import held_out_picture
from culling.flaws import CELL, flaw_planes
from culling.photos import Photo, Pixels
from culling.srgb import to_levels, to_light
from culling.synth import DAMAGES, FLAWS, add_noise, jpeg, overexpose, underexpose
from models.training.alike import alike
from models.training.photos import SPLITS, manifest, read_rgb

CACHE = Path("build/train/flaws")
STORED_CELLS = 8  # two more than the network takes: training draws among them
DRAWS = {"train_sharp": 4, "gallery_keep": 5, "lowlight": 4}
EXTRA_ORIGINALS = {"train_sharp": 2, "gallery_keep": 10, "lowlight": 10}
DIM = 40  # median luma below which a low-light photo is no example of a fine exposure


class Source(NamedTuple):
    """A sharp photo to damage, and which set it comes from."""

    path: str
    kind: str
    pixels: Pixels


def sources(folder: Path, split: str, *sets: str) -> Iterator[Source]:
    """The readable photos of a split that look like none of another split."""
    rows = manifest(folder, "train_sharp", "gallery_keep", "lowlight", "kodak")
    rows["kind"] = [name.rsplit("_dev", 1)[0] for name in rows["set"]]
    rows.loc[rows["kind"].str.startswith("train_sharp"), "kind"] = "train_sharp"
    rows.loc[rows["kind"] == "kodak", "split"] = "test"
    for row in rows[~_shared(rows) & (rows["split"] == split) & rows["kind"].isin(sets)].itertuples():
        pixels = read_rgb(Path(str(row.file)))
        if pixels is not None:
            yield Source(str(row.path), str(row.kind), pixels)


def _shared(rows: pd.DataFrame) -> pd.Series:
    """Which photos look like one that is tested on (or, where they are for training, validated on)."""
    place = rows["split"].map(SPLITS.index).to_numpy()
    twice = alike(rows) & (place[None, :] > place[:, None])
    return pd.Series(twice.any(axis=1), rows.index)


def damaged(source: Source, flaw: str, rng: np.random.Generator) -> tuple[Pixels, str, float] | None:
    """A training picture of that class: damage from a little milder to a little worse than the registry's.

    Every class gets the same crop, exposure jitter, noise and JPEG, so that none of these gives it away.
    """
    pixels = _cropped(source.pixels, rng)
    name, amount = "none", 0.0
    if not flaw.endswith("exposed"):
        stops = rng.uniform(-0.5, 0.5) * (rng.random() < 0.6)
        pixels = overexpose(pixels, stops) if stops > 0 else underexpose(pixels, -stops)
    if flaw != "original":
        damage = rng.choice([known for known in DAMAGES if known.flaw == flaw])  # type: ignore[arg-type]
        low, high = damage.amounts[0], damage.amounts[-1]
        least = 1.0 if flaw.endswith("exposed") else 0.85
        amount = float(np.exp(rng.uniform(np.log(least * low), np.log(1.2 * high))))
        name = damage.name
        in_px = amount * max(pixels.shape[:2]) / 1000 if damage.unit == "px" else amount
        if name == "underexpose" and rng.random() < 0.5:
            amount *= rng.uniform(1, 1.5)
            pixels = darker_scene(pixels, amount, rng)
        else:
            pixels = damage.apply(pixels, in_px, rng)
        if flaw == "distorted" and rng.random() < 0.25:  # real waves have no mirrored rim
            rim = int(np.ceil(in_px))
            pixels = pixels[:, rim : pixels.shape[1] - rim]
        if flaw == "overexposed" and source.kind == "lowlight" and (pixels >= 250).mean() < 0.1:
            return None  # a dim photo made brighter is no flaw
    if rng.random() < 0.3:
        pixels = add_noise(pixels, rng.uniform(0.5, 5), rng)
    if rng.random() < 0.8:
        pixels = jpeg(pixels, rng.uniform(78, 97))
    return np.ascontiguousarray(pixels), name, amount


def _cropped(pixels: Pixels, rng: np.random.Generator) -> Pixels:
    """A part of at least 75 % of each side, at times scaled down, mirrored by chance."""
    height, width = pixels.shape[:2]
    high, wide = (round(side * rng.uniform(0.75, 1)) for side in (height, width))
    top, left = rng.integers(0, height - high + 1), rng.integers(0, width - wide + 1)
    pixels = pixels[top : top + high, left : left + wide]
    longest = max(high, wide)
    target = min(longest, rng.uniform(420, 720))
    if rng.random() < 0.4 and target < longest:
        size = round(wide * target / longest), round(high * target / longest)
        pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.ascontiguousarray(pixels[:, ::-1] if rng.random() < 0.5 else pixels)


def darker_scene(pixels: Pixels, stops: float, rng: np.random.Generator) -> Pixels:
    """Underexposed as in the real world: lamps, skies and windows were brighter than stored, and may stay bright."""
    light = to_light(pixels)
    edge = rng.uniform(0.25, 0.9)
    bright = np.clip((light.mean(axis=2, keepdims=True) - edge) / (1 - edge), 0, 1)
    gain = 2 ** (rng.uniform(0, 1) * stops) - 1
    return to_levels((light * (1 + gain * bright) * 2.0**-stops).astype(np.float32))


def samples(folder: Path, split: str, seed: int) -> Iterator[tuple[Pixels, dict[str, object]]]:
    """(picture, what it is) for a split; the training split in several draws."""
    sets = {"train": tuple(DRAWS), "validation": tuple(DRAWS), "test": (*DRAWS, "kodak")}[split]
    for number, source in enumerate(sources(folder, split, *sets)):
        rng = np.random.default_rng([seed, len(split), number])
        if source.kind == "lowlight" and np.median(source.pixels) < DIM:
            continue
        for flaw in _classes(source, split):
            made = damaged(source, flaw, rng) if split == "train" else held_out_picture(source.pixels, flaw, rng)
            if made is not None:
                pixels, name, amount = made
                yield pixels, {"path": source.path, "kind": source.kind, "flaw": flaw, "damage": name, "amount": amount}


def _classes(source: Source, split: str) -> list[str]:
    if split != "train":
        return ["original"] if source.kind == "lowlight" else list(FLAWS)
    return list(FLAWS) * DRAWS[source.kind] + ["original"] * EXTRA_ORIGINALS[source.kind]


def build(folder: Path, split: str, seed: int) -> None:
    """Write `CACHE`/<split>.bin, uint8 (n, 20, 96, 96), and <split>.csv that says what they are; once only."""
    if (CACHE / f"{split}.csv").exists():
        return
    cv2.setNumThreads(1)
    CACHE.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, object]] = []
    part = CACHE / f"{split}.part"
    with part.open("wb") as out:
        for pixels, row in samples(folder, split, seed):
            out.write(flaw_planes(Photo(pixels), STORED_CELLS).tobytes())
            rows.append(row)
            if len(rows) % 1000 == 0:
                print(split, len(rows), flush=True)  # noqa: T201
    part.rename(CACHE / f"{split}.bin")
    pd.DataFrame(rows).to_csv(CACHE / f"{split}.csv", index=False)


def cached(split: str) -> tuple[Pixels, pd.DataFrame]:
    """The planes of a split, read from disk as needed, and their rows."""
    rows = rows_of(split)
    shape = (len(rows), 12 + STORED_CELLS, CELL, CELL)
    return np.memmap(CACHE / f"{split}.bin", np.uint8, "r", shape=shape), rows


def rows_of(split: str, cache: Path = CACHE) -> pd.DataFrame:
    """What the pictures of a split are."""
    if not (cache / f"{split}.csv").exists():
        raise SystemExit("no cached pictures; run python -m models.flaws.train --photos FOLDER first")
    return pd.read_csv(cache / f"{split}.csv")


def truth_of(rows: pd.DataFrame) -> NDArray[np.int64]:
    """The class of each row as its place in `FLAWS`."""
    return np.array([FLAWS.index(flaw) for flaw in rows["flaw"]])


def scores(logits: NDArray[np.float64], rows: pd.DataFrame) -> dict[str, float]:
    """Share judged rightly and loss: synthetic photos of the six classes; published photos taken for originals."""
    right = logits.argmax(1) == truth_of(rows)
    synthetic = (rows["kind"] == "train_sharp").to_numpy()
    published = ~synthetic & (rows["flaw"] == "original").to_numpy()
    classes = {flaw: right[synthetic & (rows["flaw"] == flaw)].mean() for flaw in FLAWS}
    judged = accuracy_and_loss(logits[synthetic], truth_of(rows)[synthetic])
    return judged | {"published_as_original": right[published].mean()} | classes


def accuracy_and_loss(logits: NDArray[np.float64], truth: NDArray[np.int64]) -> dict[str, float]:
    """Share of right answers and cross-entropy of held-out pictures."""
    likely = logits - logits.max(1, keepdims=True)
    likely -= np.log(np.exp(likely).sum(1, keepdims=True))
    loss = -likely[np.arange(len(truth)), truth].mean()
    return {"validation_accuracy": float((logits.argmax(1) == truth).mean()), "validation_loss": float(loss)}
