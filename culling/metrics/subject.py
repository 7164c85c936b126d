"""What the subject is like: readings of its mask, and of the blur map within it (see models/subject/CARD.md)."""

from __future__ import annotations

import math

from culling.metrics.blur import within
from culling.photos import Photo


def subject_sharpness(photo: Photo) -> float:
    """How sharp is the sharpest part of the subject: 0 very blurred … 1 sharp; higher is better. All else is ignored.

    On the scale of `blur`, turned round: 1 is a standard deviation of 0.35 px at a long side of 640, 0 is 9 px, each
    step of 0.1 is 1.4 times as much. The background may be sharp or soft: high `subject_sharpness` beside high
    `blur_map_mean` is bokeh, the other way round is focus on the wrong thing. NaN where nothing stands out, and for
    a photo that has nothing in it to be in focus.
    """
    subject = photo.subject if photo.has_texture else None
    seen = photo.blur_map if subject is not None else None
    return math.nan if subject is None or seen is None else 1 - within(seen, subject)


def subject_area(photo: Photo) -> float:
    """Share of the picture that the subject covers, 0 nothing … 1 all of it; neither end is better.

    Of the mask, where it is at least 0.5. 0 for a subject of which the network is not that sure; NaN where nothing
    stands out.
    """
    subject = photo.subject
    return math.nan if subject is None else subject.share
