"""Beside the map: the groups, what is selected, or the photos most like one."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from culling.ui.alike import Beside
from culling.ui.rooms.similar import groups, more_like, selection
from culling.ui.state import Session

_NAMES = {"groups": "Groups", "selection": "Selection", "like": "More like this"}
_ROOMS = {"groups": groups.show, "selection": selection.show, "like": more_like.show}


@st.fragment(key="beside_map")
def show(state: Session) -> None:
    """The switch, and what it chose."""
    key = state.mirrors.key("similar_beside", state.alike.beside)
    st.segmented_control(
        "Beside the map",
        get_args(Beside),
        default=state.alike.beside,
        required=True,
        format_func=lambda name: _title(state, name),
        key=key,
        label_visibility="collapsed",
        on_change=_chosen,
        args=(state, key),
    )
    _ROOMS[state.alike.beside](state)


def _title(state: Session, name: str) -> str:
    count = len(state.alike.selection) if name == "selection" else 0
    return f"{_NAMES[name]} ({count:,})" if count else _NAMES[name]


def _chosen(state: Session, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.alike.beside = value
