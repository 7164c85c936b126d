"""What a photo's faces say of the photo: how many, is anybody's eye shut, are those who matter sharp."""

from __future__ import annotations

import math
from collections.abc import Sequence

from culling.faces.find import CLOSER_LOOKS, find_faces
from culling.faces.judge import Judgement, judge
from culling.photos import Pixels

BESIDE = 0.5  # of the largest face's size: whoever is smaller stands behind


def judged_faces(pixels: Pixels) -> list[Judgement]:
    """Every face of a photo, largest first; only the twelve largest are judged, the others are "small".

    Raises:
        ModelError: a bundled network is missing or damaged.
    """
    faces = find_faces(pixels)
    behind = [Judgement(face, math.nan, math.nan, "small") for face in faces[CLOSER_LOOKS:]]
    return [judge(pixels, face) for face in faces[:CLOSER_LOOKS]] + behind


def face_size(judged: Sequence[Judgement], area: float) -> float:
    """Share of an area in pixels that the largest face covers; NaN without a face, 1 where its frame is larger."""
    return min(max((one.face.width * one.face.height for one in judged), default=math.nan) / area, 1.0)


def eyes_open(judged: Sequence[Judgement]) -> float:
    """Of the person whose eyes are least open, 0 closed … 1 open; NaN when nobody's can be judged."""
    return min((one.eyes_open for one in judged if not math.isnan(one.eyes_open)), default=math.nan)


def smile(judged: Sequence[Judgement]) -> float:
    """The mean of the faces that matter and of which it is known, 0 … 1; NaN for none."""
    known = [value for value in (one.smile for one in _near(judged)) if not math.isnan(value)]
    return sum(known) / len(known) if known else math.nan


def face_sharpness(judged: Sequence[Judgement]) -> float:
    """Of the sharpest of the faces that matter, those at least half as large as the largest; NaN for none."""
    known = (one.sharpness for one in _near(judged))
    return max((value for value in known if not math.isnan(value)), default=math.nan)


def _near(judged: Sequence[Judgement]) -> list[Judgement]:
    largest = max((one.face.size for one in judged), default=0.0)
    return [one for one in judged if one.face.size >= BESIDE * largest]
