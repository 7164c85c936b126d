"""What is done to the photo that is viewed: turning, marking, zooming, comparing; by buttons and by keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

import streamlit as st

from culling.marks import MARKS
from culling.ui.rooms import overlay, person, why
from culling.ui.state import Session

_MARK_KEYS = {"must-have": "p", "keep": "k", "maybe": "m", "reject": "r"}
_ONWARD = "detail_onward"
_BESIDE = "detail_beside"
_ZOOM = "detail_zoom"
_NEAR = 12  # photos before and after this one that are offered for comparison


def zoom() -> tuple[int, str]:
    """What the buttons asked the loupe for last, after a number that grows with each wish."""
    wish: tuple[int, str] = st.session_state.get(_ZOOM, (0, "fit"))
    return wish


def show_zoom() -> None:
    """The buttons that zoom."""
    for how, label, words in (("fit", "Fit", "Key 0"), ("full", "100 %", "Key 1: a photo pixel per screen pixel")):
        st.button(label, key=f"zoom_{how}", help=words, on_click=_zoom, args=(how,))


def _zoom(how: str) -> None:
    st.session_state[_ZOOM] = (zoom()[0] + 1, how)


def keys(state: Session) -> dict[str, Callable[[], None]]:
    """What each key does, by the browser's name of it."""
    looking: dict[str, Callable[[], None]] = {
        "ArrowRight": partial(_go, state, 1),
        "ArrowLeft": partial(_go, state, -1),
        **{key: partial(overlay.toggle_overlay, state, kind) for key, kind in overlay.KEYS.items()},
    }
    if not person.may_mark():
        return looking
    marking = {key: partial(_mark_viewed, state, mark) for mark, key in _MARK_KEYS.items()}
    return {**looking, **marking, "c": partial(_mark_viewed, state, None), "u": partial(_undo, state)}


def show_turns(state: Session, path: str) -> None:
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
    marks = ""
    if person.may_mark():
        st.toggle("After a mark go to the next photo", value=True, key=_ONWARD, persist_state="session")
        marks = "P K M R mark · C clear · U undo · "
    st.caption(
        f"Keys: ← → turn · {marks}{overlay.keys_in_words()} · Z 100 % and back · + − 0 1 zoom · Shift + arrows pan"
    )


def _go(state: Session, by: Literal[1, -1]) -> None:
    state.viewing = state.neighbour(by) or state.viewing


def show_marks(state: Session, path: str) -> None:
    """Verdict, and a button per mark; a mark is written at once and always wins."""
    why.show_verdict(state, path)
    now = state.table["mark"].get(path) if "mark" in state.table else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for mark in MARKS:
            person.button(
                mark.capitalize(),
                key=f"mark_{mark}",
                type="primary" if mark == now else "secondary",
                help=f"Key {_MARK_KEYS[mark].upper()}",
                on_click=_mark,
                args=(state, path, mark),
            )
        person.button(
            "Clear mark", key="mark_clear", type="tertiary", help="Key C", on_click=_mark, args=(state, path, None)
        )
        person.button(
            "Undo", key="mark_undo", type="tertiary", help="Undo the last mark: U", on_click=_undo, args=(state,)
        )


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


def beside(state: Session) -> list[str]:
    """The photos chosen to stand beside the one viewed."""
    return [path for path in st.session_state.get(_BESIDE, []) if path in state.table.index]


def choose_beside(state: Session, path: str) -> None:
    """Up to three others of the list, which stay beside whatever photo is viewed."""
    at = state.among.index(path) if path in state.among else 0
    near = ({*state.among[max(at - _NEAR, 0) : at + _NEAR + 1]} - {path}) | {*beside(state)}
    there = [other for other in dict.fromkeys([*state.among, *beside(state)]) if other in near]  # order stays the same
    st.multiselect(
        "Compare with",
        [other for other in there if other in state.table.index],
        max_selections=3,
        key=_BESIDE,
        placeholder="Up to three others",
    )


def forget_beside() -> None:
    """No photo stands beside the next one that is opened."""
    st.session_state.pop(_BESIDE, None)
