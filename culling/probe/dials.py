"""The kinds of damage that a photo can be probed with, each as one dial: how far it turns, and in what steps."""

from __future__ import annotations

import math
from dataclasses import dataclass

__all__ = ["DIALS", "Dial", "get_dial"]


@dataclass(frozen=True, slots=True)
class Dial:
    """One kind of damage with its amount; at `neutral` it does nothing.

    Attributes:
        name: in addresses, options and files.
        title: for people.
        unit: of the amount; px count for a long side of 1000, whatever the photo's own is.
        arms: amounts from mild to severe, each a multiple of `step`: one way, or two ways from `neutral`.
        step: to this a flip is found exactly, and a slider moves by it.
        done_by: names in `culling.synth.DAMAGES`: what is done beyond `neutral`, and what short of it.
        neutral: where nothing is done; JPEG's is 100: not saved again, for saving at 100 loses as well.
    """

    name: str
    title: str
    unit: str
    arms: tuple[tuple[float, ...], ...]
    step: float
    done_by: tuple[str, str]
    neutral: float = 0.0

    @property
    def low(self) -> float:
        """The smallest amount."""
        return min(self.neutral, *(arm[-1] for arm in self.arms))

    @property
    def high(self) -> float:
        """The largest amount."""
        return max(self.neutral, *(arm[-1] for arm in self.arms))

    @property
    def grid(self) -> tuple[float, ...]:
        """All amounts that a curve is measured at, ascending, `neutral` among them."""
        return tuple(sorted({self.neutral, *(amount for arm in self.arms for amount in arm)}))

    def on_step(self, amount: float) -> float:
        """The nearest multiple of `step`, written as short as it is.

        >>> get_dial("defocus").on_step(0.3000000004)
        0.3
        """
        return round(round(amount / self.step) * self.step, 6) + 0.0

    def check(self, amount: float) -> float:
        """The amount, where the dial goes so far; ValueError otherwise."""
        if not (math.isfinite(amount) and self.low <= amount <= self.high):
            raise ValueError(f"{self.name} goes from {self.low:g} to {self.high:g} {self.unit}, got {amount}")
        return float(amount)

    def damage(self, amount: float) -> tuple[str, float]:
        """(name in `DAMAGES`, its amount) for a place of the dial that is not `neutral`."""
        beyond, short = self.done_by
        name = beyond if amount > self.neutral else short
        return name, amount if self.neutral else abs(amount)

    def said(self, amount: float) -> str:
        """An amount in words: "1.8 px", "−1 EV", "quality 50"."""
        number = f"{amount:+g}" if len(self.arms) > 1 and amount else f"{amount:g}"
        number = number.replace("-", "−")
        return f"quality {number}" if self.unit == "quality" else f"{number} {self.unit}"


def _one(name: str, title: str, unit: str, step: float, damage: str, *amounts: float) -> Dial:
    return Dial(name, title, unit, (amounts,), step, (damage, damage))


_STOPS = (0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0)

# In the order in which it happens to a photo: lens, hand, sensor that clips, its noise, file. Small amounts lie closer,
# for there the measures move fastest.
# fmt: off
DIALS: tuple[Dial, ...] = (
    _one("defocus", "Out of focus", "px", 0.05, "defocus",
         0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.5, 5.0, 7.0, 10.0),
    _one("gaussian_blur", "Gaussian blur", "px", 0.05, "gaussian_blur",
         0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.5, 4.5, 6.0),
    _one("motion", "Motion blur", "px", 0.1, "linear_motion_blur",
         0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 11.0, 15.0, 20.0, 28.0),
    _one("shake", "Camera shake", "px", 0.1, "camera_shake",
         0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 11.0, 15.0, 20.0, 28.0),
    _one("distort", "Rows pushed sideways", "px", 0.5, "distort_x",
         1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 11.0, 15.0, 20.0, 28.0, 40.0),
    Dial("exposure", "Exposure", "EV", (tuple(-stops for stops in _STOPS), _STOPS), 0.05,
         ("overexpose", "underexpose")),
    _one("noise", "Noise", "levels", 0.5, "add_noise",
         1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 11.0, 15.0, 20.0, 30.0, 45.0),
    Dial("jpeg", "JPEG", "quality", ((95.0, 90.0, 80.0, 70.0, 60.0, 50.0, 40.0, 30.0, 20.0, 10.0, 5.0),), 1.0,
         ("jpeg", "jpeg"), neutral=100.0),
)
# fmt: on


def get_dial(name: str) -> Dial:
    """The dial of that name; ValueError with the choices when there is none."""
    for known in DIALS:
        if known.name == name:
            return known
    raise ValueError(f"no damage is called {name!r}; choose from {', '.join(known.name for known in DIALS)}")
