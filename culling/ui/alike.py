"""The groups that a person looks at: by which method and settings, which photos of the map are selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import pandas as pd

from culling.errors import CullingError
from culling.group.grouping import METHODS, Method, find_groups
from culling.group.keeper import keepers
from culling.photos import Pixels
from culling.ui.group_list import Browsing
from culling.ui.jobs import OpenFolder
from culling.ui.tasks import Task
from culling.ui.walk import Walk

Beside = Literal["groups", "selection", "like"]
#: How long a page waits for groups before it shows that they are being found.
PATIENCE_S = 0.25


class Finding(Task["pd.Series[float]"]):
    """One search for groups.

    Attributes:
        looked: photos that were looked at, by methods that look.
    """

    def __init__(self, folder: OpenFolder, method: Method, settings: dict[str, Any]) -> None:
        super().__init__()
        self.looked = 0
        self._folder, self._method, self._settings = folder, method, settings
        if method.needs != "nothing":
            _ = folder.likeness.finding  # begun before this search: tasks share few threads, and it waits for that one
        self.start(self._find)

    def _find(self) -> pd.Series[float]:
        folder = self._folder
        needed: Any = None
        if self._method.needs != "nothing":
            folder.likeness.finding.wait()
            needed = folder.likeness.neighbours
            if needed is None:
                raise CullingError(folder.likeness.finding.error or "The photos could not be compared.")
        try:
            return find_groups(folder.table, needed, self._method.name, picture=self._picture, **self._settings)
        except ValueError as reason:  # such as more photos than the method takes
            raise CullingError(str(reason)) from reason

    def _picture(self, path: str) -> Pixels | None:
        if self.cancelled:
            raise CullingError("The search for groups was cancelled.")
        self.looked += 1
        return self._folder.catalog.picture(path)


@dataclass
class Alike:
    """What one person looks at on the page of similar photos.

    Attributes:
        method: name of the method that groups.
        versus: the method that it is compared with.
        given: what the person set, by method and setting; the rest is as the method has it.
        beside: what stands beside the map.
        selection: photos that were lassoed or boxed on the map, or chosen otherwise, in their order.
        like: the photo whose likes are shown.
        walk: where the person is in the selection.
        browsing: how they go through the groups.
    """

    method: str = "likeness"
    versus: str = "bursts"
    given: dict[str, dict[str, float]] = field(default_factory=dict)
    beside: Beside = "groups"
    selection: tuple[str, ...] = ()
    like: str | None = None
    walk: Walk = field(default_factory=Walk)
    browsing: Browsing = field(default_factory=Browsing)
    _found: dict[tuple[object, ...], Finding] = field(default_factory=dict)
    _told: tuple[pd.Series[float], pd.DataFrame, list[str], pd.DataFrame] | None = None

    @classmethod
    def like_kept(cls, about: Mapping[str, Any] | None) -> Alike:
        """Begin with the method and settings of the grouping that a folder keeps, where they are still known."""
        begun = cls()
        method = METHODS.get(str((about or {}).get("method")))
        if about and method is not None:
            begun.method = method.name
            numbers = {name: value for name, value in about.items() if type(value) in (int, float)}
            begun.given[method.name] = {name: value for name, value in numbers.items() if name in method.settings}
        return begun

    def select(self, paths: Sequence[str]) -> None:
        """Select photos, and show them beside the map."""
        self.selection = tuple(dict.fromkeys(paths))
        self.walk = Walk(onward=self.walk.onward)
        self.beside = "selection" if self.selection else "groups"

    def look_for(self, path: str) -> None:
        """Show the photos most like this one beside the map."""
        self.like, self.beside = path, "like"

    def settings(self, count: int, method: str | None = None) -> dict[str, Any]:
        """Every setting of a method (of the one chosen) for `count` photos: as given, else as the method has it."""
        name = method or self.method
        return METHODS[name].settings_for(count, self.given.get(name, {}))

    def set(self, name: str, value: float, method: str | None = None) -> None:
        """Set a setting of a method (of the one chosen)."""
        self.given.setdefault(method or self.method, {})[name] = value

    def reset(self) -> None:
        """All settings of the method that is chosen as the method has them."""
        self.given.pop(self.method, None)

    def finding(self, folder: OpenFolder, method: str | None = None) -> Finding:
        """The search by the method and settings chosen (or another method's): begun when it is first asked for.

        One that gives way to other settings is cancelled; the last few answers are kept.
        """
        name = method or self.method
        settings = self.settings(len(folder.table), name)
        key = (folder.likeness.number, name, *settings.items())
        if key not in self._found:
            for other in self._found:
                if other[:2] == key[:2]:
                    self._found[other].cancel()
            self._found[key] = Finding(folder, METHODS[name], settings)
            while len(self._found) > 8:
                self._found.pop(next(iter(self._found))).cancel()
        return self._found[key]

    def again(self, folder: OpenFolder, method: str | None = None) -> None:
        """Search once more, after a search that failed or was cancelled."""
        found = self.finding(folder, method)
        self._found = {key: other for key, other in self._found.items() if other is not found}

    def groups(self, folder: OpenFolder, method: str | None = None) -> pd.Series[float] | None:
        """Of each photo the number of its group, NaN for photos that are alone; None while they are being found."""
        finding = self.finding(folder, method)
        try:
            finding.wait(PATIENCE_S)
        except TimeoutError:
            return None
        found = finding.result
        return found if found is not None and found.index.equals(folder.table.index) else None

    def table(self, folder: OpenFolder) -> pd.DataFrame | None:
        """`group`, `keeper` and `keeper_reason` of each photo, as `culling.group` gives them; None meanwhile."""
        groups = self.groups(folder)
        if groups is None:
            return None
        chosen = folder.catalog.chosen_keepers()
        told = self._told
        if told is None or told[0] is not groups or told[1] is not folder.table or told[2] != chosen:
            best = keepers(folder.table, groups, chosen)
            frame = pd.DataFrame({"group": groups, "keeper": best["keeper"], "keeper_reason": best["reason"]})
            told = self._told = (groups, folder.table, chosen, frame)
        return told[3]

    def keep(self, folder: OpenFolder) -> None:
        """Keep the groups for the folder: filters, guard, exports and `culling decide` know them from now on."""
        groups = self.groups(folder)
        if groups is not None:
            folder.keep_groups(groups, {"method": self.method, **self.settings(len(folder.table))})

    def is_kept(self, folder: OpenFolder) -> bool:
        """Whether these very groups are those that the folder keeps."""
        groups = self.groups(folder)
        if groups is None or "group" not in folder.table:
            return False
        return np.array_equal(groups.to_numpy(), folder.table["group"].to_numpy(), equal_nan=True)
