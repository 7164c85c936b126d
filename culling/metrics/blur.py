"""How blurred, and where: readings of the focus network's blur map (see models/focus/CARD.md).

Each is NaN for a photo that has nothing in it to be in focus (`Photo.has_texture`) or is smaller than 32 pixels.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.blur_map import SHARPEST, WIDEST, BlurMap
from culling.photos import Photo
from culling.subject import SURE, Subject

IN_FOCUS = 1.0  # σ up to which a cell counts as in focus
OFF_SUBJECT = 0.25  # octaves by which sharpness counts less where the subject's mask is 0
BESIDE = 3.0  # the same for the sharpness of the subject alone
UNSURE = 0.02  # confidence below which no cell of the subject tells how blurred it is
POWER = 24  # of the soft minimum in octaves: the higher, the smaller a sharp subject may be
RIM = 1.0  # octaves by which sharpness far from the likely subject counts less, per squared picture side
SUBJECT_Y = 0.6  # height below which a subject is as likely in every row; most are in the middle across
UP, ASIDE = 0.5, 0.5  # the same per squared side beside a mask: what is lower in the picture is mostly nearer
# Logistic regressions on photos for validation, intercept and slope: blurred by the octaves of the sharpest part;
# moved rather than out of focus by the mean of the map's motion.
BLURRED, MOVED = (-3.9, 5.2), (-3.8, 14.1)

Cells = NDArray[np.floating]


def blur_map_mean(photo: Photo) -> float:
    """Mean blur over the whole picture; lower is sharper. A soft background raises it.

    Mean of the blur map's amount: standard deviation in pixels at a long side of 640, about 0.35 … 9. This is what
    A-Shot cuts on; it takes bokeh for a flaw, which `blur` does not.
    """
    seen = _seen(photo)
    return math.nan if seen is None else float(seen.amount.mean())


def blur(photo: Photo) -> float:
    """How blurred is what ought to be sharp: 0 sharp … 1 very blurred; lower is better. Bokeh does not count.

    The blur of the sharpest part that the network is sure of. Sharpness counts the less, the less likely the subject
    is there: off its mask (see `Photo.subject`) a part has to be 1.2 times as sharp to count as much, at the upper
    rim 1.4 times. 0 is a standard deviation of 0.35 px at a long side of 640, 1 is 9 px, each step of 0.1 is 1.4 times
    as much.
    """
    seen = _seen(photo)
    return math.nan if seen is None else reading(seen, photo.subject)


def sharp_area(photo: Photo) -> float:
    """Share of the picture that is in focus: 0 nothing … 1 all of it. Small for bokeh, 0 for a blurred photo.

    Of the cells that the network is sure of, weighted by how sure, those with a blur of at most 1 px (standard
    deviation at a long side of 640). Sky and walls are not judged.
    """
    seen = _seen(photo)
    if seen is None:
        return math.nan
    return float(np.average(seen.amount <= IN_FOCUS, weights=seen.confidence))


def motion_blur(photo: Photo) -> float:
    """Probability that the photo is blurred by motion, 0 … 1; lower is better. The camera's or the subject's.

    Probability that the photo's sharpest part is blurred, times the probability that its blur is one of motion. A
    moved background behind a sharp subject is none. Slight motion along the edges that there are goes unseen.
    """
    seen = _seen(photo)
    if seen is None:
        return math.nan
    motion = float(np.average(seen.motion, weights=seen.confidence**2))
    return _logistic(BLURRED, _least_octaves(seen)) * _logistic(MOVED, motion)


def reading(seen: BlurMap, subject: Subject | None = None) -> float:
    """`blur` of a map, 0 … 1: the smallest amount, softly, in octaves between `SHARPEST` and `WIDEST`."""
    less = _off_subject(seen.amount) if subject is None else _less_likely(seen, subject)
    return _share(_least(_octaves(seen) + less, _weights(seen)))


def within(seen: BlurMap, subject: Subject) -> float:
    """As `reading`, of what lies in the subject's mask, wherever it is; NaN where nothing there tells.

    What is beside the mask counts as so much less sharp that a sharp background does not make a soft subject sharp.
    """
    inside = in_cells(subject, seen)
    if seen.confidence[inside >= SURE].max() < UNSURE:
        return math.nan
    return _share(_least(_octaves(seen) + BESIDE * (1 - inside), _weights(seen)))


def in_cells(subject: Subject, seen: BlurMap) -> Cells:
    """The subject's mask in the cells of a blur map, stretched so that its surest cell is 1."""
    height, width = seen.amount.shape
    inside = cv2.resize(subject.mask, (width, height), interpolation=cv2.INTER_AREA).astype(np.float64)
    return np.asarray(inside / max(float(inside.max()), 1e-9))


def _logistic(fitted: tuple[float, float], value: float) -> float:
    intercept, slope = fitted
    return 1 / (1 + math.exp(-intercept - slope * value))


def _least_octaves(seen: BlurMap) -> float:
    """The smallest amount that has some weight behind it, in octaves above `SHARPEST`: 0 or a little more or less."""
    return _least(_octaves(seen) + _off_subject(seen.amount), _weights(seen))


def _octaves(seen: BlurMap) -> Cells:
    return np.log2(seen.amount.astype(np.float64) / SHARPEST)


def _weights(seen: BlurMap) -> Cells:
    return seen.confidence.astype(np.float64) ** 2


def _least(octaves: Cells, weights: Cells) -> float:
    """The smallest of what has some weight, softly."""
    least = float(octaves.min())
    return least - math.log2(float(np.average(np.exp2(POWER * (least - octaves)), weights=weights))) / POWER


def _share(octaves: float) -> float:
    return float(np.clip(octaves / math.log2(WIDEST / SHARPEST), 0, 1))


def _off_subject(cells: Cells) -> Cells:
    """Octaves that each cell's sharpness counts less, for being where photos seldom have their subject."""
    height, width = cells.shape
    up = np.maximum(0, SUBJECT_Y - (np.arange(height) + 0.5) / height)
    aside = (np.arange(width) + 0.5) / width - 0.5
    return RIM * (up[:, None] ** 2 + aside**2)


def _less_likely(seen: BlurMap, subject: Subject) -> Cells:
    """Octaves that each cell's sharpness counts less than that of the likeliest one: off the mask, up, at a side."""
    height, width = seen.amount.shape
    up = 1 - (np.arange(height) + 0.5) / height
    aside = (np.arange(width) + 0.5) / width - 0.5
    price = OFF_SUBJECT * (1 - in_cells(subject, seen)) + UP * up[:, None] ** 2 + ASIDE * aside**2
    return np.asarray(price - price.min())


def _seen(photo: Photo) -> BlurMap | None:
    """The photo's blur map where there is something to be in focus."""
    return photo.blur_map if photo.has_texture else None
