"""The suggested photos as tiles, gone through by keyboard; each tile says how sure and why."""

from __future__ import annotations

import numpy as np
import streamlit as st

from culling.ui.components.gallery import Lines, show_gallery
from culling.ui.jobs import OpenFolder
from culling.ui.listing import Rows
from culling.ui.redraw import redraw
from culling.ui.rooms import listed
from culling.ui.rooms.suggestions import acts
from culling.ui.state import Session
from culling.ui.suggesting import HOW

KEY = "suggestion_photos"
LINES = 2000  # the surest ones; more would be sent with every key
_WHAT_FOLLOWS = ["suggestions_head", "suggestion_beside", "verdicts"]


@st.fragment(key="suggestions")
def show(state: Session) -> None:
    """The photos, in the list as it was when the kind or a cutoff was last changed."""
    folder = state.open
    if folder is None:
        return
    rows = state.suggesting.rows(folder, state.alike)
    show_gallery(
        state,
        rows,
        walk=state.suggesting.walk,
        key=KEY,
        pressed=lambda presses: _pressed(state, presses),
        arrived=lambda at: _arrived(state, at),
        lines=_lines(state, folder, rows),
        empty="No photo is suggested here.",
    )


def _lines(state: Session, folder: OpenFolder, rows: Rows) -> Lines:
    """How sure and why, short: what stays is told beside."""
    told = state.suggesting.lines(folder, state.alike)
    of_row = np.zeros(len(state.table), np.uint32)
    texts = [""]
    for row in rows[:LINES].tolist():
        if line := told.get(str(state.table.index[row])):
            of_row[row] = len(texts)
            texts.append(line)
    return Lines(texts, of_row)


def refresh(state: Session, folder: OpenFolder) -> None:
    """A button that makes the list anew, where that would change it."""
    if state.suggesting.stale(folder, state.alike) and st.button(
        "Make the list anew",
        key="suggestions_again",
        type="tertiary",
        icon=":material/refresh:",
        help="The list holds still while you mark; photos that you kept leave it now.",
    ):
        state.suggesting.refresh()
        st.rerun()


def mark(state: Session, how: str | None) -> None:
    """Mark the current photo, or those that are selected, as the keys do; then go on as they do."""
    walk = state.suggesting.walk
    meant = walk.marked_next
    acts.mark(state, meant, how)
    if how is not None and len(meant) == 1 and not walk.comparing:
        _step(state, meant[0])


def _step(state: Session, path: str) -> None:
    folder = state.open
    if folder is None or path not in state.table.index:
        return
    rows = state.suggesting.rows(folder, state.alike)
    after = np.flatnonzero(rows == state.table.index.get_loc(path)) + 1
    if len(after) and after[0] < len(rows):
        state.suggesting.walk.go(str(state.table.index[rows[after[0]]]))


def _pressed(state: Session, presses: object) -> None:
    if state.open is None:
        return
    problems = listed.take_up(state, state.open, presses, HOW)
    if problems:
        st.rerun()
    overtook = state.suggesting.walk.overtook(state.marking.heard)
    redraw(["suggestions", *_WHAT_FOLLOWS] if overtook else ["suggestions"])


def _arrived(state: Session, at: object) -> None:
    if state.open is None:
        return
    before = state.suggesting.walk.current
    state.suggesting.walk.arrive(at, state.open.sheet)
    if state.suggesting.walk.current not in state.suggesting.lines(state.open, state.alike):
        state.suggesting.walk.current = before  # said of the list before this one
    redraw(_WHAT_FOLLOWS)
