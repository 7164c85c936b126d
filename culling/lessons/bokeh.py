"""Whole image against subject: one photo put out of focus in part, and what a measure of either makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

import cv2
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.decide import decide
from culling.lessons.lesson import Lesson
from culling.lessons.measured import sample_photos
from culling.lessons.sized import sample_subjects
from culling.metrics import get_metric
from culling.photos import Photo
from culling.policy import Policy, Rule, Unless
from culling.subject import Subject
from culling.synth import damaged_photo

LESSON = Lesson(
    key="bokeh",
    title="Bokeh looks blurred",
    claim=(
        "A measure of the whole image cannot tell a soft background from a blurred photo; a measure of the subject "
        "can, and a condition on it exempts the bokeh."
    ),
    about=(
        "Choose what is out of focus and by how much. With the background soft, the whole image counts as blurred and "
        "the rule rejects the photo; `subject_sharpness` does not move, so the rule's condition exempts it. Then "
        "soften the subject instead: that is missed focus, the other corner of the chart. The last two photos were "
        "taken with a soft background."
    ),
    question=(
        "The rule rejects what is soft as a whole `unless subject_sharpness > 0.85`. The focus sits on the background, "
        "the subject is soft, and the whole image is sharp enough for the rule. What happens to the photo?"
    ),
    choices=(
        "It is rejected: its subject is not sharper than 0.85",
        "It is kept: the condition only takes photos out of the rule's reach, it rejects none",
        "It stays unjudged: the two measures contradict each other",
    ),
    answer=1,
    because=(
        "The condition is asked only where the rule would reject. This rule has nothing against the photo.",
        "Yes. To catch missed focus you need a rule of its own, such as `subject_sharpness` below 0.85. Look at the "
        "photos before you trust it: it stands on a network's guess of what the subject is.",
        "A photo is unjudged when no rule could measure it. This one was measured, and passed.",
    ),
)

Part = Literal["background", "subject", "everything"]
PARTS: tuple[Part, ...] = ("background", "subject", "everything")
SUBJECT = "subject_sharpness"
UNLESS = 0.85

#: Measures of the whole image, each with the cutoff of the lesson's rule: PICCL's 400, and the like for the others.
CUTOFFS: Mapping[str, float] = {"laplacian_variance": 400.0, "tenengrad": 6500.0, "reblur": 0.34, "blur_map_mean": 1.2}

#: Sample photos, from the one to begin with; the last two were taken with a soft background.
SAMPLES = (
    "100_WALK/IMG_0153.JPG",
    "101_HOME/IMG_0227.JPG",
    "100_WALK/IMG_0121.JPG",
    "101_HOME/IMG_0225.JPG",
    "100_WALK/IMG_0136.JPG",
    "100_WALK/IMG_0133.JPG",
)
#: Flaws of the sample photos that are shown beside the chosen one.
SHOWN_FLAWS = ("clean", "blurred")

_EDGE = (0.3, 0.7)  # of the subject's mask, between which sharp goes over into soft


def softened(photo: Photo, part: Part, radius_px: float) -> Photo:
    """The photo with part of it out of focus; itself where the radius is 0 or no subject stands out.

    Args:
        part: what is out of focus; the subject is where `Photo.subject` says, with a soft edge.
        radius_px: of the disk that a point becomes, at a long side of 1000.
    """
    if part not in PARTS:
        raise ValueError(f"part must be one of {', '.join(PARTS)}, got {part!r}")
    if radius_px == 0:
        return photo
    soft = damaged_photo(photo, "defocus", radius_px)
    if part == "everything":
        return soft
    if photo.subject is None:
        return photo
    inside = _in_pixels(photo.subject, photo)
    weight = inside if part == "subject" else 1 - inside
    mixed = cv2.blendLinear(soft.pixels, photo.pixels, weight, 1 - weight)
    return replace(photo, pixels=np.asarray(mixed, np.uint8), content_hash="")


def _in_pixels(subject: Subject, photo: Photo) -> NDArray[np.float32]:
    """0 background … 1 subject for each pixel."""
    height, width = photo.pixels.shape[:2]
    mask = cv2.resize(subject.mask, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip((mask - _EDGE[0]) / (_EDGE[1] - _EDGE[0]), 0, 1).astype(np.float32)


def sample_points() -> pd.DataFrame:
    """The sample photos that are clean or blurred, with measures of the whole image and of the subject."""
    photos = sample_photos().assign(**{SUBJECT: sample_subjects()})
    return photos[photos["flaw"].isin(SHOWN_FLAWS)]


def policies(measure: str, unless: float) -> tuple[Policy, Policy]:
    """The rule on the whole image alone, and the same rule with the condition."""
    rule = Rule(measure, reject=CUTOFFS[measure])
    condition = Unless(SUBJECT, "above", unless)
    return Policy("whole image", (rule,)), Policy("with the condition", (replace(rule, unless=condition),))


def values_of(photo: Photo, measure: str) -> dict[str, float]:
    """What the two measures say of the photo."""
    return {name: get_metric(name).measure(photo) for name in (measure, SUBJECT)}


def judged(values: Mapping[str, float], policy: Policy) -> tuple[str, str]:
    """(verdict, reasons) of a photo with these values."""
    found = decide(pd.DataFrame([dict(values)]), policy).iloc[0]
    return str(found["verdict"]), str(found["reasons"])
