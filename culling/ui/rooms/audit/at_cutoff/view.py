"""What a person looks at in the part "At the cutoff": the whole policy or a measure, and which photos of the matrix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from culling.audit.confusion import Cell
from culling.ui.state import Session
from culling.ui.walk import Walk

FRAGMENT = "results"  # as on Tune: what is drawn again after a move of a cutoff
_NAME = "at_cutoff"


@dataclass
class View:
    """The part as one person left it.

    Attributes:
        metric: the measure that is looked at by itself; None for the whole policy.
        cell: the cell of the matrix whose photos are shown; None for none.
        selection: those photos, as they were drawn last.
        walk: where the person is among them.
    """

    metric: str | None = None
    cell: Cell | None = None
    selection: tuple[str, ...] = ()
    walk: Walk = field(default_factory=Walk)

    def select(self, paths: Sequence[str]) -> None:
        """Show other photos; none closes the gallery."""
        self.selection = tuple(paths)
        if not paths:
            self.cell = None

    def open(self, cell: Cell) -> None:
        """Show the photos of a cell, or close it when it is open."""
        self.cell = None if self.cell == cell else cell
        self.walk = Walk(onward=self.walk.onward)


def view_of(state: Session) -> View:
    """The session's own, made when it is first asked for."""
    view: View = state.auditing.kept.setdefault(_NAME, View())
    if view.metric is not None and view.metric not in state.table.columns:
        view.metric = None
    return view
