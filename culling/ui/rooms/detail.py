"""One photo large, with what the measures and the rules say of it, and a person's mark; by buttons and by keys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

import pandas as pd
import streamlit as st

from culling.explain import explain
from culling.ui.components.viewer import show_picture
from culling.ui.rooms import numbers, overlay
from culling.ui.rooms.frame import BADGES
from culling.ui.state import Session

MARKS = {"keep": "Keep", "maybe": "Maybe", "reject": "Reject"}
_ONWARD = "detail_onward"


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


@st.dialog("Photo", width="large", on_dismiss=lambda: close(_here()))
def _dialog(state: Session) -> None:
    path = state.viewing
    if path is None or state.open is None or path not in state.table.index:
        return
    row = state.table.loc[[path]].iloc[0]
    seen, said = st.columns([7, 4], gap="medium")
    with seen:
        st.text(path)
        _picture(state, path, row)
    with said:
        _turn(state, path)
        _marks(state, path)
        if not _broken(row):
            overlay.choose_picture(state)
            overlay.show_scale(state, row)
            numbers.show_classes(row)
    numbers.show_reasons(explain(state.table, state.policy, path))
    if not _broken(row):
        numbers.show_measures(row)


def _here() -> Session:
    from culling.ui.state import session

    return session()


def _picture(state: Session, path: str, row: pd.Series[Any]) -> None:
    """The photo or its blur map, and its EXIF line; the reason when it could not be read."""
    broken = _broken(row)
    show_picture(
        state,
        "" if broken or state.open is None else overlay.picture_url(state, state.open.link(path), row),
        "" if broken else overlay.picture_words(state, path, row),
        key="detail_viewer",
        keys=_keys(state),
        ahead=_ahead(state),
        height="0" if broken else "52vh",
    )
    if broken:
        st.error("This file could not be read, so it is neither kept nor rejected.")
        st.text(row["error"])
    else:
        st.text(numbers.exif_line(row) or "No EXIF.")


def _broken(row: pd.Series[Any]) -> bool:
    return isinstance(row.get("error"), str)


def _ahead(state: Session) -> list[str]:
    """The picture that is likely next."""
    path = state.neighbour(1)
    if path is None or state.open is None:
        return []
    row = state.table.loc[[path]].iloc[0]
    return [] if _broken(row) else [overlay.picture_url(state, state.open.link(path), row)]


def _keys(state: Session) -> dict[str, Callable[[], None]]:
    return {
        "ArrowRight": partial(_go, state, 1),
        "ArrowLeft": partial(_go, state, -1),
        "k": partial(_mark_viewed, state, "keep"),
        "m": partial(_mark_viewed, state, "maybe"),
        "r": partial(_mark_viewed, state, "reject"),
        "c": partial(_mark_viewed, state, None),
        "b": partial(overlay.toggle_overlay, state),
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
            st.text(f"{state.among.index(path) + 1:,} of {len(state.among):,}")
    st.toggle("After a mark go to the next photo", value=True, key=_ONWARD, persist_state="session")
    st.caption("Keys: ← → turn · K M R mark · C clear · B blur map")


def _go(state: Session, by: Literal[1, -1]) -> None:
    state.viewing = state.neighbour(by) or state.viewing


def _marks(state: Session, path: str) -> None:
    """Verdict, and the four buttons; a mark is written at once and always wins."""
    decision = state.tuning.decisions.loc[path]
    verdict, by_hand = str(decision["verdict"]), decision["source"] == "human"
    st.markdown(f":{BADGES[verdict]}-badge[{verdict}] {'marked by you' if by_hand else 'by the policy'}")
    with st.container(horizontal=True, vertical_alignment="center"):
        for mark, label in MARKS.items():
            st.button(
                label,
                key=f"mark_{mark}",
                type="primary" if by_hand and verdict == mark else "secondary",
                help=f"Key {label[0]}",
                on_click=_mark,
                args=(state, path, mark),
            )
        st.button(
            "Clear mark", key="mark_clear", type="tertiary", help="Key C", on_click=_mark, args=(state, path, None)
        )


def _mark_viewed(state: Session, mark: str | None) -> None:
    if state.viewing is not None:
        _mark(state, state.viewing, mark)


def _mark(state: Session, path: str, mark: str | None) -> None:
    """Mark a photo and go on to the next one, unless that is switched off or the mark is taken back."""
    state.mark(path, mark)
    if mark is not None and st.session_state.get(_ONWARD, True):
        _go(state, 1)
