"""The queue as a table whose rows are ticked: for those who use neither pointer nor keys, and for reading."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.ui.rescue_queue import HOW, Seen
from culling.ui.rooms import listed, person
from culling.ui.rooms.rescue import words
from culling.ui.state import Session

_NAME = "rescue_queue_table"
_LOOKS = {
    "file": st.column_config.TextColumn(width="medium"),
    "gain": st.column_config.NumberColumn(
        format="%.1f", width="small", help="The queue's order: how far the network moves the part, in levels."
    ),
    "before": st.column_config.NumberColumn(
        format="%.2f", width="small", help="Worst margin of the part that was tried, as a share of its cutoff."
    ),
    "after": st.column_config.NumberColumn(
        format="%.2f", width="small", help="The same after the remedy; from 0 on it passes."
    ),
    "why rejected": st.column_config.TextColumn(width="large"),
}


@st.fragment(key=_NAME)
def show(state: Session) -> None:
    """A page of the queue, and what can be done with those that are ticked."""
    if state.open is None:
        return
    seen = state.rescuing.queue.look(state.open, state.policy)
    photos = seen.photos.iloc[listed.page(len(seen.photos), "rescue_queue")]
    ticked = listed.ticked_in(_content(photos), _NAME, _LOOKS)
    _acts(state, seen, ticked)


def _content(photos: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "file": [str(path) for path in photos.index],
            "gain": photos["gain"].to_numpy(),
            "after it": [words.outcome(then) for then in photos["then"]],
            "remedy": [words.REMEDIES[remedy] for remedy in photos["remedy"]],
            "before": photos["before"].to_numpy(),
            "after": photos["after"].to_numpy(),
            "why rejected": photos["reasons"].to_numpy(),
        }
    )


def _acts(state: Session, seen: Seen, ticked: list[str]) -> None:
    """Buttons for the rows that are ticked."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(f"{len(ticked):,} ticked", width="content")
        st.button(
            "Rescue these …",
            key="rescue_table_pick",
            type="primary",
            disabled=not ticked,
            on_click=_pick,
            args=(state, ticked),
        )
        st.button(
            "Open",
            key="rescue_table_open",
            disabled=len(ticked) != 1,
            help="One photo at a time.",
            on_click=_open,
            args=(state, seen, ticked),
        )
        for label, name, mark in (("Mark keep", "keep", "keep"), ("Not worth it", "reject", "reject")):
            person.button(
                label, key=f"rescue_table_{name}", disabled=not ticked, on_click=_mark, args=(state, ticked, mark)
            )
        st.button(
            "Undo",
            key="rescue_table_undo",
            type="tertiary",
            disabled=not state.marking.can_undo,
            on_click=_undo,
            args=(state,),
        )


def _pick(state: Session, ticked: list[str]) -> None:
    state.rescuing.queue.picked = tuple(ticked)
    state.rescuing.room = "many"
    st.rerun()


def _open(state: Session, seen: Seen, ticked: list[str]) -> None:
    state.rescuing.choose(ticked[0], seen.edit_of(ticked[0]))
    st.rerun()


def _mark(state: Session, ticked: list[str], mark: str) -> None:
    try:
        state.mark_all([(path, mark) for path in ticked if path in state.table.index], HOW)
    except (CullingError, ValueError) as reason:
        state.notes.append(str(reason))
    listed.untick(_NAME)
    st.rerun()


def _undo(state: Session) -> None:
    try:
        state.undo_mark()
    except CullingError as reason:
        state.notes.append(str(reason))
    st.rerun()
