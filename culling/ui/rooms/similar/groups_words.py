"""What is said above the groups, and where there are none: what is missing, and what to do."""

from __future__ import annotations

import numpy as np
import streamlit as st

from culling.group.methods import positions, seconds
from culling.ui.group_list import GroupList
from culling.ui.jobs import OpenFolder
from culling.ui.places import PAGES
from culling.ui.state import Session

_TIMED = ("bursts", "piccl")
_BY_DISTANCE = {"likeness": "Distance", "scenes": "Distance", "bursts": "Gap", "near-duplicates": "Bits", "piccl": "α"}


def show_facts(state: Session, folder: OpenFolder, groups: GroupList, saved: int) -> None:
    """How many groups there are, what could not be asked of photos, and whether the guard is on."""
    count, alone = len(groups.rows), len(state.table) - len(groups.rows)
    if len(groups) == 1 and not alone:
        words = [f"**One group** holds all {count:,} photos"]
    else:
        words = [f"**{len(groups):,}** {'group' if len(groups) == 1 else 'groups'} of {count:,} photos"]
    if alone:
        words.append(f"{alone:,} alone")
    if state.policy.guard:
        words.append(f"{saved:,} saved by guard")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(" · ".join(words), width="content")
        if not state.policy.guard:
            _switch_on_button(state)
    if len(groups) == 1 and not alone and len(groups.rows) > 2:
        st.caption(_all_in_one(state, groups))
    if lacking := missing(state, folder, state.alike.method):
        st.caption(lacking)


def show_none(state: Session, folder: OpenFolder) -> None:
    """Why there is no group, and what to do."""
    with st.container(border=True):
        if len(state.table) == 1:
            st.markdown("**One photo makes no group.** Open a folder with more photos on Library.")
            st.page_link(PAGES / "library.py", label="To the library", icon=":material/photo_library:")
            return
        st.markdown("**No photos belong together** by this method and these settings.")
        method = state.alike.method
        if name := _BY_DISTANCE.get(method):
            st.markdown(f"Move **{name}** above further to the right, or choose another method.")
        elif method == "exact":
            st.markdown("No file is there twice. The method **near-duplicates** finds resized and edited copies.")
        else:
            st.markdown("Choose another method above: **likeness** joins photos up to a distance that you set.")
        if lacking := missing(state, folder, state.alike.method):
            st.markdown(lacking)


def missing(state: Session, folder: OpenFolder, method: str) -> str:
    """How many photos lack what a method asks for, and what becomes of them; "" when none does."""
    table = state.table
    lines = []
    if method in _TIMED and (timeless := int(np.isnan(seconds(table)).sum())):
        lines.append(f"{_photos(timeless)} no time of taking and stay alone.")
    if method == "piccl" and (nowhere := int(np.isnan(positions(table)[0]).sum())):
        lines.append(f"{_photos(nowhere)} no position: they are compared by time and tags among themselves.")
    near = folder.likeness.neighbours if method not in ("exact", "piccl") else None
    if near is not None and (unknown := int((~near.usable).sum())):
        lines.append(f"{_photos(unknown)} no vector (not readable, or not embedded) and stay alone.")
    return " ".join(lines)


def _photos(count: int) -> str:
    return f"{count:,} photo has" if count == 1 else f"{count:,} photos have"


def _all_in_one(state: Session, groups: GroupList) -> str:
    contents = state.table.get("content_hash")
    if contents is not None and contents.notna().all() and contents.nunique() == 1:
        return "All files are the same, byte for byte."
    if name := _BY_DISTANCE.get(state.alike.method):
        return f"Nothing is told apart any more: move {name} above to the left."
    return "Nothing is told apart: choose another method above."


def _switch_on_button(state: Session) -> None:
    st.button(
        "The guard is off: switch it on",
        key="groups_guard",
        type="tertiary",
        icon=":material/shield:",
        help="Cutoffs may reject a group whole. With the guard on, the last acceptable photo of a group is not "
        "rejected. Tune has the same switch.",
        on_click=_switch_on,
        args=(state,),
    )


def _switch_on(state: Session) -> None:
    state.tuning.change(state.policy.guarding(True), "group guard on")
