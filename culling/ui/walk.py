"""Where a person is in the list that they look through, so that what stands beside the photos can follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from culling.ui.sheet import Sheet

Onward = Literal["next", "undecided", "stay"]
ONWARD: tuple[Onward, ...] = get_args(Onward)


@dataclass
class Walk:
    """The photo that a person is at.

    Attributes:
        current: its path; None before the first one is looked at.
        selected: the photos that are selected, in the list's order; while `comparing`, those side by side.
        comparing: whether photos stand side by side; a mark is then meant for the current one alone.
        onward: where a mark leads: to the next photo, to the next without a mark, or nowhere.
        sent: grows whenever another hand than the gallery's moves on; the gallery then goes to `current`.
        after: number of the last key that was pressed before the gallery said where one is: the keys paused after it.
        finished: whether the summary is asked for.
    """

    current: str | None = None
    selected: tuple[str, ...] = ()
    comparing: bool = False
    onward: Onward = "next"
    sent: int = 0
    after: int = 0
    finished: bool = False

    @property
    def marked_next(self) -> tuple[str, ...]:
        """What a mark is meant for."""
        if self.selected and not self.comparing:
            return self.selected
        return () if self.current is None else (self.current,)

    def go(self, path: str | None) -> None:
        """Move to a photo; the gallery follows."""
        if path is not None:
            self.current, self.selected, self.comparing = path, (), False
            self.sent += 1

    def overtook(self, heard: int) -> bool:
        """Whether where one is was told before the last keys were: nothing follows them then.

        The gallery says that keys pause by saying where one is, and what shows marks around it is drawn at that.

        Args:
            heard: number of the last key that was taken up.
        """
        return heard == self.after

    def arrive(self, said: object, sheet: Sheet) -> None:
        """Note where the gallery says that one is; what makes no sense is passed over."""
        if not isinstance(said, Mapping) or said.get("sheet") != sheet.key:
            return
        after = said.get("after")
        self.after = after if type(after) is int else self.after
        rows = said.get("selected")
        at = _path(sheet, said.get("row"))
        if at is None:
            return
        chosen = [_path(sheet, row) for row in rows] if isinstance(rows, list) else []
        self.current = at
        self.selected = tuple(path for path in chosen if path is not None)
        self.comparing = said.get("mode") == "compare" and len(self.selected) > 1


def _path(sheet: Sheet, row: Any) -> str | None:
    return sheet.paths[row] if type(row) is int and 0 <= row < sheet.count else None
