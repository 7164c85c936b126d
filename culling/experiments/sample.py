"""A random labelled sample with what networks say of it: held-out pictures of a run, or sample photos damaged anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.errors import CullingError
from culling.experiments.pictures import drawn, held_out_picture
from culling.experiments.survey import read_source
from culling.flaws import flaw_planes
from culling.folders import path_of
from culling.nets import Unlisted
from culling.photos import Photo, Pixels, read_photo
from culling.synth.registry import FLAWS


@dataclass(frozen=True, eq=False)
class Shown:
    """One picture, what is true of it, and what a network says.

    Attributes:
        pixels: None where the photo is gone or another one by now.
        amount: of the damage, px for a long side of 1000.
        shares: probability of each class.
    """

    pixels: Pixels | None
    photo: str
    flaw: str
    damage: str
    amount: float
    shares: Mapping[str, float]

    @property
    def answer(self) -> str:
        """The likeliest class."""
        return max(FLAWS, key=lambda flaw: self.shares[flaw])

    @property
    def right(self) -> bool:
        return self.answer == self.flaw


def sample_pictures(clean: Sequence[str], seed: int, count: int) -> list[tuple[str, str, int]]:
    """(photo, class, number of the draw) of a random sample, no photo twice while there are enough."""
    rng = np.random.default_rng(seed)
    photos = [clean[int(place)] for place in rng.permutation(len(clean))]
    flaws = [FLAWS[int(place)] for place in rng.integers(0, len(FLAWS), count)]
    return [(photos[place % len(photos)], flaw, place) for place, flaw in enumerate(flaws)] if photos else []


def judged_sample(folder: Path, clean: Sequence[str], network: Unlisted, seed: int, count: int) -> list[Shown]:
    """Photos of `folder` damaged by lot, and what the network says of them now; what cannot be read is skipped."""
    found = []
    for key, flaw, place in sample_pictures(clean, seed, count):
        try:
            made = held_out_picture(read_source(path_of(folder, key)), flaw, np.random.default_rng([seed, place]))
        except CullingError:
            continue
        found.append(Shown(made.pixels, key, flaw, made.damage, made.amount, _answer(network, made.pixels)))
    return found


def saved_sample(predictions: pd.DataFrame, folder: Path | None, run_seed: int, seed: int, count: int) -> list[Shown]:
    """Held-out pictures of a run by lot, with what was saved of them.

    Args:
        predictions: of `Run.predictions`.
        folder: where the run's photos lie; None shows no pictures.
        run_seed: of the run: with it each picture is damaged again as it was.
        seed: of the draw.
        count: how many at most.
    """
    rows = np.random.default_rng(seed).permutation(len(predictions))[:count]
    return [_saved(row, folder, run_seed) for _, row in predictions.iloc[np.sort(rows)].iterrows()]


def _saved(row: pd.Series[Any], folder: Path | None, run_seed: int) -> Shown:
    flaw, key = str(row["flaw"]), str(row["path"])
    shares = {name: float(str(row[name])) for name in FLAWS}
    pixels = None if folder is None else _again(folder, key, str(row["content"]))
    if pixels is not None:
        rng = drawn(run_seed, int(float(str(row["photo"]))), FLAWS.index(flaw))
        pixels = held_out_picture(pixels, flaw, rng).pixels
    return Shown(pixels, key, flaw, str(row["damage"]), float(str(row["amount"])), shares)


def _again(folder: Path, key: str, content: str) -> Pixels | None:
    """The photo, where it still is the one that the run saw; a path out of the folder is none."""
    try:
        path = path_of(folder, key)
        if not path.resolve().is_relative_to(folder.resolve()) or read_photo(path).content_hash != content:
            return None
        return read_source(path)
    except (CullingError, OSError, ValueError):
        return None


def _answer(network: Unlisted, pixels: Pixels) -> dict[str, float]:
    planes = flaw_planes(Photo(pixels))[None].astype(np.float32)
    answer: NDArray[np.float32] = network.run(planes)[0]
    return {flaw: float(share) for flaw, share in zip(FLAWS, answer, strict=True)}
