"""What a person marked in one session, step by step: written at once, undone one step at a time.

The gallery in the browser keeps the same book by the same rules (web/gallery/marks.js), paints at once and sends what
was pressed: `[number, sheet, "mark", rows, mark]`, with further rows and marks for a step that sets several, or
`[number, sheet, "undo"]`. Numbers only grow, and a press is sent again until its number comes back as `heard`, so each
is done once and none is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.errors import CullingError
from culling.kept.marks import TakeBack
from culling.marks import MARKS
from culling.ui.jobs import OpenFolder
from culling.ui.presses import new_presses
from culling.ui.sheet import Sheet

DEPTH = 1000  # steps that can be undone
_OUTDATED = "The last marks were for a list that is gone, as the folder was scanned again: they were not set."

Marks = Sequence[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Change:
    """One photo's mark before and after a step."""

    path: str
    before: str | None
    after: str | None


class Marking:
    """The steps of one session in one folder. A step may mark many photos.

    Attributes:
        steps: what each step changed, oldest step first.
        heard: number of the last press that was taken up.
    """

    def __init__(self) -> None:
        self.steps: list[tuple[Change, ...]] = []
        self.heard = 0

    @property
    def can_undo(self) -> bool:
        return bool(self.steps)

    def mark(self, folder: OpenFolder, marks: Marks, how: str) -> None:
        """Mark photos; `how` says on which occasion, and stands in the history of marks.

        What is marked so already stays out of it; when that is all, there is no step.

        Raises:
            CullingError: the catalog cannot be written; nothing was marked.
            ValueError: an unknown mark or photo.
        """
        self._write(folder, [dict(marks)], how)

    def mark_each(self, folder: OpenFolder, marks: Marks, how: str) -> None:
        """As `mark`, but each photo is a step of its own; all are written together."""
        self._write(folder, [{path: mark} for path, mark in marks], how)

    def undo(self, folder: OpenFolder) -> None:
        """Take the last step back, which is written into the history as well; nothing to take back is no error.

        A photo that has been marked since by another hand, or is gone, stays as it is.
        """
        if not self.steps:
            return
        own = [
            TakeBack(change.path, change.after, change.before)
            for change in self.steps[-1]
            if change.path in folder.table.index
        ]
        if own:
            folder.take_back(own)
        self.steps.pop()

    def take_up(self, folder: OpenFolder, presses: object, how: str = "review") -> list[str]:
        """Do what was pressed in the browser, each press once and in order.

        Marks up to the next undo are written together: a catalog with many marks is read but once for them. What makes
        no sense (an unknown mark, a row that is not there) is passed over.

        Returns:
            Why presses could not be written, each reason once; the browser then shows what the catalog holds.
        """
        problems: dict[str, None] = {}
        new = [press for press in new_presses(presses, self.heard) if _makes_sense(press)]
        for undone, together in groupby(new, key=lambda press: press[2] == "undo"):
            group = list(together)
            self.heard = group[-1][0]
            known = [(sheet, press) for press in group if (sheet := folder.find_sheet(press[1])) is not None]
            if len(known) < len(group):
                problems[_OUTDATED] = None
            try:
                if undone:
                    for _ in known:
                        self.undo(folder)
                else:
                    self._write(folder, [_marks(sheet, press[3:]) for sheet, press in known], how)
            except (CullingError, ValueError) as reason:  # ValueError: a photo left the catalog a moment ago
                problems[str(reason)] = None
        return list(problems)

    def _write(self, folder: OpenFolder, steps: Sequence[dict[str, str | None]], how: str) -> None:
        """Write several steps at once; each remembers what its photos were marked before it."""
        now: dict[str, str | None] = {}
        made = []
        for step in steps:
            changes = []
            for path, mark in step.items():
                before = now[path] if path in now else _mark_of(folder, path)
                if before != mark or path not in folder.table.index:
                    changes.append(Change(path, before, mark))
                    now[path] = mark
            made += [tuple(changes)] if changes else []
        if made:
            folder.mark([(change.path, change.after) for step in made for change in step], how)
            self.steps = [*self.steps, *made][-DEPTH:]


def mark_codes(table: pd.DataFrame) -> NDArray[np.uint8]:
    """Each photo's mark as the browser counts them: 0 none, 1 … 4 as in `MARKS`."""
    if "mark" not in table:
        return np.zeros(len(table), np.uint8)
    return (pd.Categorical(table["mark"], categories=pd.Index(MARKS)).codes + 1).astype(np.uint8)


def _mark_of(folder: OpenFolder, path: str) -> str | None:
    mark = folder.table["mark"].get(path)
    return mark if isinstance(mark, str) else None


def _makes_sense(press: list[Any]) -> bool:
    return len(press) > 2 and isinstance(press[1], str) and press[2] in ("mark", "undo")


def _marks(sheet: Sheet, said: list[Any]) -> dict[str, str | None]:
    """The photos of these rows with their marks; none when anything of it is not what it should be."""
    marks: dict[str, str | None] = {}
    for rows, mark in zip(said[::2], said[1::2], strict=False):
        if not isinstance(rows, list) or mark not in (None, *MARKS):
            return {}
        if not all(type(row) is int and 0 <= row < sheet.count for row in rows):
            return {}
        marks |= {sheet.paths[row]: mark for row in rows}
    return {} if len(said) % 2 else marks
