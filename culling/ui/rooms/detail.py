"""One photo large or a few side by side, with what is said of it, and a person's mark; by buttons and by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Literal

import pandas as pd
import streamlit as st

from culling.marks import MARKS
from culling.ui.components.loupe import Seen, show_loupe
from culling.ui.rooms import numbers, overlay, why
from culling.ui.state import Session

_MARK_KEYS = {"must-have": "p", "keep": "k", "maybe": "m", "reject": "r"}
_ONWARD = "detail_onward"
_BESIDE = "detail_beside"
_ZOOM = "detail_zoom"
_HEIGHTS = {1: "52vh", 2: "58vh", 3: "58vh", 4: "70vh"}
_NEAR = 12  # photos before and after this one that are offered for comparison


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
    st.session_state.pop(_BESIDE, None)


@st.dialog("Photo", width="large", on_dismiss=lambda: close(_here()))
def _dialog(state: Session) -> None:
    path = state.viewing
    if path is None or state.open is None or path not in state.table.index:
        return
    row = _row(state, path)
    paths = [path, *(other for other in _beside(state) if other != path)]
    several = len(paths) > 1
    above = st.container()  # always there, so that what follows keeps its place and its focus
    left, right = st.columns([7, 4], gap="medium")
    with above if several else left:
        st.text(path)
        _pictures(state, paths)
        _below(state, row)
    with right:
        _turn(state, path)
        _marks(state, path)
        if not _broken(row):
            overlay.choose_picture(state)
            overlay.show_legend(state, row)
            _choose_beside(state, path)
            numbers.show_classes(row)
    with left:
        why.show_rules(state, path)
        if several:
            why.show_compare(state, paths)
        if not _broken(row):
            numbers.show_measures(row)


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
        keys=_keys(state),
        overlay=overlay.shown_kind(state, row),
        ahead=[_seen(state, following)] if following and not _broken(_row(state, following)) else [],
        zoom=st.session_state.get(_ZOOM, (0, "fit")),
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
    """The EXIF line and the zoom; the reason when the file could not be read."""
    if _broken(row):
        st.error("This file could not be read, so it is neither kept nor rejected.")
        st.text(row["error"])
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button("Fit", key="zoom_fit", help="Key 0; Z: fit or 100 %", on_click=_zoom, args=("fit",))
        st.button(
            "100 %",
            key="zoom_full",
            help="One photo pixel per pixel of the screen: key 1",
            on_click=_zoom,
            args=("full",),
        )
        st.text(numbers.exif_line(row) or "No EXIF.")


def _zoom(how: str) -> None:
    st.session_state[_ZOOM] = (st.session_state.get(_ZOOM, (0, ""))[0] + 1, how)


def _keys(state: Session) -> dict[str, Callable[[], None]]:
    return {
        "ArrowRight": partial(_go, state, 1),
        "ArrowLeft": partial(_go, state, -1),
        **{key: partial(_mark_viewed, state, mark) for mark, key in _MARK_KEYS.items()},
        "c": partial(_mark_viewed, state, None),
        "u": partial(_undo, state),
        **{key: partial(overlay.toggle_overlay, state, kind) for key, kind in overlay.KEYS.items()},
    }


def _turn(state: Session, path: str) -> None:
    """Previous and next, and where in the list the photo stands."""
    with st.container(horizontal=True, vertical_alignment="center"):
        # Never disabled: the focus would fall out of the dialog, and Escape with it.
        for by, icon, words in ((-1, "arrow_back", "Previous photo, key ←"), (1, "arrow_forward", "Next photo, key →")):
            st.button(
                words.partition(" ")[0],
                key=f"turn_{words.partition(' ')[0].lower()}",
                icon=f":material/{icon}:",
                help=words,
                on_click=_go,
                args=(state, by),
            )
        if path in state.among:
            last = ", the last" if state.neighbour(1) is None and len(state.among) > 1 else ""
            st.text(f"{state.among.index(path) + 1:,} of {len(state.among):,}{last}")
    st.toggle("After a mark go to the next photo", value=True, key=_ONWARD, persist_state="session")
    st.caption(
        "Keys: ← → turn · P K M R mark · C clear · U undo · B H F overlays · Z + − 0 1 zoom · Shift + arrows pan"
    )


def _go(state: Session, by: Literal[1, -1]) -> None:
    state.viewing = state.neighbour(by) or state.viewing


def _marks(state: Session, path: str) -> None:
    """Verdict, and a button per mark; a mark is written at once and always wins."""
    why.show_verdict(state, path)
    now = state.table["mark"].get(path) if "mark" in state.table else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for mark in MARKS:
            st.button(
                mark.capitalize(),
                key=f"mark_{mark}",
                type="primary" if mark == now else "secondary",
                help=f"Key {_MARK_KEYS[mark].upper()}",
                on_click=_mark,
                args=(state, path, mark),
            )
        st.button(
            "Clear mark", key="mark_clear", type="tertiary", help="Key C", on_click=_mark, args=(state, path, None)
        )
        st.button("Undo", key="mark_undo", type="tertiary", help="Undo the last mark: U", on_click=_undo, args=(state,))


def _mark_viewed(state: Session, mark: str | None) -> None:
    if state.viewing is not None:
        _mark(state, state.viewing, mark)


def _mark(state: Session, path: str, mark: str | None) -> None:
    """Mark a photo and go on to the next one, unless that is switched off or the mark is taken back."""
    state.mark(path, mark)
    if mark is not None and st.session_state.get(_ONWARD, True):
        _go(state, 1)


def _undo(state: Session) -> None:
    """Take the last step of marking back, and show the photo that it was about."""
    steps = state.marking.steps
    paths = [change.path for change in steps[-1]] if steps else []
    state.undo_mark()
    if len(paths) == 1 and paths[0] in state.among:
        state.viewing = paths[0]


def _beside(state: Session) -> list[str]:
    """The photos chosen to stand beside the one viewed."""
    return [path for path in st.session_state.get(_BESIDE, []) if path in state.table.index]


def _choose_beside(state: Session, path: str) -> None:
    """Up to three others of the list, which stay beside whatever photo is viewed."""
    at = state.among.index(path) if path in state.among else 0
    near = [other for other in state.among[max(at - _NEAR, 0) : at + _NEAR + 1] if other in state.table.index]
    st.multiselect(
        "Compare with",
        list(dict.fromkeys([*_beside(state), *(other for other in near if other != path)])),
        max_selections=3,
        key=_BESIDE,
        placeholder="Up to three others",
    )
