"""The photos that were chosen on the map: a gallery of them, to be marked, and the way to Review."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from culling.ui.components.gallery import show_gallery
from culling.ui.listing import Rows
from culling.ui.places import PAGES
from culling.ui.state import Session

KEY = "selection_photos"
_EMPTY = """
**No photo is selected.** Draw a loop or a box around photos on the map: they appear here, to be looked at and marked
with the same keys as in Review.
"""


@st.fragment(key="selection")
def show(state: Session) -> None:
    """The gallery of the selection, or how to select."""
    rows = selected(state)
    if not len(rows):
        st.container(border=True).markdown(_EMPTY)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{len(rows):,} photo{'s' * (len(rows) != 1)}** selected", width="content")
        if st.button("Review these", key="selection_review", type="tertiary", icon=":material/arrow_forward:"):
            state.listing.show_only(state.alike.selection, f"{len(rows):,} photos selected on the map")
            st.switch_page(PAGES / "review.py")
        if st.button("Clear", key="selection_clear", type="tertiary", icon=":material/close:"):
            state.alike.select(())
            st.rerun()
    show_gallery(
        state,
        rows,
        walk=state.alike.walk,
        key=KEY,
        pressed=lambda presses: _pressed(state, presses),
        arrived=lambda at: _arrived(state, at),
    )


def selected(state: Session) -> Rows:
    """Row numbers of the selected photos that are still there."""
    rows = state.table.index.get_indexer(pd.Index(state.alike.selection, dtype=object))
    return rows[rows >= 0].astype(np.uint32)


def _pressed(state: Session, presses: object) -> None:
    if state.open is None:
        return
    problems = state.marking.take_up(state.open, presses)
    state.follow()
    state.notes.extend(problems)
    st.rerun() if problems else st.rerun(["selection", "verdicts", "map"])


def _arrived(state: Session, at: object) -> None:
    if state.open is not None:
        state.alike.walk.arrive(at, state.open.sheet)
