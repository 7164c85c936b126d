"""A second look at what is rejected: deblur, more light, enlarge, the whole photo or a part of it."""

import streamlit as st

from culling.ui.rooms.frame import show_no_photos
from culling.ui.rooms.rescue import head
from culling.ui.rooms.rescue.batch import room as batch
from culling.ui.rooms.rescue.one import room as one
from culling.ui.rooms.rescue.queue import room as queue
from culling.ui.state import Session, session


def _show(state: Session) -> None:
    if state.table.empty:
        st.title("Rescue")
        show_no_photos(state)
        return
    {"photo": one, "queue": queue, "many": batch}[head.show(state)].show(state)


_show(session())
