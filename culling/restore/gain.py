"""What a rescue gains, tried on a part of the photo: does it pass the rules that reject it, and is it detail or noise?

No number here depends on a cutoff: a moved cutoff changes what a gain is worth, and nothing is tried anew.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from culling.decoding.pixels import Pixels, reduce
from culling.errors import CullingError
from culling.judge import apply
from culling.metrics import get_metric
from culling.photos import Photo
from culling.policy import Policy
from culling.previews import encode_jpeg, fit
from culling.restore.agreement import agreement, noise_growth
from culling.restore.edit import Edit, Light
from culling.restore.light import suggest_light
from culling.restore.preview import part_of
from culling.restore.queue import MENDS, Remedy

#: Pixels and edit → the pixels after it; `culling.restore.restore`, or a test's.
Restorer = Callable[[Pixels, Edit], Pixels]

#: What deblurring changes, and what light changes: as `MENDS` has them, and what more light may spoil.
OF_BLUR = frozenset(metric for (metric, _), remedy in MENDS.items() if remedy == "deblur")
OF_LIGHT = frozenset(metric for (metric, _), remedy in MENDS.items() if remedy == "light") | {
    "highlight_clipping",
    "p_overexposed",
}

VERSION = 1  # raised when what is tried, or how a gain is worked out, changes: gains kept before are tried anew
PICTURE_SIDE = 320  # px of the pictures of before and after
_DEBLUR = "own"
_PEAK = 255.0


@dataclass(frozen=True)
class Gain:
    """What a remedy does to a part of one photo.

    Attributes:
        edit: what was done.
        box: where the part lies, as shares of the photo.
        before: each measure of the part as it was, in its own unit.
        after: the same after the edit.
        detail: how far the deblurring moved the picture, in levels: see `detail_of`; 0 without deblurring.
        agreement: share of that change which a blur takes back, 0 … 1: see `culling.restore.agreement`.
        noise: how many times as noisy flat parts became.
    """

    edit: Edit
    box: tuple[float, float, float, float]
    before: Mapping[str, float]
    after: Mapping[str, float]
    detail: float = 0.0
    agreement: float = 1.0
    noise: float = 1.0

    def as_dict(self) -> dict[str, Any]:
        """Plain values, as JSON takes them; a measure that could not say is None."""
        values = {name: {key: _known(value) for key, value in part.items()} for name, part in self._measures.items()}
        numbers = {"detail": self.detail, "agreement": self.agreement, "noise": self.noise}
        return {"edit": self.edit.as_dict(), "box": list(self.box), **values, **numbers}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Gain:
        """The gain that `as_dict` wrote; ValueError for anything else."""
        try:
            left, top, width, height = map(float, given["box"])
            before, after = ({str(k): _number(v) for k, v in given[name].items()} for name in ("before", "after"))
            numbers = {name: float(given[name]) for name in ("detail", "agreement", "noise")}
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"this is no gain: {error}") from error
        return cls(Edit.from_dict(given["edit"]), (left, top, width, height), before, after, **numbers)

    @property
    def score(self) -> float:
        """What the queue is sorted by, in levels; higher gains more. NaN where nothing was deblurred.

        `detail`, as far as a blur takes it back: noise, seams and made-up texture count for little.
        """
        return self.detail * self.agreement if self.edit.deblur else math.nan

    @property
    def _measures(self) -> dict[str, Mapping[str, float]]:
        return {"before": self.before, "after": self.after}


@dataclass(frozen=True, eq=False)
class Tried:
    """A gain, and what it looks like: JPEG pictures of before and after, at 100 % where something was deblurred."""

    gain: Gain
    before: bytes
    after: bytes


def try_remedy(pixels: Pixels, remedy: Remedy, measures: Collection[str], restorer: Restorer) -> Tried:
    """Try a remedy on the part of a photo with the most texture, and measure it before and after.

    Args:
        pixels: the whole photo as stored, RGB uint8.
        remedy: which one.
        measures: names of those whose change is asked for; those that no remedy mends are passed over.
        restorer: what carries out an edit.
    """
    lit = remedy in ("light", "both")
    analysed = reduce(pixels)
    edit = remedy_edit(analysed, remedy)
    before: dict[str, float] = {}
    after: dict[str, float] = {}
    if lit:
        dark = OF_LIGHT.intersection(measures)
        brighter = restorer(analysed, edit.with_changes(deblur=""))
        before, after = _measured(Photo(analysed), dark), _measured(Photo(brighter), dark)
    if remedy == "light":
        return Tried(Gain(edit, (0.0, 0.0, 1.0, 1.0), before, after), *(_small(some) for some in (analysed, brighter)))
    part = part_of(pixels)
    sharper = restorer(part.pixels, Edit(deblur=edit.deblur))
    shown = restorer(sharper, edit.with_changes(deblur="")) if lit else sharper
    blurred = OF_BLUR.intersection(measures)
    before |= _measured(part.as_photo(part.pixels), blurred)
    after |= _measured(part.as_photo(shown), blurred)
    gain = Gain(
        edit,
        part.box,
        before,
        after,
        detail_of(part.pixels, sharper),
        agreement(part.pixels, sharper),
        noise_growth(part.pixels, sharper),
    )
    return Tried(gain, _middle(part.pixels), _middle(shown))


def remedy_edit(pixels: Pixels, remedy: Remedy) -> Edit:
    """What a remedy does to a photo: deblur with our own network, as much light as it seems to need, or both.

    Args:
        pixels: the photo at any size: light is the same in each.
    """
    light = suggest_light(pixels) if remedy in ("light", "both") else Light()
    return Edit(deblur="" if remedy == "light" else _DEBLUR, light=light)


def detail_of(blurred: Pixels, restored: Pixels) -> float:
    """How far restoring moved the picture, root of the mean square in levels (of 255); higher gains more.

    A network that was trained for the least squared error gives the mean of all that the sharp photo may have been.
    What it moves by is then orthogonal to what it leaves wrong, so the square of this is the squared error that it
    takes away: `benchmarks/rescue_gain.py` compares that with the truth. Of sharpening by hand it says nothing.
    """
    return math.sqrt(float(np.mean((blurred.astype(np.float32) - restored.astype(np.float32)) ** 2)))


@dataclass(frozen=True, slots=True)
class Worth:
    """What a gain is worth under a policy, by the rules whose measures were tried.

    Attributes:
        before: the worst margin of the part as it was, as a share of `Rule.reach`; NaN where no rule could say.
        after: the same after the edit; ≥ 0 passes every rule.
        verdict: of these rules alone after the edit: "reject", "maybe", "keep"; "unjudged" where none could say.
    """

    before: float
    after: float
    verdict: str

    @property
    def gained(self) -> float:
        """How far the worst margin came, as a share of `Rule.reach`; higher is better."""
        return self.after - self.before


def worth(gain: Gain, policy: Policy) -> Worth:
    """What the policy's rules say of the part before and after; conditions of rules do not count."""
    rules = [rule for rule in policy.rules if rule.metric in gain.after]
    said = [apply(rule, np.array([gain.before[rule.metric], gain.after[rule.metric]])) for rule in rules]
    if not said:
        return Worth(math.nan, math.nan, "unjudged")
    shares = np.fmin.reduce([share for _, _, share in said])
    if math.isnan(shares[1]):
        return Worth(float(shares[0]), math.nan, "unjudged")
    rejected, doubtful = (any(bool(part[which][1]) for part in said) for which in (0, 1))
    return Worth(float(shares[0]), float(shares[1]), "reject" if rejected else "maybe" if doubtful else "keep")


def _measured(photo: Photo, names: Collection[str]) -> dict[str, float]:
    """NaN where a measure cannot say, or its network cannot be used."""

    def value(name: str) -> float:
        try:
            return float(get_metric(name).measure(photo))
        except CullingError:
            return math.nan

    return {name: value(name) for name in names}


def _small(pixels: Pixels) -> bytes:
    return encode_jpeg(fit(pixels, PICTURE_SIDE))


def _middle(pixels: Pixels) -> bytes:
    """The middle of a part at 100 %."""
    height, width = pixels.shape[:2]
    high, wide = min(height, PICTURE_SIDE), min(width, PICTURE_SIDE)
    top, left = (height - high) // 2, (width - wide) // 2
    return encode_jpeg(pixels[top : top + high, left : left + wide], 90, "444")


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _number(value: Any) -> float:
    return math.nan if value is None else float(value)
