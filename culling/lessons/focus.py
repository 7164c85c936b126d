"""What a focus measure sees: one photo damaged by known amounts, every focus measure beside it, on one scale."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.lessons.lesson import Lesson
from culling.metrics import get_metric
from culling.photos import Photo
from culling.synth import damaged_photo

LESSON = Lesson(
    key="focus",
    title="What a focus measure sees",
    claim=(
        "A focus measure does not see focus, it sees fine detail: noise adds detail to a blurred photo, and where "
        "there is nothing to be in focus it has nothing to say."
    ),
    about=(
        "Put the photo out of focus and watch every measure fall. Then add noise, as high ISO does: the classical ones "
        "climb back, some above where they began, though the photo only got worse. Motion takes detail along one "
        "direction only. Strong JPEG draws edges round its blocks. Try the haze, too: it has no detail at all."
    ),
    question="A photo is out of focus by 6 px, and then full of noise (25 levels). What still says that it is blurred?",
    choices=(
        "laplacian_variance: it adds up fine detail, and blur takes that away",
        "reblur: it asks what a further blur would change",
        "blur: a network that has seen blurred photos with noise",
        "None of them: noise hides every blur",
    ),
    answer=2,
    because=(
        "Noise is fine detail, too: at 25 levels it adds more than the defocus took, and the measure says that the "
        "photo is sharper than most.",
        "A further blur would change a noisy photo a lot, since it takes the noise away. So reblur calls it sharp.",
        "Yes. What noise adds looks different from edges in focus, and the network learnt to tell them apart. It has "
        "its own limit: blocks of very strong JPEG fool it.",
        "Not every one. Move the noise slider and look at the rows from `blur` down: they stay where the defocus put "
        "them.",
    ),
)

#: From the classical ones to those of the network; the last sees motion and nothing else.
MEASURES = (
    "laplacian_variance",
    "tenengrad",
    "sharpest_tile",
    "reblur",
    "blur",
    "sharp_area",
    "blur_map_mean",
    "motion_blur",
    "motion_direction_ratio",
)

#: Sample photos, from the one to begin with to the haze, which holds nothing to be in focus.
SAMPLES = (
    "100_WALK/IMG_0153.JPG",
    "101_HOME/IMG_0227.JPG",
    "100_WALK/IMG_0101.JPG",
    "100_WALK/IMG_0121.JPG",
    "100_WALK/IMG_0136.JPG",
    "100_WALK/IMG_0130.JPG",
    "100_WALK/IMG_0120.JPG",
)

#: JPEG qualities to choose from; "none" leaves the photo as it is.
QUALITIES = {"none": None, "50": 50.0, "30": 30.0, "15": 15.0, "5": 5.0}

ALIKE = 0.03  # of the sample photos: less is no change


@dataclass(frozen=True, slots=True)
class Dose:
    """How much damage of each kind, in the order in which light, sensor and file do it. px at a long side of 1000.

    Attributes:
        motion: length of a steady motion, px.
        defocus: radius of the disk that a point becomes, px.
        noise: standard deviation, levels.
        quality: of JPEG, 1 … 100; None for no JPEG.
    """

    motion: float = 0.0
    defocus: float = 0.0
    noise: float = 0.0
    quality: float | None = None

    @property
    def none(self) -> bool:
        """Whether it leaves a photo as it is."""
        return self == Dose()


def damaged(photo: Photo, dose: Dose) -> Photo:
    """The photo with this damage; itself for none."""
    steps = {"linear_motion_blur": dose.motion, "defocus": dose.defocus, "add_noise": dose.noise}
    for name, amount in steps.items():
        if amount:
            photo = damaged_photo(photo, name, amount)
    return photo if dose.quality is None else damaged_photo(photo, "jpeg", dose.quality)


def readings(photo: Photo) -> dict[str, float]:
    """Every focus measure of the photo, NaN where it cannot say."""
    return {name: get_metric(name).measure(photo) for name in MEASURES}


def plain_variance(photo: Photo) -> float:
    """Variance of the Laplacian without asking whether there is anything to be in focus, as most programs take it."""
    return max(photo.detail.laplacian_square - photo.detail.laplacian_mean**2, 0.0)


def standing(samples: pd.DataFrame, values: Mapping[str, float]) -> dict[str, float]:
    """Of the sample photos that a measure says something of, the share that it calls less sharp; NaN stays NaN.

    A measure's own numbers cannot be set beside those of another; places among the same photos can.
    """
    return {name: _share_below(samples[name].to_numpy(np.float64), name, value) for name, value in values.items()}


def _share_below(known: np.ndarray[tuple[int], np.dtype[np.float64]], name: str, value: float) -> float:
    if math.isnan(value):
        return math.nan
    known = known[~np.isnan(known)]
    return float((known < value).mean() if get_metric(name).higher_is_better else (known > value).mean())


@dataclass(frozen=True, slots=True)
class Response:
    """What one measure says before and after.

    Attributes:
        name: the measure.
        before, after: its values.
        stood, stands: its places among the sample photos, 0 less sharp than all … 1 sharper than all.
    """

    name: str
    before: float
    after: float
    stood: float
    stands: float

    @property
    def said(self) -> str:
        """What the damage did in the eyes of this measure: "sharper", "less sharp", "alike" or "cannot say"."""
        change = self.stands - self.stood
        if math.isnan(change):
            return "cannot say"
        return "alike" if abs(change) < ALIKE else "sharper" if change > 0 else "less sharp"


def responses(before: Photo, after: Photo, samples: pd.DataFrame) -> list[Response]:
    """What each measure says of a photo and of the same photo damaged."""
    was, now = readings(before), readings(after)
    stood, stands = standing(samples, was), standing(samples, now)
    return [Response(name, was[name], now[name], stood[name], stands[name]) for name in MEASURES]
