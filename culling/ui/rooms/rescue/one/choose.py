"""Which photo: by name here, or from the queue, the photo dialog, Review. And what is wrong with one that is broken."""

from __future__ import annotations

import streamlit as st

from culling.ui.places import PAGES
from culling.ui.rooms.rescue.one.wishes import Photo
from culling.ui.safety.said import said
from culling.ui.state import Session


def show_empty(state: Session) -> None:
    """What to do on this page before a photo was chosen."""
    with st.container(border=True):
        st.markdown(
            "**No photo chosen yet.** Take one from the queue, or press *Rescue* beside a photo on Review or where "
            "it is shown large. The result becomes a new file; the photo stays as it is."
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _by_name(state)
            st.page_link(PAGES / "review.py", label="To Review", icon=":material/fact_check:")


def show_head(state: Session, photo: Photo) -> None:
    """The name of the photo, its size, and the way to another one."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", gap="small"):
        width, height = photo.size
        size = f"   {width} × {height} px, {width * height / 1e6:.1f} megapixels" if width else ""
        st.text(f"{photo.path}{size}", width="content")
        _by_name(state)


def show_broken(state: Session, photo: Photo) -> bool:
    """Say why a photo cannot be worked on, where that is so; whether it was."""
    error = state.table.loc[[photo.path]].iloc[0].get("error")
    if not isinstance(error, str):
        return False
    st.error("This file could not be read, so there is nothing to work on. Choose another photo.")
    st.text(said(error))
    return True


def _by_name(state: Session) -> None:
    names = [str(path) for path in state.table.index]
    key = state.mirrors.key("rescue_photo", state.rescuing.photo)
    st.selectbox(
        "Photo",
        names,
        index=names.index(state.rescuing.photo) if state.rescuing.photo in names else None,
        placeholder="Choose a photo by name …",
        key=key,
        label_visibility="collapsed",
        width=280,
        on_change=_chosen,
        args=(state, key),
    )


def _chosen(state: Session, key: str) -> None:
    value = st.session_state[key]
    if value is not None and state.mirrors.moved(key, value):
        state.rescuing.choose(value)
