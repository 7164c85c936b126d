"""One photo: what is done to it beside the photo itself, where the region is drawn and before and after compared."""

from __future__ import annotations

import streamlit as st

from culling.ui.jobs import OpenFolder
from culling.ui.rooms.frame import show_no_photos
from culling.ui.rooms.rescue.one import choose, doing, light, machine, results, stage, where
from culling.ui.rooms.rescue.one.wishes import photo_of
from culling.ui.state import Session

_STYLE = """
@media (max-width: 1000px) {
  .st-key-rescue_columns [data-testid="stHorizontalBlock"]:has(> .stColumn) { flex-direction: column; }
  .st-key-rescue_columns .stColumn { width: 100%; flex: none; }
}
.st-key-rescue_columns [data-testid="stSliderTickBar"] { display: none; }
"""


def show(state: Session) -> None:
    """The photo that was chosen; without one, how to choose."""
    if state.open is None:
        show_no_photos(state)
        return
    st.html(f"<style>{_STYLE}</style>")
    photo = photo_of(state, state.open)
    if photo is None:
        choose.show_empty(state)
        return
    choose.show_head(state, photo)
    if choose.show_broken(state, photo):
        return
    with st.container(key="rescue_columns"):
        left, right = st.columns([7, 4], gap="medium")
        with right:
            _panel(state, state.open)
        with left:
            stage.show(state, state.open, photo)
            results.show(state, photo)


def _panel(state: Session, folder: OpenFolder) -> None:
    """What is done, where, and who does it."""
    photo = photo_of(state, folder)
    if photo is None:
        return
    doing.show(state)
    where.show(state, photo)
    light.show(state)
    machine.show(state)
