"""The damages in one tuple, so that tests, lessons and folders can walk them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from culling.photos import Pixels
from culling.synth import damage

# The classes of a synthetic folder, after Temple University's photo triage study.
FLAWS = ("original", "blurred", "camera_shake", "distorted", "underexposed", "overexposed")

# Amounts in px below are for a picture of this long side: 4 px of blur ruin a thumbnail, not a poster.
NOMINAL_LONG_SIDE = 1000


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage.

    Attributes:
        name: name of the function in `culling.synth`.
        apply: (pixels, amount, rng) → damaged pixels; the same generator state gives the same pixels.
        unit: of the amount.
        amounts: from mild to severe; those in px are for `NOMINAL_LONG_SIDE` (see `amounts_for`).
        neutral: the amount that changes nothing; None where there is none (JPEG always loses).
        flaw: the class in `FLAWS` that it belongs to; None where the classes have no place for it.
        seeded: whether `rng` matters.
    """

    name: str
    apply: Callable[[Pixels, float, np.random.Generator], Pixels]
    unit: str
    amounts: tuple[float, ...]
    neutral: float | None = 0.0
    flaw: str | None = None
    seeded: bool = False

    def amounts_for(self, long_side: int) -> tuple[float, ...]:
        """`amounts` for a picture of this long side: those in px grow with it, the others stay."""
        factor = long_side / NOMINAL_LONG_SIDE if self.unit == "px" else 1.0
        return tuple(amount * factor for amount in self.amounts)


def _plain(
    damaged: Callable[[Pixels, float], Pixels],
) -> Callable[[Pixels, float, np.random.Generator], Pixels]:
    return lambda pixels, amount, rng: damaged(pixels, amount)


def _motion_any_way(pixels: Pixels, length_px: float, rng: np.random.Generator) -> Pixels:
    return damage.linear_motion_blur(pixels, length_px, rng.uniform(0, 180))


DAMAGES: tuple[Damage, ...] = (
    Damage("gaussian_blur", _plain(damage.gaussian_blur), "px", (1.5, 2.5, 4.0, 6.0), flaw="blurred"),
    Damage("defocus", _plain(damage.defocus), "px", (2.5, 4.0, 6.0, 10.0), flaw="blurred"),
    Damage("camera_shake", damage.camera_shake, "px", (6.0, 10.0, 16.0, 28.0), flaw="camera_shake", seeded=True),
    Damage("linear_motion_blur", _motion_any_way, "px", (6.0, 10.0, 16.0, 28.0), flaw="camera_shake", seeded=True),
    Damage("distort_x", damage.distort_x, "px", (8.0, 14.0, 24.0, 40.0), flaw="distorted", seeded=True),
    Damage("underexpose", _plain(damage.underexpose), "stops", (2.0, 2.5, 3.25, 4.0), flaw="underexposed"),
    Damage("overexpose", _plain(damage.overexpose), "stops", (1.5, 2.0, 2.5, 3.5), flaw="overexposed"),
    Damage("add_noise", damage.add_noise, "levels", (8.0, 16.0, 28.0, 45.0), seeded=True),
    Damage("jpeg", _plain(damage.jpeg), "quality", (50.0, 30.0, 15.0, 5.0), neutral=None),
)


def get_damage(name: str) -> Damage:
    """The damage of that name; ValueError with the choices when there is none."""
    for known in DAMAGES:
        if known.name == name:
            return known
    raise ValueError(f"no damage is called {name!r}; choose from {', '.join(known.name for known in DAMAGES)}")
