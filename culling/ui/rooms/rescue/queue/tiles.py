"""The queue as tiles, gone through by keyboard; each tile says which remedy, and what came of trying it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from culling.ui.components.gallery import Lines, show_gallery
from culling.ui.jobs import OpenFolder
from culling.ui.listing import Rows
from culling.ui.redraw import redraw
from culling.ui.rescue_queue import HOW
from culling.ui.rooms import listed
from culling.ui.rooms.rescue import words
from culling.ui.rooms.rescue.queue import job
from culling.ui.state import Session

KEY = "rescue_queue_photos"
_WHAT_FOLLOWS = ["rescue_queue_beside", job.KEY, "verdicts"]


@st.fragment(key="rescue_queue")
def show(state: Session) -> None:
    """The photos, the largest gain first, those not tried yet at the end."""
    folder = state.open
    if folder is None:
        return
    queue = state.rescuing.queue
    rows = queue.rows(folder, state.policy)
    show_gallery(
        state,
        rows,
        walk=queue.walk,
        key=KEY,
        pressed=lambda presses: _pressed(state, presses),
        arrived=lambda at: _arrived(state, at),
        lines=_lines(state, folder, rows),
        empty="No photo is left in the queue.",
    )


def _lines(state: Session, folder: OpenFolder, rows: Rows) -> Lines:
    photos = state.rescuing.queue.look(folder, state.policy).photos
    of_row = np.zeros(len(state.table), np.uint32)
    of_row[rows] = np.arange(1, len(rows) + 1)
    told = zip(photos["remedy"], photos["then"], photos["gain"], strict=True)
    return Lines(["", *(words.in_short(then, gain, remedy) for remedy, then, gain in told)], of_row)


def _pressed(state: Session, presses: object) -> None:
    if state.open is None:
        return
    listed.take_up(state, state.open, presses, HOW)
    st.rerun()  # a photo that is marked leaves the queue


def _arrived(state: Session, at: object) -> None:
    if state.open is None:
        return
    walk = state.rescuing.queue.walk
    before = walk.current
    walk.arrive(at, state.open.sheet)
    if walk.current not in state.rescuing.queue.look(state.open, state.policy).photos.index:
        walk.current = before  # said of the list before this one
    redraw(_WHAT_FOLLOWS)
