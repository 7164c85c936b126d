"""What makes one photo of a group better than another, and by how much it has to differ to count.

Tolerances are at least twice what frames of one scene differ by when a hand moves a little between them (99th
percentile over bursts of 110 photos), so that the measure's own noise decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from culling.blur_map import LONG_SIDE
from culling.group.members import Floats, Members

ALIKE = 0.9  # sizes at least this near to the group's largest are compared in sharpness
Numbers = Callable[[Members], Floats]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One way in which a photo can be better than another of its group.

    Attributes:
        name: what is told with its number: "blur".
        better: of the keeper: "sharper than".
        worse: of the others: "less sharp than".
        tolerance: the difference in `score` that decides nothing.
        score: of each member, higher is better; NaN where it cannot say.
        shown: the number that is told beside the name; of two photos it differs where their scores do.
    """

    name: str
    better: str
    worse: str
    tolerance: float
    score: Numbers
    shown: Numbers


def _column(name: str) -> Numbers:
    return lambda members: members.column(name)


def _octaves(values: Floats) -> Floats:
    return np.log2(np.where(values > 0, values, np.nan))


def _octaves_of(name: str) -> Numbers:
    return lambda members: _octaves(members.column(name))


def _below_middle(numbers: Numbers) -> Numbers:
    """Less than the middle of the group counts against a photo, more does not speak for it."""
    return lambda members: np.minimum(0.0, numbers(members) - members.middle(numbers(members)))


def _seen_alike(scores: Floats, members: Members, side: Floats) -> Floats:
    """NaN where a photo was looked at smaller than another of its group: reduced, everything looks sharper."""
    return np.where(side < ALIKE * members.most(side), np.nan, scores)


def _least_blur(name: str) -> Numbers:
    def score(members: Members) -> Floats:
        return _seen_alike(-members.column(name), members, np.minimum(members.long_side, LONG_SIDE))

    return score


def _detail(members: Members) -> Floats:
    octaves = _octaves(members.column("sharpest_tile"))
    return _seen_alike(octaves, members, members.long_side * members.column("scale"))


def _off_middle(members: Members) -> Floats:
    """Octaves of brightness between a photo and the middle of its group: of two, both are equally far."""
    octaves = np.log2(np.maximum(members.column("luminance"), 0) + 1)
    return np.asarray(-np.abs(octaves - members.middle(octaves)))


def _clipped(members: Members) -> Floats:
    return members.column("highlight_clipping") + members.column("shadow_clipping")


def _grain(members: Members) -> Floats:
    """Noise beside the finest detail: noise raises it, other exposure leaves it, and blur hardly changes it."""
    return np.exp2(_octaves(members.column("noise_sigma")) - _octaves(members.column("sharpest_tile")) / 2)


# The order matters where measures mislead each other: noise passes for detail, so it is judged before.
# fmt: off
QUALITY = (
    Criterion("blur", "sharper than", "less sharp than", 0.02, _least_blur("blur"), _column("blur")),
    Criterion("motion_blur", "less moved than", "more moved than", 0.05, _least_blur("motion_blur"),
              _column("motion_blur")),
    Criterion("eyes_open", "eyes more open than", "eyes less open than", 0.2, _column("eyes_open"),
              _column("eyes_open")),
    Criterion("luminance", "nearer to the group's light than", "farther from the group's light than", 0.25,
              _off_middle, _column("luminance")),
    Criterion("clipped", "less clipped than", "more clipped than", 0.03,
              _below_middle(lambda members: -_clipped(members)), _clipped),
    Criterion("grain", "less noisy than", "noisier than", 0.25,
              _below_middle(lambda members: -_octaves(_grain(members))), _grain),
    Criterion("entropy", "more tones than", "fewer tones than", 0.13, _below_middle(_column("entropy")),
              _column("entropy")),
    Criterion("megapixels", "higher resolution than", "lower resolution than", 0.1, _octaves_of("megapixels"),
              _column("megapixels")),
    Criterion("sharpest_tile", "finer detail than", "coarser detail than", 0.5, _detail, _column("sharpest_tile")),
)
FILE_SIZE = Criterion("file_mb", "larger file than", "smaller file than", 0.5, _octaves_of("file_mb"),
                      _column("file_mb"))
# fmt: on
