"""Where pictures are said to have their subject: the crossings of the lines at thirds, or at the golden ratio."""

from __future__ import annotations

import math

from culling.subject import Subject

THIRD = 1 / 3
GOLDEN = (3 - math.sqrt(5)) / 2  # 0.382: the shorter part of a whole whose longer part is its golden ratio


def crossings(share: float) -> list[tuple[float, float]]:
    """(across, down) of the four points that lie this share of the picture from two of its sides."""
    return [(across, down) for across in (share, 1 - share) for down in (share, 1 - share)]


def distance(subject: Subject | None, width: float, height: float, share: float) -> float:
    """From the subject's middle to the nearest of `crossings`, as a share of the picture's diagonal.

    0 on a point … `share` in a corner of the picture; the picture's middle has 0.5 − `share`. Unchanged by mirroring
    and by turning by 90°. NaN without a subject.
    """
    if subject is None or subject.box is None:
        return math.nan
    x, y = subject.middle
    nearest = min(math.hypot((x - across) * width, (y - down) * height) for across, down in crossings(share))
    return nearest / math.hypot(width, height)
