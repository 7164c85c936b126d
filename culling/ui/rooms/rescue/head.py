"""The head of the page: one photo, the queue of those worth a look, many at once."""

from __future__ import annotations

from functools import partial

import streamlit as st

from culling.ui.rescuing import Room
from culling.ui.rooms import switch
from culling.ui.state import Session

_ROOMS: dict[Room, str] = {"photo": "One photo", "queue": "Queue", "many": "Many at once"}


def show(state: Session) -> Room:
    """The title and the choice; the room that is open."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.title("Rescue")
        switch.show(
            state,
            "Part of the page",
            _ROOMS,
            name="rescue_room",
            present=state.rescuing.room,
            turn=partial(_enter, state),
        )
    return state.rescuing.room


def _enter(state: Session, room: Room) -> None:
    state.rescuing.room = room
