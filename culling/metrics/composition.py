"""How the photo is composed, as facts to look at (see `culling.composition`): a tilt may be meant, a middle be right.

No preset has a rule on them. Each is NaN where there is nothing of its kind: no subject, no straight edges, no face.
"""

from __future__ import annotations

import math

from culling import composition
from culling.photos import Photo


def thirds_distance(photo: Photo) -> float:
    """How far the subject's middle is from the nearest crossing of the lines at thirds; neither end is better.

    As a share of the picture's diagonal: 0 on a crossing, 0.167 in the picture's middle, 0.333 in a corner. The
    middle is the centre of mass of the subject's mask, so that of two people it lies between them. NaN without a
    subject.
    """
    height, width = photo.pixels.shape[:2]
    return composition.distance(photo.subject, width, height, composition.THIRD)


def golden_distance(photo: Photo) -> float:
    """How far the subject's middle is from the nearest golden-ratio point; neither end is better.

    The points lie at 0.382 and 0.618 of width and height. As a share of the picture's diagonal: 0 on a point, 0.118
    in the picture's middle, 0.382 in a corner. NaN without a subject.
    """
    height, width = photo.pixels.shape[:2]
    return composition.distance(photo.subject, width, height, composition.GOLDEN)


def horizon_tilt(photo: Photo) -> float:
    """How far the camera was held askew, 0 level … 15 degrees; lower is more level. Which way does not count.

    The direction that the long straight edges near level and upright have in common: horizon, buildings, tables.
    NaN where they are few or do not agree. A shore seen aslant, a hill or a wall in perspective misleads it; what
    leans by more than 15° is taken for a slope.
    """
    found = composition.find_horizon(photo.small_luma)
    return math.nan if found is None else abs(found.tilt)


def subject_cut(photo: Photo) -> float:
    """Share of the subject's outline that lies on the picture's border: 0 wholly inside … 1; lower is less cut.

    A person cut at the knees has about 0.1, a face that fills the picture 0.5 and more. A ground that reaches the
    border is taken for cut when it is taken for the subject. NaN without a subject.
    """
    return composition.cut_share(photo.subject)


def head_room(photo: Photo) -> float:
    """Free share of the picture's height above the topmost head, 0 cut … 1; neither end is better. Faces alone tell.

    Of faces at least half as large as the largest one; the head ends three tenths of the face's height above its
    frame. NaN without a face, also where something else is the subject, and when people were left out of the scan.
    """
    return composition.head_room((one.face for one in photo.faces), photo.pixels.shape[0])
