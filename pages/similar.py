"""See which photos are alike: a map, groups at a distance that moves, the keeper of each group."""

import streamlit as st

from culling.ui.rooms.frame import show_no_photos
from culling.ui.rooms.similar import beside, methods, photo_map, toolbar
from culling.ui.state import Session, session


def _show(state: Session) -> None:
    view = toolbar.show_head(state)
    if state.table.empty:
        show_no_photos(state)
        return
    toolbar.show(state)
    if view == "methods":
        methods.show(state)
        return
    left, right = st.columns([6, 6], gap="medium")
    with left:
        photo_map.show(state)
    with right, st.container(key="beside_map_column"):
        beside.show(state)


_show(session())
