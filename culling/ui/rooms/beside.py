"""Beside the gallery: the photo that one is at in words, with buttons for every key."""

from __future__ import annotations

import streamlit as st

from culling.marks import MARKS
from culling.ui.rooms import gallery
from culling.ui.rooms.frame import BADGES
from culling.ui.state import Session
from culling.ui.walk import ONWARD

_KEYS = {"must-have": "P", "keep": "K", "maybe": "M", "reject": "R"}
_ONWARD = {"next": "next photo", "undecided": "next undecided", "stay": "stay"}


@st.fragment(key="beside")
def show(state: Session) -> None:
    """Follows the gallery."""
    listed = gallery.paths(state)
    if state.walk.current not in listed:
        state.walk.current = listed[0] if listed else None
    _turns(state, listed)
    _marks(state)
    _onward(state)
    if state.walk.current is not None:
        _photo(state, state.walk.current)


def _turns(state: Session, listed: list[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "",
            key="review_previous",
            icon=":material/arrow_back:",
            help="Previous photo: ←",
            on_click=gallery.turn,
            args=(state, -1),
        )
        st.button(
            "",
            key="review_next",
            icon=":material/arrow_forward:",
            help="Next photo: →",
            on_click=gallery.turn,
            args=(state, 1),
        )
        st.button("Next undecided", key="review_undecided", help="Key N", on_click=gallery.turn, args=(state, 1, True))
        st.button(
            "",
            key="review_undo",
            icon=":material/undo:",
            help="Undo the last mark: U",
            disabled=not state.marking.can_undo,
            on_click=gallery.undo,
            args=(state,),
        )
        if state.walk.current in listed:
            st.text(f"{listed.index(state.walk.current) + 1:,} of {len(listed):,}")


def _marks(state: Session) -> None:
    with st.container(horizontal=True, gap="small"):
        for mark in MARKS:
            st.button(
                mark.capitalize(),
                key=f"review_mark_{mark}",
                help=f"Key {_KEYS[mark]}",
                on_click=gallery.mark,
                args=(state, mark),
            )
        st.button(
            "Clear", key="review_mark_clear", type="tertiary", help="Key C", on_click=gallery.mark, args=(state, None)
        )


def _onward(state: Session) -> None:
    key = state.mirrors.key("review_onward", state.walk.onward)
    st.segmented_control(
        "After a mark",
        ONWARD,
        default=state.walk.onward,
        required=True,
        key=key,
        format_func=_ONWARD.__getitem__,
        on_change=_chosen,
        args=(state, key),
    )


def _chosen(state: Session, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.walk.onward = value
    st.rerun(["gallery", "beside"])


def _photo(state: Session, path: str) -> None:
    st.text(path)
    decision = state.tuning.decisions.loc[path]
    verdict, by_hand = str(decision["verdict"]), decision["source"] == "human"
    st.markdown(f":{BADGES[verdict]}-badge[{verdict}] {'marked by you' if by_hand else 'by the policy'}")
    if decision["reasons"]:
        st.text(decision["reasons"])
