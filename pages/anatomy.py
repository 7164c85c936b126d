"""See why bokeh looks blurred: the whole image against the subject; exempt what is soft on purpose."""

import streamlit as st

from culling.ui.rooms.anatomy import exemption, scatter, selection, toolbar
from culling.ui.rooms.frame import show_no_photos
from culling.ui.state import Session, session


def _show(state: Session) -> None:
    st.title("Anatomy")
    if state.table.empty:
        show_no_photos(state)
        return
    toolbar.show(state)
    lacking = toolbar.missing(state)
    if lacking is not None:
        toolbar.show_missing(state, lacking)
        return
    left, right = st.columns([7, 5], gap="medium")
    with left:
        toolbar.show_parts(state)
        scatter.show(state)
    with right, st.container(key="beside_anatomy_column"):
        exemption.show(state)
        selection.show(state)


_show(session())
