"""The groups beside the map: each with its keeper and why, as tiles or as a table."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import pandas as pd
import streamlit as st

from culling.ui.components.groups import show_groups
from culling.ui.group_list import By, GroupList, Only
from culling.ui.grouped import judge_groups
from culling.ui.jobs import OpenFolder
from culling.ui.redraw import redraw
from culling.ui.rooms.icon_button import icon_button
from culling.ui.rooms.similar import groups_table, groups_words
from culling.ui.rooms.similar.groups_acts import Grouped, take_up
from culling.ui.state import Session

KEY = "similar_groups"
_FOLLOW = ["groups", "verdicts"]
_BY: dict[By, str] = {
    "deciding": "Worth deciding",
    "photo": "By first photo",
    "size": "Largest first",
    "date": "By date",
}
_ONLY: dict[Only, str] = {
    "all": "All groups",
    "undecided": "Undecided",
    "saved": "Saved by guard",
    "chosen": "Keeper chosen",
}
_EMPTY = "No group is in this list. The choice above the groups says which ones are."


@st.fragment(key="groups")
def show(state: Session) -> None:
    """The groups, or why there are none."""
    folder = state.open
    if folder is None:
        return
    groups, best = state.alike.groups(folder), state.alike.table(folder)
    if groups is None or best is None:
        st.text("Groups appear here when they have been found.")
        return
    found = _grouped(state, folder, groups, best)
    if not len(found.groups):
        groups_words.show_none(state, folder)
        return
    view = _choices(state, found)
    groups_words.show_facts(state, folder, found.groups, int(found.said.saved.sum()))
    if view == "table":
        groups_table.show(state, folder, found)
        return
    show_groups(
        state,
        found.told,
        best,
        found.said,
        order=found.order,
        chosen=found.chosen,
        key=KEY,
        pressed=lambda presses: _pressed(state, presses),
        rested=lambda: redraw([*_FOLLOW, "map"]),
        selected=lambda group: _selected(state, found.groups, group),
        empty=_EMPTY,
    )


def _grouped(state: Session, folder: OpenFolder, groups: pd.Series[float], best: pd.DataFrame) -> Grouped:
    browsing, table = state.alike.browsing, state.table
    near = folder.likeness.neighbours if state.alike.method not in ("exact", "piccl") else None
    told = browsing.told(table, groups, best, None if near is None else near.forest(2))
    said = judge_groups(table, best, state.policy)
    chosen = np.asarray(table.index.isin(folder.catalog.chosen_keepers()), np.bool_)
    unmarked = table["mark"].isna().to_numpy(dtype=np.bool_) if "mark" in table else np.ones(len(table), np.bool_)
    keeps = chosen & best["keeper"].to_numpy(dtype=np.bool_)
    have = [told.groups.any(photos) for photos in (unmarked, said.saved, keeps)]
    order = browsing.listed(told.groups, *have)
    return Grouped(told, best, said, chosen, order, browsing.is_stale(told.groups, *have))


# -- above the groups ------------------------------------------------------------------------------------------------


def _choices(state: Session, found: Grouped) -> str:
    """Order, filter, and the switch between tiles and table."""
    browsing = state.alike.browsing
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _choice(state, "Groups in which order", "by", _BY, browsing.by)
        _choice(state, "Which groups", "only", _ONLY, browsing.only)
        if found.stale:
            icon_button(
                "List anew",
                key="groups_again",
                icon=":material/refresh:",
                help="The order and the choice as they are now; they hold still while you mark.",
                on_click=browsing.refresh,
            )
        return str(
            st.segmented_control(
                "Groups as",
                ["tiles", "table"],
                default="tiles",
                required=True,
                key="groups_as",
                persist_state="session",
                label_visibility="collapsed",
            )
        )


def _choice(state: Session, label: str, name: str, words: dict[Any, str], value: str) -> None:
    key = state.mirrors.key(f"groups_{name}", value)
    st.selectbox(
        label,
        get_args({"by": By, "only": Only}[name]),
        index=list(words).index(value),
        format_func=words.__getitem__,
        key=key,
        width=150,
        label_visibility="collapsed",
        on_change=_chosen,
        args=(state, name, key),
    )


def _chosen(state: Session, name: str, key: str) -> None:
    value = st.session_state[key]
    if state.mirrors.moved(key, value):
        setattr(state.alike.browsing, name, value)


# -- what is pressed -------------------------------------------------------------------------------------------------


def _pressed(state: Session, presses: object) -> None:
    if state.open is None:
        return
    problems = take_up(state, state.open, presses)
    state.follow()
    state.notes.extend(problems)
    st.rerun() if problems else redraw(_FOLLOW)


def _selected(state: Session, groups: GroupList, group: object) -> None:
    if type(group) is int and 0 <= group < len(groups):
        state.alike.select(groups.photos(group))
        redraw(["beside_map", "map"])
