"""Hand over the decisions: downloads, XMP sidecars, lists, photos sorted into folders; all of it can be undone."""

import streamlit as st

from culling.ui.rooms.export import download, head, history, lists, sort, xmp
from culling.ui.rooms.frame import show_no_photos
from culling.ui.state import Session, session

_ROOMS = {"download": download, "xmp": xmp, "lists": lists, "sort": sort, "history": history}


def _show(state: Session) -> None:
    if state.open is None or state.table.empty:
        st.title("Export")
        show_no_photos(state)
        return
    part = head.show(state)
    with st.container(gap=None):  # a place of its own for each part: what stood in the others is gone at once
        places = {name: st.container() if name == part else st.empty() for name in _ROOMS}
    with places[part]:
        _ROOMS[part].show(state)


_show(session())
