"""Pictures to test on: a photo damaged by one of the registry's amounts, the same again from the same seed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from culling.photos import Pixels
from culling.synth.damage import jpeg
from culling.synth.folders import JPEG_QUALITY
from culling.synth.registry import DAMAGES


class HeldOut(NamedTuple):
    """What it shows and how it came to be; `amount` in the damage's unit, px for a long side of 1000."""

    pixels: Pixels
    damage: str
    amount: float


def drawn(seed: int, photo: int, flaw: int) -> np.random.Generator:
    """The generator of one picture: of a run's seed, the photo's number and the class's place in `FLAWS`."""
    return np.random.default_rng([seed, photo, flaw])


def held_out_picture(pixels: Pixels, flaw: str, rng: np.random.Generator) -> HeldOut:
    """A picture of that class: one of the registry's damages and amounts, saved as `culling synth` saves it."""
    name, amount = "none", 0.0
    if flaw != "original":
        damage = rng.choice([known for known in DAMAGES if known.flaw == flaw])  # type: ignore[arg-type]
        place = int(rng.integers(len(damage.amounts)))
        name, amount = damage.name, damage.amounts[place]
        pixels = damage.apply(pixels, damage.amounts_for(max(pixels.shape[:2]))[place], rng)
    return HeldOut(jpeg(pixels, JPEG_QUALITY), name, amount)
