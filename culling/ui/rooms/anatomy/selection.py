"""The photos that were chosen on the page of blur anatomy."""

from __future__ import annotations

import streamlit as st

from culling.ui.rooms import chosen
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
    chosen.show(
        state,
        state.anatomy,
        rows,
        name="anatomy",
        how="by blur anatomy",
        then=FOLLOW,
        value=state.anatomy.subject,
    )
