"""Why a photo is the keeper of its group, and why another is not, in words."""

from __future__ import annotations

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
    for place, stage in enumerate(stages):
        fallen = np.flatnonzero(fell == place)
        shown = _shown(stage, members, fallen)
        texts[fallen] = _of_losers(stage.by, shown[fallen], shown[keeper_of[fallen]])
        runners_up, counts = _runners_up(members, fallen, stage.scores)
        sizes = members.sizes[members.groups[runners_up]]
        own = keeper_of[runners_up]
        told = _of_keepers(stage.by, shown[own], shown[runners_up], _others_of(counts, sizes))
        texts[own] = [f"{before}; {now}" if before else now for before, now in zip(texts[own], told, strict=True)]
    texts[keepers[texts[keepers] == ""]] = "the only one"
    return texts


def _shown(stage: Stage, members: Members, fallen: Places) -> Floats:
    """The numbers that are told, of the groups that lost some here."""
    if not isinstance(stage.by, Criterion):
        return stage.scores
    some = np.zeros(len(members.starts), np.bool_)
    some[members.groups[fallen]] = True
    part, places = members.within(some)
    shown = np.full(len(members), np.nan)
    shown[places] = stage.by.shown(part)
    return shown


def _runners_up(members: Members, fallen: Places, scores: Floats) -> tuple[Places, Places]:
    """Of each group that lost some: (the best of those that fell, how many fell)."""
    ordered = fallen[np.lexsort((scores[fallen], members.groups[fallen]))]
    last = np.flatnonzero(np.diff(members.groups[ordered], append=-1))
    return ordered[last], np.diff(last, prepend=-1)


def _of_keepers(by: Criterion | str, own: Floats, next_best: Floats, others: list[str]) -> list[str]:
    if isinstance(by, Criterion):
        beginning, name = by.better, by.name
        unknown = f" fell behind in {name}, which could not be measured here"
        rows = zip(np.isnan(own).tolist(), _numbers(own), _numbers(next_best), others, strict=True)
        return [
            f"{other}{unknown}" if nan else f"{beginning} {other} ({name} {one}, next {following})"
            for nan, one, following, other in rows
        ]
    if by == "mark":
        pairs = zip(own.tolist(), others, strict=True)
        return [f"marked {_MARKED[rank]}" if rank > UNMARKED else f"{other} marked reject" for rank, other in pairs]
    text = _PLAIN[by][0]
    return [text.format(others=other) for other in others]


def _of_losers(by: Criterion | str, own: Floats, keeper: Floats) -> list[str]:
    if isinstance(by, Criterion):
        beside, alone = f"{by.worse} the keeper ({by.name} ", f"{by.worse} another ({by.name} "
        rows = zip(np.isnan(keeper).tolist(), _numbers(own), _numbers(keeper), strict=True)
        return [f"{alone}{one})" if nan else f"{beside}{one}, keeper {best})" for nan, one, best in rows]
    if by == "mark":
        pairs = zip(own.tolist(), keeper.tolist(), strict=True)
        return ["marked reject" if rank < UNMARKED else f"the keeper is marked {_MARKED[best]}" for rank, best in pairs]
    return [_PLAIN[by][1]] * len(own)


def _others_of(counts: Places, sizes: Places) -> list[str]:
    """`_others` of each; there are few different ones."""
    pairs = list(zip(counts.tolist(), sizes.tolist(), strict=True))
    said = {pair: _others(*pair) for pair in set(pairs)}
    return [said[pair] for pair in pairs]


def _others(count: int, size: int) -> str:
    if count == size - 1:
        return "the other" if count == 1 else f"the other {count}"
    return "1 other" if count == 1 else f"{count} others"


def _numbers(values: Floats) -> list[str]:
    """Three digits, whole numbers from 100 on; never 1.6e-05."""
    texts = list(map("{:.3g}".format, values.tolist()))
    sizes = np.abs(values)
    for place in np.flatnonzero(sizes >= 100).tolist():
        texts[place] = f"{values[place]:.0f}"
    for place in np.flatnonzero((sizes < 0.001) & (sizes > 0)).tolist():
        texts[place] = np.format_float_positional(values[place], 2, fractional=False)
    return texts
