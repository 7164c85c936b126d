"""What the subject is like: readings of its mask, and of the blur map within it (see models/subject/CARD.md)."""

from __future__ import annotations

import math

from culling.metrics.blur import within
from culling.photos import Photo


def subject_sharpness(photo: Photo) -> float:
    r"""How sharp is the sharpest part of the subject: 0 very blurred … 1 sharp; higher is better. All else is ignored.

    On the scale of `blur`, turned round: 1 is a standard deviation of 0.35 px at a long side of 640, 0 is 9 px, each
    step of 0.1 is 1.4 times as much. The background may be sharp or soft: high `subject_sharpness` beside high
    `blur_map_mean` is bokeh, the other way round is focus on the wrong thing. NaN where nothing stands out, and for a
    photo that has nothing in it to be in focus.

    Formula:
        $$1 + \frac{\log_2 \left(\sum_i c_i^2\, 2^{-24\, o_i} \Big/ \sum_i c_i^2\right)}{24\, \log_2 (9 / 0.35)},
        \quad o_i = \log_2 \frac{\sigma_i}{0.35} + 3\,(1 - s_i)$$
        $\sigma_i$ and $c_i$ are blur and confidence of the focus network's cells, $s_i$ the subject's mask there,
        stretched so that its surest cell is 1; cut to 0 … 1.

    Cannot tell:
        What the subject is, if the network guesses wrong: of two things of one kind it often prefers the farther or
        more colourful one, of a landscape it marks something all the same.

    Source:
        Our focus and subject networks (models/focus/CARD.md, models/subject/CARD.md).
    """
    subject = photo.subject if photo.has_texture else None
    seen = photo.blur_map if subject is not None else None
    return math.nan if subject is None or seen is None else 1 - within(seen, subject)


def subject_area(photo: Photo) -> float:
    r"""Share of the picture that the subject covers, 0 nothing … 1 all of it; neither end is better.

    0 for a subject of which the network is not sure; NaN where nothing stands out.

    Formula:
        $$\overline{[\,s \ge 0.5\,]}$$
        $s$ is the subject's mask, 0 … 1; the bar is the mean over all its cells.

    Cannot tell:
        A small subject from none that the network knows. Landscapes, skies and patterns mostly get a subject all the
        same.

    Source:
        Our subject network (models/subject/CARD.md), or u2netp (Qin et al. 2020, doi:10.1016/j.patcog.2020.107404).
    """
    subject = photo.subject
    return math.nan if subject is None else subject.share
