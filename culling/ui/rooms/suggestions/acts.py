"""What a person does with suggestions: all of a kind at once, some, one; each is a step that is undone as one."""

from __future__ import annotations

from collections.abc import Sequence

from culling.errors import CullingError
from culling.suggest import Suggested, Suggestions
from culling.ui.jobs import OpenFolder
from culling.ui.state import Session
from culling.ui.suggesting import HOW


def seen(state: Session, folder: OpenFolder) -> Suggested:
    """What may go now."""
    return state.suggesting.look(folder, state.alike)


def mark_all(state: Session, folder: OpenFolder) -> None:
    """Mark everything that is suggested of the kind shown as reject, as one step."""
    left = seen(state, folder).of(state.suggesting.kind)
    mark(state, left.loc[~left["done"], "path"].tolist(), "reject")


def mark(state: Session, paths: Sequence[str], how: str | None) -> None:
    """Mark photos as one step; a catalog that cannot be written is told at the top of the page."""
    known = [(path, how) for path in paths if path in state.table.index]
    try:
        state.mark_all(known, HOW)
    except (CullingError, ValueError) as reason:  # ValueError: one left the catalog a moment ago
        state.notes.append(str(reason))


def undo(state: Session) -> None:
    """Take the last step of marking back, and go to its photo where it is in the list."""
    steps = state.marking.steps
    back = [change.path for change in steps[-1]] if steps else []
    try:
        state.undo_mark()
    except CullingError as reason:
        state.notes.append(str(reason))
    if len(back) == 1:
        state.suggesting.walk.go(back[0])


def move(state: Session, folder: OpenFolder, settings: Suggestions) -> None:
    """Suggest from elsewhere on."""
    try:
        state.suggesting.move(folder.path, settings)
    except CullingError as reason:
        state.notes.append(f"The cutoffs hold until the page is closed: {reason}")
