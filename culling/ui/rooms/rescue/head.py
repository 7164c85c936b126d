"""The head of the page: one photo, the queue of those worth a look, many at once."""

from __future__ import annotations

import streamlit as st

from culling.ui.rescuing import Room
from culling.ui.state import Session

_ROOMS: dict[Room, str] = {"photo": "One photo", "queue": "Queue", "many": "Many at once"}


def show(state: Session) -> Room:
    """The title and the choice; the room that is open."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.title("Rescue")
        key = state.mirrors.key("rescue_room", state.rescuing.room)
        st.segmented_control(
            "Part of the page",
            list(_ROOMS),
            default=state.rescuing.room,
            required=True,
            key=key,
            format_func=_ROOMS.__getitem__,
            label_visibility="collapsed",
            on_change=_enter,
            args=(state, key),
        )
    return state.rescuing.room


def _enter(state: Session, key: str) -> None:
    value = st.session_state[key]
    if value is not None and state.mirrors.moved(key, value):
        state.rescuing.room = value
