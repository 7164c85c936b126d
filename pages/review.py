"""Go through the photos: look, mark, go on; how far one is, and what came of it."""

import streamlit as st

from culling.ui.rooms import beside, filters, gallery, marks_table, summary
from culling.ui.rooms.frame import show_no_photos
from culling.ui.state import Session, session


def _show(state: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.title("Review")
        if not state.table.empty and not state.walk.finished:
            shown_as = gallery.choose_view(state)
    if state.table.empty:
        show_no_photos(state)
        return
    if state.walk.finished:
        summary.show(state)
        return
    listed = filters.show(state)
    if shown_as == "table":
        marks_table.show(state, listed)
        return
    left, right = gallery.columns()
    with left:
        gallery.show(state)
    with right, st.container(key="beside_column"):
        beside.show(state)


_show(session())
