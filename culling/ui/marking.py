"""What a person marked in one session, step by step: written at once, undone one step at a time."""

from __future__ import annotations

from collections.abc import Sequence

from culling.ui.jobs import OpenFolder

DEPTH = 1000  # steps that can be undone

Marks = Sequence[tuple[str, str | None]]


class Marking:
    """The steps of one session in one folder. A step may mark many photos."""

    def __init__(self) -> None:
        self.steps: list[list[tuple[str, str | None]]] = []
        """What each step's photos were marked before, oldest step first."""

    @property
    def can_undo(self) -> bool:
        return bool(self.steps)

    def mark(self, folder: OpenFolder, marks: Marks, how: str) -> None:
        """Mark photos; `how` says on which occasion, and stands in the history of marks.

        Raises:
            CullingError: the catalog cannot be written; nothing was marked.
            ValueError: an unknown mark or photo.
        """
        known = folder.table["mark"]
        before = [(path, mark if isinstance(mark := known.get(path), str) else None) for path, _ in marks]
        folder.mark(marks, how)
        self.steps = [*self.steps[1 - DEPTH :], before]

    def undo(self, folder: OpenFolder) -> None:
        """Take the last step back, which is written into the history as well; nothing to take back is no error."""
        if self.steps:
            folder.mark(self.steps[-1], "undo")
            self.steps.pop()
