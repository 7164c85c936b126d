"""The same photo and the same cutoff at every size: a cutoff belongs to the size it was chosen at."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from culling.lessons.lesson import Lesson
from culling.lessons.measured import sample_photos
from culling.lessons.resize import resized
from culling.lessons.sized import SIZES, sample_sizes
from culling.metrics import get_metric
from culling.photos import Photo
from culling.rule import Rule

LESSON = Lesson(
    key="resolution",
    title="A cutoff belongs to a size",
    claim=(
        "One photo passes and fails one cutoff only because it was resized: a cutoff that is handed on without the "
        "size it was chosen at says nothing."
    ),
    about=(
        "The photo is made smaller, step by step, and measured each time. Fewer pixels mean steeper edges from one to "
        "the next, so `laplacian_variance` rises, and blur of a few pixels is gone. Try the cutoffs that tutorials "
        "hand on: 100, 150 and 400. The bars show what a cutoff does to the sample photos at each size."
    ),
    question=(
        "`laplacian_variance` < 100 finds most blurred photos at a long side of 480 px. To save time you measure at "
        "240 px from now on, with the same cutoff. What happens?"
    ),
    choices=(
        "Nothing: a photo is as sharp as it is",
        "More photos are rejected, since detail is lost in small pictures",
        "Blurred photos pass: most of those it found are no longer found",
    ),
    answer=2,
    because=(
        "The photo is, but the number is not: it stands for steps from one pixel to the next, and these are other "
        "pixels.",
        "Detail is lost, but what is left is packed into fewer pixels: steps between neighbours get steeper, and the "
        "number rises.",
        "Yes. Of the 29 sample photos that are blurred or shaken it finds 26 at 480 px, 6 at 240 px and 1 at 120 px. "
        "At 240 px a cutoff of 400 finds 24 of them; at 480 px the same 400 rejects 24 of 53 photos that are fine.",
    ),
)

#: Long sides at which a photo is measured, as far as it has so many pixels.
_LADDER = (*SIZES, 640, 960, 1280, 2000)

#: Cutoffs of `laplacian_variance` that are handed on, and by whom.
FOLKLORE: Mapping[float, str] = {
    100.0: "OpenCV tutorials, at whatever size",
    150.0: "answers in forums",
    400.0: "PICCL, at a long side of 640 px",
}

#: Sample photos, from the one to begin with: sharp with a soft background, blurred, sharp all over.
SAMPLES = (
    "100_WALK/IMG_0136.JPG",
    "101_HOME/IMG_0231.JPG",
    "100_WALK/IMG_0110.JPG",
    "100_WALK/IMG_0121.JPG",
    "101_HOME/IMG_0227.JPG",
    "100_WALK/IMG_0101.JPG",
)

_BLURRED = ("blurred", "camera_shake")


def sizes(photo: Photo) -> list[int]:
    """Long sides at which the photo can be measured, its own the last."""
    own = max(photo.pixels.shape[:2])
    return [*(size for size in _LADDER if size < 0.9 * own), own]


def measured_at(photo: Photo, measure: str, long_sides: Iterable[int]) -> dict[int, float]:
    """Size → what the measure says of the photo made so small; NaN where it cannot say."""
    return {size: get_metric(measure).measure(resized(photo, size)) for size in long_sides}


def rejected(measure: str, cutoff: float, value: float) -> bool:
    """Whether a rule at this cutoff rejects a photo with this value; NaN is never rejected."""
    side = Rule(measure, reject=cutoff).side
    return value < cutoff if side == "below" else value > cutoff


def flips(measure: str, cutoff: float, values: Mapping[int, float]) -> list[int]:
    """Sizes at which the verdict is another than at the size before."""
    known = [(size, rejected(measure, cutoff, value)) for size, value in values.items() if not math.isnan(value)]
    return [size for (_, was), (size, now) in pairwise(known) if was != now]


def samples_at(measure: str) -> pd.DataFrame:
    """Sample photos at `SIZES`, with `kind`: "fine" where labelled keep, "blurred" where rejected for blur or shake.

    Photos with another flaw are left out.
    """
    photos = sample_photos()
    fine = photos["label"] == "keep"
    kind = fine.map({True: "fine", False: "blurred"})
    return sample_sizes(measure).assign(kind=kind)[fine | photos["flaw"].isin(_BLURRED)]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the sample photos of one kind a cutoff rejects at one size."""

    size: int
    kind: str
    rejected: int
    of: int


def shares(samples: pd.DataFrame, measure: str, cutoff: float) -> Sequence[Share]:
    """What the cutoff does at each size, to photos that are fine and to those that are blurred."""
    found = []
    for kind, rows in samples.groupby("kind"):
        for size in SIZES:
            count = sum(rejected(measure, cutoff, float(value)) for value in rows[size])
            found.append(Share(size, str(kind), count, len(rows)))
    return found
