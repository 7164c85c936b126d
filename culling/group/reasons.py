"""Why a photo is the keeper of its group, and why another is not, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from culling.group.criteria import Criterion
from culling.group.members import Floats, Members, Places

MARK_RANK = {"reject": 0.0, "maybe": 1.0, "keep": 2.0, "must-have": 3.0}
UNMARKED = 1.0
_MARKED = {rank: name for name, rank in MARK_RANK.items() if rank != UNMARKED}

# What decides besides measures: of a keeper (of those left when nothing else decided), of another.
_PLAIN = {
    "chosen": ("chosen by a person", "another was chosen by a person"),
    "readable": ("{others} cannot be read", "cannot be read"),
    "earliest": ("taken before {others}", "taken after the keeper"),
    "path": ("as good as {others}, first by name", "as good as the keeper, later by name"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Something that photos can fall by: a criterion, or the name of what decides besides; every member's score."""

    by: Criterion | str
    scores: Floats


def tell(members: Members, left: NDArray[np.bool_], fell: Places, stages: list[Stage]) -> NDArray[Any]:
    """A text for each member.

    Args:
        members: all of them.
        left: the keepers, one a group.
        fell: of each member the place in `stages` of what it fell by; −1 for keepers.
        stages: in the order in which they are told.
    """
    keepers = np.flatnonzero(left)
    keeper_of = keepers[members.groups]
    texts = np.full(len(members), "", dtype=object)
    said: dict[int, list[str]] = {keeper: [] for keeper in keepers.tolist()}
    for place, stage in enumerate(stages):
        fallen = np.flatnonzero(fell == place)
        shown = stage.by.shown(members) if isinstance(stage.by, Criterion) else stage.scores
        pairs = zip(shown[fallen].tolist(), shown[keeper_of[fallen]].tolist(), strict=True)
        texts[fallen] = [_of_loser(stage.by, own, best) for own, best in pairs]
        for keeper, runner_up, count in _runners_up(members, keeper_of, fallen, stage.scores):
            others = _others(count, int(members.sizes[members.groups[keeper]]))
            said[keeper].append(_of_keeper(stage.by, float(shown[keeper]), float(shown[runner_up]), others))
    texts[keepers] = ["; ".join(parts) or "the only one" for parts in said.values()]
    return texts


def _runners_up(members: Members, keeper_of: Places, fallen: Places, scores: Floats) -> Iterator[tuple[int, int, int]]:
    """Of each group that lost some: (its keeper, the best of those that fell, how many fell)."""
    ordered = fallen[np.lexsort((scores[fallen], members.groups[fallen]))]
    last = np.flatnonzero(np.diff(members.groups[ordered], append=-1))
    counts = np.diff(last, prepend=-1)
    best = ordered[last]
    return zip(keeper_of[best].tolist(), best.tolist(), counts.tolist(), strict=True)


def _of_keeper(by: Criterion | str, own: float, next_best: float, others: str) -> str:
    if isinstance(by, Criterion):
        if math.isnan(own):
            return f"{others} fell behind in {by.name}, which could not be measured here"
        return f"{by.better} {others} ({by.name} {_number(own)}, next {_number(next_best)})"
    if by == "mark":
        return f"marked {_MARKED[own]}" if own > UNMARKED else f"{others} marked reject"
    return _PLAIN[by][0].format(others=others)


def _of_loser(by: Criterion | str, own: float, keeper: float) -> str:
    if isinstance(by, Criterion):
        if math.isnan(keeper):
            return f"{by.worse} another ({by.name} {_number(own)})"
        return f"{by.worse} the keeper ({by.name} {_number(own)}, keeper {_number(keeper)})"
    if by == "mark":
        return "marked reject" if own < UNMARKED else f"the keeper is marked {_MARKED[keeper]}"
    return _PLAIN[by][1]


def _others(count: int, size: int) -> str:
    if count == size - 1:
        return "the other" if count == 1 else f"the other {count}"
    return "1 other" if count == 1 else f"{count} others"


def _number(value: float) -> str:
    """Three digits, whole numbers from 100 on; never 1.6e-05."""
    if abs(value) >= 100:
        return f"{value:.0f}"
    return (
        f"{value:.3g}" if abs(value) >= 0.001 or not value else np.format_float_positional(value, 2, fractional=False)
    )
