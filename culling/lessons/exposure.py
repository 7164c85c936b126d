"""Exposure and clipping: what more or less light does to measures, and what no later correction brings back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import cv2
import numpy as np

from culling.judge import apply
from culling.lessons.lesson import Lesson
from culling.metrics import get_metric
from culling.photos import Photo, Pixels
from culling.policy import Policy
from culling.synth import overexpose, underexpose

Said = Literal["reject", "maybe", "keep", ""]

LESSON = Lesson(
    key="exposure",
    title="Exposure and clipping",
    claim=(
        "What clips is lost: two stops up and two down give back every level that did not reach white, and none that "
        "went beyond it."
    ),
    about=(
        "One EV doubles or halves the light. Move the slider until the right end of the histogram fills: those "
        "channels are full, and how bright they were is gone. **Show → clipping** marks where. Then take the change "
        "back with the switch: the photo has its old brightness, not its old highlights. Below, four photos show why "
        "mean brightness alone is no measure of exposure."
    ),
    question="A sky was burnt to white by two stops. The whole photo is darkened by two stops. What is the sky then?",
    choices=(
        "As it would have been, had it been exposed right",
        "An even grey without clouds",
        "Still white",
    ),
    answer=1,
    because=(
        "No: all levels beyond white were stored as the same white, and one number cannot become many again.",
        "Yes: every burnt pixel holds the same white, so every one becomes the same grey. Darkening moves it, "
        "it does not bring the clouds back.",
        "No: a quarter of the light of white is a middle grey. It only looks repaired, as highlight_clipping no "
        "longer counts it.",
    ),
)

REACH = 4.0  # EV, either way
MEASURES = (
    "luminance",
    "contrast",
    "dynamic_range",
    "highlight_clipping",
    "shadow_clipping",
    "p_underexposed",
    "p_overexposed",
    "p_dark",
)
#: Sample photos to begin with: bright ones that clip, one by night, one that is dark all over.
SAMPLES = (
    "100_WALK/IMG_0101.JPG",
    "100_WALK/IMG_0153.JPG",
    "100_WALK/IMG_0128.JPG",
    "101_HOME/IMG_0227.JPG",
    "101_HOME/IMG_0244.JPG",
    "101_HOME/IMG_0248.JPG",
)
#: Sample photos that mean brightness puts into the wrong order: a good one, then one that is to go.
DARK_PAIR = ("101_HOME/IMG_0248.JPG", "100_WALK/IMG_0119.JPG")
BRIGHT_PAIR = ("100_WALK/IMG_0101.JPG", "101_HOME/IMG_0246.JPG")
KEYS: Mapping[str, str] = MappingProxyType(
    {
        DARK_PAIR[0]: "star field, as it should be",
        DARK_PAIR[1]: "tower, underexposed by 2.6 EV",
        BRIGHT_PAIR[0]: "palace by a lake, as it should be",
        BRIGHT_PAIR[1]: "launch tower, overexposed by 2.2 EV",
    }
)


_RAMP = Photo(np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2))  # every grey level once


@dataclass(frozen=True)
class Reading:
    """One measure of a photo as taken and as it is now.

    Attributes:
        measure: its name.
        before, now: in its unit; NaN where it cannot say.
        rules: the policy's rules on it in words, "" without one.
        said: what they say of `now`; "" without a rule.
    """

    measure: str
    before: float
    now: float
    rules: str
    said: Said


@dataclass(frozen=True)
class Lost:
    """What is not given back when light is taken away again that was added, or the other way round.

    Attributes:
        full: share of the pixels of which at least one channel stood at an end of the scale in between.
        wrong: share of the pixels that come back different by more than a level in a channel.
        wrong_elsewhere: the same, among pixels no channel of which stood at an end.
        most: levels by which the worst channel is off.
    """

    full: float
    wrong: float
    wrong_elsewhere: float
    most: int


def exposed(photo: Photo, ev: float) -> Photo:
    """The photo with its linear light times 2^`ev`, as `culling.synth` over- and underexposes it; −4 … 4.

    Raises:
        ValueError: `ev` is out of range.
    """
    if not abs(ev) <= REACH:
        raise ValueError(f"ev must lie between {-REACH:g} and {REACH:g}, got {ev}")
    levels = _RAMP.pixels  # each level is changed by itself: a table does for a photo of any size
    table = overexpose(levels, ev) if ev > 0 else underexpose(levels, -ev)
    return replace(photo, pixels=np.asarray(cv2.LUT(photo.pixels, table[:, :, 0]), np.uint8), content_hash="")


def bracketed(photo: Photo, ev: float) -> Photo:
    """Exposed by `ev`, stored in 8 bits, and taken back by as much."""
    return exposed(exposed(photo, ev), -ev)


def lost(photo: Photo, ev: float) -> Lost:
    """What `bracketed` does not give back."""
    between, back = exposed(_RAMP, ev).pixels[0, :, 0], bracketed(_RAMP, ev).pixels[0, :, 0]
    off = _worst(photo.pixels, cv2.absdiff(_RAMP.pixels[0, :, 0], back).ravel())
    full = _worst(photo.pixels, (between == (255 if ev > 0 else 0)).astype(np.uint8)) > 0
    wrong = off > 1
    elsewhere = wrong[~full]
    return Lost(
        full=float(full.mean()) if ev else 0.0,
        wrong=float(wrong.mean()),
        wrong_elsewhere=float(elsewhere.mean()) if elsewhere.size else 0.0,
        most=int(off.max()),
    )


def readings(before: Photo, now: Photo, policy: Policy) -> list[Reading]:
    """`MEASURES` of both, and what the policy's rules on each say of the second."""
    return [_reading(name, before, now, policy) for name in MEASURES]


def _reading(name: str, before: Photo, now: Photo, policy: Policy) -> Reading:
    measure, rules = get_metric(name).measure, policy.rules_on(name)
    value = measure(now)
    words = " or ".join(rule.text.removeprefix(name).strip() for rule in rules)
    said: Said = "keep" if rules and not math.isnan(value) else ""
    for rule in rules:
        rejected, doubtful, _ = apply(rule, np.array([value]))
        if rejected[0]:
            return Reading(name, measure(before), value, words, "reject")
        said = "maybe" if doubtful[0] else said
    return Reading(name, measure(before), value, words, said)


def _worst(pixels: Pixels, table: Pixels) -> Pixels:
    """Each pixel's channel for which a table of the 256 levels says most."""
    red, green, blue = cv2.split(cv2.LUT(pixels, table))
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)
