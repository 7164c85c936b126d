"""The photos that were chosen on the map: a gallery of them, to be marked, and the way to Review."""

from __future__ import annotations

import streamlit as st

from culling.ui.components.gallery import show_gallery
from culling.ui.places import PAGES
from culling.ui.rooms.anatomy.scatter import FOLLOW
from culling.ui.state import Session

KEY = "anatomy_photos"
_EMPTY = """
**No photo is selected.** Draw a loop or a box around photos on the map, or choose one of its four parts above it: they
appear here, to be looked at and marked with the same keys as in Review.
"""


@st.fragment(key="anatomy_selection")
def show(state: Session) -> None:
    """The gallery of the selection, or how to select."""
    rows = state.anatomy.rows(state.table)
    if not len(rows):
        st.container(border=True).markdown(_EMPTY)
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{len(rows):,} photo{'s' * (len(rows) != 1)}** selected", width="content")
        if st.button("Review these", key="anatomy_review", type="tertiary", icon=":material/arrow_forward:"):
            state.listing.show_only(state.anatomy.selection, f"{len(rows):,} photos selected by blur anatomy")
            st.switch_page(PAGES / "review.py")
        if st.button("Clear", key="anatomy_clear", type="tertiary", icon=":material/close:"):
            state.anatomy.select(())
            st.rerun()
    show_gallery(
        state,
        rows,
        walk=state.anatomy.walk,
        key=KEY,
        pressed=lambda presses: _pressed(state, presses),
        arrived=lambda at: _arrived(state, at),
        value=state.anatomy.subject,
    )


def _pressed(state: Session, presses: object) -> None:
    if state.open is None:
        return
    problems = state.marking.take_up(state.open, presses)
    state.follow()
    state.notes.extend(problems)
    st.rerun() if problems else st.rerun([*FOLLOW, "verdicts"])


def _arrived(state: Session, at: object) -> None:
    if state.open is not None:
        state.anatomy.walk.arrive(at, state.open.sheet)
