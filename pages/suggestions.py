"""See what may go and why, kind by kind; accept one, some or all as marks. Nothing is deleted."""

import streamlit as st

from culling.ui.rooms import listed
from culling.ui.rooms.frame import show_no_photos
from culling.ui.rooms.suggestions import acts, beside, empty, gallery, head, table
from culling.ui.state import Session, session


def _show(state: Session) -> None:
    if state.open is None or state.table.empty:
        st.title("Suggestions")
        show_no_photos(state)
        return
    head.show(state)
    if empty.show(state, state.open, acts.seen(state, state.open)):
        return
    if head.shown_as() == "table":
        table.show(state)
        return
    left, right = listed.columns("suggestion")
    with left:
        gallery.show(state)
    with right:
        beside.show(state)


_show(session())
