"""One photo large or a few side by side, with what is said of it, and a person's mark; by buttons and by keys."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

import pandas as pd
import streamlit as st

from culling.ui.components.loupe import Seen, show_loupe
from culling.ui.rooms import controls, numbers, overlay, people, why
from culling.ui.rooms.rescue import way
from culling.ui.rooms.similar import more_like
from culling.ui.state import Session

_HEIGHTS = {1: "52vh", 2: "58vh", 3: "58vh", 4: "70vh"}


def show_viewed(state: Session) -> None:
    """The dialog, when a photo is being viewed."""
    if state.viewing is not None and state.viewing in state.table.index:
        _dialog(state)


def look_at(state: Session, photos: Sequence[str], key: str, among: Sequence[str] | None = None) -> None:
    """Open one of these photos without pointing at its tile: for the keyboard and for screen readers.

    `among` is what next and previous then go through; these photos when left out.
    """

    def opened() -> None:
        state.view(st.session_state[key], among or photos)
        st.session_state[key] = None
        st.rerun()

    st.selectbox(
        "Look at a photo",
        list(dict.fromkeys(photos)),
        index=None,
        key=key,
        placeholder="Look at a photo …",
        label_visibility="collapsed",
        on_change=opened,
        width=190,
    )


def close(state: Session) -> None:
    """Stop viewing."""
    state.view(None)
    controls.forget_beside()


@st.dialog("Photo", width="large", on_dismiss=lambda: close(_here()))
def _dialog(state: Session) -> None:
    path = state.viewing
    if path is None or state.open is None or path not in state.table.index:
        return
    row = _row(state, path)
    paths = [path, *(other for other in controls.beside(state) if other != path)]
    several = len(paths) > 1
    above = st.container()  # always there, so that what follows keeps its place and its focus
    left, right = st.columns([7, 4], gap="medium")
    with above if several else left:
        st.text(path)
        _pictures(state, paths)
        _below(state, row)
    with right:
        controls.show_turns(state, path)
        controls.show_marks(state, path)
        if not _broken(row):
            overlay.choose_picture(state)
            overlay.show_legend(state, row)
        faces = st.container()
        controls.choose_beside(state, path)
        if not _broken(row):
            numbers.show_classes(row)
    with left:
        why.show_rules(state, path)
        if several:
            why.show_compare(state, paths)
        if not _broken(row):
            numbers.show_measures(row)
    if not _broken(row):
        with faces:  # last, since faces are looked at now: everything else is there already
            people.show(state, path, row)


def _here() -> Session:
    from culling.ui.state import session

    return session()


def _row(state: Session, path: str) -> pd.Series[Any]:
    return state.table.loc[[path]].iloc[0]


def _broken(row: pd.Series[Any]) -> bool:
    return isinstance(row.get("error"), str)


def _pictures(state: Session, paths: list[str]) -> None:
    """The photos in the loupe, or something of them in colour."""
    row = _row(state, paths[0])
    following = state.neighbour(1)
    show_loupe(
        state,
        [_seen(state, path, named=len(paths) > 1) for path in paths],
        key="detail_viewer",
        keys=controls.keys(state),
        overlay=overlay.shown_kind(state, row),
        ahead=[_seen(state, following)] if following and not _broken(_row(state, following)) else [],
        zoom=controls.zoom(),
        height=_HEIGHTS[len(paths)] if len(paths) > 1 or not _broken(row) else "0",
    )


def _seen(state: Session, path: str, named: bool = False) -> Seen:
    """What the loupe is told of a photo; without a picture when it could not be read."""
    row = _row(state, path)
    kind = overlay.shown_kind(state, row)
    broken = _broken(row)
    mark = row.get("mark")
    return Seen(
        key=path,
        alt="" if broken else overlay.picture_words(state, path, row),
        preview="" if broken else _address(state, path, kind or "preview"),
        full=None if broken or kind else _address(state, path, "full"),
        width=_size(row.get("width")),
        height=_size(row.get("height")),
        head=PurePosixPath(path).name if named else "",
        verdict=str(state.tuning.decisions.loc[path, "verdict"]),
        mark=mark if isinstance(mark, str) else None,
        broken=f"This file could not be read: {row['error']}" if broken else None,
    )


def _address(state: Session, path: str, kind: str) -> str:
    """Where a picture of a photo is; "" when a scan has just taken the photo out of the folder."""
    if state.open is None:
        return ""
    sheet = state.open.sheet
    row = int(sheet.table.index.get_indexer(pd.Index([path], dtype=object))[0])
    return f"{sheet.address}/picture/{kind}/{row}" if row >= 0 else ""


def _size(value: Any) -> float | None:
    return float(value) if numbers.is_known(value) else None


def _below(state: Session, row: pd.Series[Any]) -> None:
    """The EXIF line, the zoom and the tags; the reason when the file could not be read."""
    if _broken(row):
        st.error("This file could not be read, so it is neither kept nor rejected.")
        st.text(row["error"])
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        controls.show_zoom()
        st.text(numbers.exif_line(row) or "No EXIF.")
        more_like.show_way(state, str(row.name))
        way.show_way(state, str(row.name))
    numbers.show_tags(row)
