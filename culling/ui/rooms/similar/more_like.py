"""The photos most like one photo, nearest first."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import streamlit as st

from culling.ui.components.tiles import Acts, show_tiles
from culling.ui.places import PAGES
from culling.ui.redraw import redraw
from culling.ui.state import Session

COUNT = 24
_EMPTY = """
**Choose a photo** on the map (a click), or by its name below: the photos most like it appear here, nearest first.
"""


def show_way(state: Session, path: str) -> None:
    """A button that leads to the photos most like this one."""
    if st.button("More like this", key="more_like_this", type="tertiary", icon=":material/scatter_plot:"):
        state.alike.look_for(path)
        state.view(None)
        st.switch_page(PAGES / "similar.py")


@st.fragment(key="more_like")
def show(state: Session) -> None:
    """The photo, and its likes."""
    if state.open is None:
        return
    _choose(state)
    path, near = state.alike.like, state.open.likeness.neighbours
    if path is None or path not in state.table.index:
        st.container(border=True).markdown(_EMPTY)
        return
    if near is None:
        st.text("Photos are being compared …")
        return
    found = dict(near.like(path, min(COUNT, max(len(state.table) - 1, 1)))) if path in near.paths else {}
    if not found:
        st.text("Nothing is known of what this photo is like: it could not be read, or was not embedded.")
        return
    _tiles(state, path, found)


def _choose(state: Session) -> None:
    key = state.mirrors.key("like_photo", state.alike.like)
    names = [str(path) for path in state.table.index]
    st.selectbox(
        "Photos like",
        names,
        index=names.index(state.alike.like) if state.alike.like in names else None,
        placeholder="Choose a photo …",
        key=key,
        on_change=_chosen,
        args=(state, key),
    )


def _chosen(state: Session, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        state.alike.like = value


def _tiles(state: Session, path: str, found: dict[str, float]) -> None:
    shown = [path, *(other for other in found if other in state.table.index)]

    def lines(other: str, _row: Any) -> list[str]:
        return ["this photo"] if other == path else [f"distance {found[other]:.3f}"]

    show_tiles(
        state,
        state.tuning.decisions.loc[shown],
        key="like_tiles",
        label=f"Photos like {PurePosixPath(path).name}",
        lines=lines,
        cell=132,
        acts=Acts("more like this", lambda _path: (None, None), _follow),
    )


def _follow(pause: bool) -> None:
    redraw(["verdicts", "more_like", "map"] if pause else ["verdicts"])
