"""Choose a folder, watch the scan, see what was found and what could not be read."""

import streamlit as st

from culling.ui.rooms import choose, found, scanning
from culling.ui.state import Session, session


def _show(state: Session) -> None:
    st.title("Library")
    choose.show(state)
    if state.open is None:
        choose.show_first_steps()
        return
    scanning.show(state)
    if state.table.empty:
        found.show_nothing(state)
        return
    found.show_summary(state)
    found.show_unreadable(state)
    found.show_photos(state)


_show(session())
