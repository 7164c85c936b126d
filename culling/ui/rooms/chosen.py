"""Photos that were chosen on a map, the same on each page with one: a gallery to mark them, and the way to Review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import streamlit as st

from culling.labels.words import counted
from culling.ui.components.gallery import show_gallery
from culling.ui.listing import Rows
from culling.ui.places import PAGES
from culling.ui.redraw import redraw
from culling.ui.rooms import listed
from culling.ui.state import Session
from culling.ui.walk import Walk


class Selected(Protocol):
    """What a page with a map keeps of its selection."""

    selection: tuple[str, ...]
    walk: Walk

    def select(self, paths: Sequence[str]) -> None: ...


def show(
    state: Session,
    selected: Selected,
    rows: Rows,
    *,
    name: str,
    how: str,
    then: Sequence[str],
    value: str | None = None,
    told: str | None = None,
) -> None:
    """The selected photos.

    Args:
        rows: their row numbers, those that are still there.
        name: begins the keys of the widgets; the gallery is `{name}_photos`.
        how: they were selected, as the list on Review says it.
        then: parts of the page that a mark may change.
        value: a measure whose value stands beneath each photo.
        told: so many of what, "16 lost keepers"; None for so many photos selected.
    """
    photos = counted(len(rows), "photo")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{told}**" if told else f"**{photos}** selected", width="content")
        if st.button("Review these", key=f"{name}_review", type="tertiary", icon=":material/arrow_forward:"):
            state.listing.show_only(selected.selection, told or f"{photos} selected {how}")
            st.switch_page(PAGES / "review.py")
        if st.button("Clear", key=f"{name}_clear", type="tertiary", icon=":material/close:"):
            selected.select(())
            st.rerun()
    show_gallery(
        state,
        rows,
        walk=selected.walk,
        key=f"{name}_photos",
        pressed=lambda presses: take_marks(state, presses, then),
        arrived=lambda at: _arrived(state, selected, at),
        value=value,
    )


def take_marks(state: Session, presses: object, then: Sequence[str], how: str = "review") -> None:
    """Mark what a person pressed, and draw anew what that may change."""
    if state.open is None:
        return
    problems = listed.take_up(state, state.open, presses, how)
    st.rerun() if problems else redraw([*then, "verdicts"])


def _arrived(state: Session, selected: Selected, at: object) -> None:
    if state.open is not None:
        selected.walk.arrive(at, state.open.sheet)
