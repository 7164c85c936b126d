"""Choosing one of the two columns, and from which number on or with which words it says that a photo should go."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from culling.ui.rooms.audit.disagreements import files
from culling.ui.rooms.audit.disagreements.kept import FILE, MEASURE, Chosen, Kept, Source, first
from culling.ui.state import Session

_SIDES = {"below": "low ones should go", "above": "high ones should go"}
_WHO = {"left": "Left column", "right": "Right column"}


def pick(state: Session, own: Kept, offered: dict[Source, str], side: str) -> None:
    """What is asked, and from which number on, or with which word, it says that a photo should go."""
    chosen: Chosen = getattr(own, side)
    with st.container(border=True):
        key = state.mirrors.key(f"audit_{side}", chosen.source)
        listed = list(offered)
        st.selectbox(
            _WHO[side],
            listed,
            index=listed.index(chosen.source),
            format_func=offered.__getitem__,
            key=key,
            on_change=_picked,
            args=(state, own, side, key),
            help="Your cutoffs, a rule, another policy, labels, marks, a measure, or a column of a file you add below. "
            "Each says of every photo whether it should go.",
        )
        if chosen.source[0] == MEASURE:
            _cutoff(state, own, side, chosen)
        elif chosen.source[0] == FILE:
            file, column = own.files[chosen.source[1]], chosen.source[2]
            if column in file.numbers:
                _cutoff(state, own, side, chosen)
            else:
                _words(state, own, side, chosen, file.choices(column))


def _picked(state: Session, own: Kept, side: str, key: str) -> None:
    if state.mirrors.moved(key, st.session_state[key]):
        setattr(own, side, first(state, own, st.session_state[key]))
        own.asked = own.asked or side == "right"


def _cutoff(state: Session, own: Kept, side: str, chosen: Chosen) -> None:
    name = "".join(chosen.source[1:])
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        which = state.mirrors.key(f"audit_{side}_side", (name, chosen.side))
        st.selectbox(
            "Which should go",
            list(_SIDES),
            index=list(_SIDES).index(chosen.side),
            format_func=_SIDES.__getitem__,
            key=which,
            width=190,
            on_change=_moved,
            args=(state, own, side, which, "side", name),
        )
        where = state.mirrors.key(f"audit_{side}_cutoff", (name, chosen.cutoff))
        st.number_input(
            "Cutoff",
            value=float(chosen.cutoff),
            step=_step(chosen.cutoff),
            format="%.6g",
            key=where,
            width=160,
            on_change=_moved,
            args=(state, own, side, where, "cutoff", name),
            help="A photo exactly at the cutoff stays.",
        )


def _moved(state: Session, own: Kept, side: str, key: str, part: str, name: str) -> None:
    value = st.session_state[key]
    if value is not None and state.mirrors.moved(key, (name, value)):
        setattr(own, side, replace(getattr(own, side), **{part: value}))


def _words(state: Session, own: Kept, side: str, chosen: Chosen, words: list[str]) -> None:
    key = state.mirrors.key(f"audit_{side}_words", (chosen.source, chosen.go))
    st.pills(
        "Which words mean: should go",
        words,
        selection_mode="multi",
        default=[word for word in chosen.go if word in words],
        format_func=files.plain,
        key=key,
        on_change=_worded,
        args=(state, own, side, key),
    )


def _worded(state: Session, own: Kept, side: str, key: str) -> None:
    chosen: Chosen = getattr(own, side)
    go = tuple(st.session_state[key])
    if state.mirrors.moved(key, (chosen.source, go)):
        setattr(own, side, replace(chosen, go=go))


def _step(cutoff: float) -> float:
    """About a twentieth of the cutoff, as a round number."""
    return float(f"{abs(cutoff) / 20:.0e}") if cutoff else 0.05


def swap(own: Kept) -> None:
    """The left column right, and the right one left."""
    own.left, own.right, own.asked = own.right, own.left, True
