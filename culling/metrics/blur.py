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
    r"""Mean blur over the whole picture; lower is sharper. A soft background raises it.

    Standard deviation in pixels at a long side of 640, about 0.35 … 9.

    Formula:
        $$\frac{1}{n} \sum_i \sigma_i$$
        $\sigma_i$ is the blur of the $i$-th of $n$ cells of 8 × 8 pixels, as the focus network tells it.

    Cannot tell:
        Bokeh from a flaw: that is what `blur` is for. Cells of sky and wall count as much as the subject, though the
        network is unsure of them.

    Source:
        A-Shot cuts on the mean of a blur map; the map is our focus network's (models/focus/CARD.md).
    """
    seen = _seen(photo)
    return math.nan if seen is None else float(seen.amount.mean())


def blur(photo: Photo) -> float:
    r"""How blurred is what ought to be sharp: 0 sharp … 1 very blurred; lower is better. Bokeh does not count.

    The blur of the sharpest part that the network is sure of. Sharpness counts the less, the less likely the subject is
    there: off its mask (see `Photo.subject`) a part has to be 1.2 times as sharp to count as much, at the upper rim 1.4
    times. 0 is a standard deviation of 0.35 px at a long side of 640, 1 is 9 px, each step of 0.1 is 1.4 times as much.

    Formula:
        $$-\frac{\log_2 \left(\sum_i c_i^2\, 2^{-24\, o_i} \Big/ \sum_i c_i^2\right)}{24\, \log_2 (9 / 0.35)},
        \quad o_i = \log_2 \frac{\sigma_i}{0.35} + p_i - \min_j p_j$$
        $$p_i = 0.25\,(1 - s_i) + 0.5\, u_i^2 + 0.5\, a_i^2$$
        $\sigma_i$ and $c_i$ are blur and confidence of the focus network's cells, $s_i$ the subject's mask there, $u_i$
        the height above the lower rim and $a_i$ the distance from the middle across, as shares of the picture; cut to 0
        … 1. Without a subject $p_i = \max(0, u_i - 0.4)^2 + a_i^2$, and its least is not taken off.

    Cannot tell:
        What you meant to be sharp: the subject is a guess, and of 44 pairs that differ only in what is in focus it
        orders 32 rightly. A sharp background behind a soft subject can count as sharp. Very dark, noisy or enlarged
        photos look soft.

    Source:
        Our focus and subject networks (models/focus/CARD.md, models/subject/CARD.md).
    """
    seen = _seen(photo)
    return math.nan if seen is None else reading(seen, photo.subject)


def sharp_area(photo: Photo) -> float:
    r"""Share of the picture that is in focus: 0 nothing … 1 all of it. Small for bokeh, 0 for a blurred photo.

    In focus is a blur of at most 1 px (standard deviation at a long side of 640). Sky and walls are not judged.

    Formula:
        $$\frac{\sum_i c_i\, [\sigma_i \le 1]}{\sum_i c_i}$$
        $\sigma_i$ and $c_i$ are blur and confidence of the focus network's cells; the bracket is 1 where it holds, else
        0.

    Cannot tell:
        A portrait with a small sharp face from a photo with little in focus by mistake: look at `subject_sharpness`
        too.

    Source:
        Our focus network (models/focus/CARD.md).
    """
    seen = _seen(photo)
    if seen is None:
        return math.nan
    return float(np.average(seen.amount <= IN_FOCUS, weights=seen.confidence))


def motion_blur(photo: Photo) -> float:
    r"""Probability that the photo is blurred by motion, 0 … 1; lower is better. The camera's or the subject's.

    Probability that the photo's sharpest part is blurred, times the probability that its blur is one of motion. A moved
    background behind a sharp subject is none.

    Formula:
        $$f(-3.9 + 5.2\, o) \cdot f(-3.8 + 14.1\, m), \quad f(z) = \frac{1}{1 + e^{-z}}, \quad
        m = \frac{\sum_i c_i^2\, m_i}{\sum_i c_i^2}$$
        $m_i$ and $c_i$ are motion and confidence of the focus network's cells; $o$ is the softly smallest blur in
        octaves above 0.35 px, as in `blur` without a subject.

    Cannot tell:
        Slight motion along the edges that there are. Soft fur or gravel is taken for motion at times. Panning on
        purpose is motion, too. Of 0.2 … 0.4, four in five of the photos with made blur really were shaken.

    Source:
        Our focus network (models/focus/CARD.md).
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
