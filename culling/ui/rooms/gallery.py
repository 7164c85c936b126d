"""The photos that are gone through, as tiles or as a table; what is pressed is written at once and redraws little."""

from __future__ import annotations

import streamlit as st

from culling.ui.components.gallery import show_gallery
from culling.ui.marking import mark_codes
from culling.ui.state import Session

KEY = "review_photos"
_WHAT_FOLLOWS = ["beside", "verdicts"]  # shows marks, and where one is: redrawn when the keys pause
_DRAWN_AGAIN = ["gallery", *_WHAT_FOLLOWS]


@st.fragment(key="gallery")
def show(state: Session) -> None:
    """The gallery, on the list as it was when filters or order were last changed."""
    listed = state.listing.rows(state.table, state.tuning.decisions, state.policy)
    show_gallery(
        state,
        listed,
        key=KEY,
        pressed=lambda presses: pressed(state, presses),
        arrived=lambda at: _arrived(state, at),
        finished=lambda: _finish(state),
        empty="No photo is in this list. The filters above choose which ones are.",
    )


def pressed(state: Session, presses: object) -> None:
    """Write what was pressed in the gallery."""
    if state.open is None:
        return
    problems = state.marking.take_up(state.open, presses)
    state.follow()
    state.notes.extend(problems)
    if not problems:
        st.rerun("gallery")


def mark(state: Session, mark: str | None) -> None:
    """Mark the current photo, or those that are selected, as the keys in the gallery do."""
    walk = state.walk
    paths = walk.selected or ((walk.current,) if walk.current else ())
    state.mark_all([(path, mark) for path in paths], "review")
    if mark is not None and len(paths) == 1:
        step(state, 1, undecided=walk.onward == "undecided") if walk.onward != "stay" else None
    st.rerun(_DRAWN_AGAIN)


def undo(state: Session) -> None:
    """Take the last step back and go to its photo."""
    steps = state.marking.steps
    listed = set(paths(state))
    back = next((change.path for change in steps[-1] if change.path in listed), None) if steps else None
    state.undo_mark()
    state.walk.go(back)
    st.rerun(_DRAWN_AGAIN)


def turn(state: Session, by: int, undecided: bool = False) -> None:
    """Go to the next (1) or previous (−1) photo, or to the next one without a mark."""
    step(state, by, undecided)
    st.rerun(_DRAWN_AGAIN)


def step(state: Session, by: int, undecided: bool = False) -> None:
    """Move on in the list: up to its end; for one without a mark around the end, once."""
    listed = paths(state)
    at = listed.index(state.walk.current) if state.walk.current in listed else -1 if by > 0 else len(listed)
    if undecided:
        bare = set(state.table.index[mark_codes(state.table) == 0])
        around = [listed[(at + by * far) % len(listed)] for far in range(1, len(listed) + 1)]
        state.walk.go(next((path for path in around if path in bare), None))
    elif 0 <= at + by < len(listed):
        state.walk.go(listed[at + by])


def paths(state: Session) -> list[str]:
    """The list, by path."""
    rows = state.listing.rows(state.table, state.tuning.decisions, state.policy)
    return [str(path) for path in state.table.index[rows]]


def _arrived(state: Session, at: object) -> None:
    if state.open is not None:
        state.walk.arrive(at, state.open.sheet)
        st.rerun(_WHAT_FOLLOWS)


def _finish(state: Session) -> None:
    state.walk.finished = True
