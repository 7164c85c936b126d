"""What a person does with groups: choices of keepers, whole groups accepted, marks; each written at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd

from culling.errors import CullingError
from culling.ui.group_list import Bools, GroupList, Ints, Told
from culling.ui.grouped import Said
from culling.ui.jobs import OpenFolder
from culling.ui.presses import new_presses
from culling.ui.state import Session

#: The occasion, as it stands in the history of marks.
HOW = "group"


@dataclass(frozen=True, eq=False)
class Grouped:
    """The groups as they are now.

    Attributes:
        told: the groups.
        best: `keeper` and `keeper_reason` of each photo.
        said: what the policy says of each photo.
        chosen: photos that a person chose as keepers.
        order: the groups that are gone through.
        stale: whether they would be others, or in another order, if the list were made anew.
    """

    told: Told
    best: pd.DataFrame
    said: Said
    chosen: Bools
    order: Ints
    stale: bool

    @property
    def groups(self) -> GroupList:
        return self.told.groups


def take_up(state: Session, folder: OpenFolder, presses: object) -> list[str]:
    """Do what was pressed among the groups, each press once and in order: marks, undo, and choices of keepers.

    Returns:
        Why presses could not be written, each reason once.
    """
    problems: dict[str, None] = {}
    new = new_presses(presses, state.marking.heard)
    for choosing, together in groupby(new, key=lambda press: len(press) > 2 and press[2] == "choose"):
        group = list(together)
        if not choosing:
            problems |= dict.fromkeys(state.marking.take_up(folder, group, HOW))
            continue
        state.marking.heard = group[-1][0]
        for _number, key, _what, *said in group:
            if problem := _choose(state, folder, key, said):
                problems[problem] = None
    return list(problems)


def choose(state: Session, folder: OpenFolder, path: str, chosen: bool) -> str:
    """Choose the keeper of its group, or take that back; why it could not be written, "" when it was."""
    groups = state.alike.groups(folder)
    if groups is None or path not in groups.index or np.isnan(groups[path]):
        return ""
    rivals = [str(other) for other in groups.index[(groups == groups[path]).to_numpy()] if other != path]
    try:
        folder.choose_keeper(path, chosen, rivals)
    except (CullingError, ValueError) as reason:  # ValueError: it left the catalog a moment ago
        return str(reason)
    return ""


def accept(state: Session, groups: GroupList, best: pd.DataFrame, group: int) -> None:
    """Mark the keeper keep and the others reject, as one step; what has a mark or cannot be read is left alone."""
    free = state.table.loc[groups.photos(group), ["mark", "error"]].isna().all(axis=1)
    keeper = best["keeper"]
    marks = [(str(path), "keep" if keeper[path] else "reject") for path in free.index[free]]
    state.mark_all(marks, HOW)


def _choose(state: Session, folder: OpenFolder, key: object, said: Sequence[Any]) -> str:
    sheet = folder.find_sheet(key) if isinstance(key, str) else None
    if sheet is None or len(said) != 2 or type(said[0]) is not int or not 0 <= said[0] < sheet.count:
        return ""
    return choose(state, folder, sheet.paths[said[0]], said[1] is True)
