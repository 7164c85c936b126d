"""Move the cutoffs; see at once which photos change sides, and which lie at the edge."""

import streamlit as st

from culling.ui.rooms import cutoffs, results, toolbar
from culling.ui.rooms.frame import show_no_photos
from culling.ui.state import Session, session


def _show(state: Session) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title("Tune", width="content")
        if not state.table.empty:
            cutoffs.show_switch()
    if state.table.empty:
        show_no_photos(state)
        return
    toolbar.show(state)
    left, right = st.columns([5, 7], gap="medium")
    with left:
        cutoffs.show(state)
    with right, st.container(key="results_column"):
        results.show(state)


_show(session())
