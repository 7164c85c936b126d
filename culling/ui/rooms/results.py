"""What the cutoffs do: counts and their change; the photos that flipped, at the edge, or by another policy."""

from __future__ import annotations

import streamlit as st

from culling.guard import SAVED, was_saved
from culling.judge import VERDICTS
from culling.ui.places import PAGES
from culling.ui.rooms import strips, versus
from culling.ui.rooms.frame import BADGES, LETTERS, share_bar
from culling.ui.state import Session

_VIEWS = ("last move and edge", "beside another policy")


@st.fragment(key="results")
def show(state: Session) -> None:
    """Everything on the right of the cutoffs."""
    _counts(state)
    shown = st.segmented_control(
        "Show",
        _VIEWS,
        default=_VIEWS[0],
        required=True,
        key="results_as",
        label_visibility="collapsed",
        persist_state="session",
    )
    if shown == _VIEWS[1]:
        versus.show(state)
        return
    with st.container():  # always there, so that what follows keeps its place
        strips.show_last_move(state)
    with st.container():
        strips.show_edge(state)


def _counts(state: Session) -> None:
    """Four counts, and by how much the last move changed each."""
    counts = state.tuning.counts()
    change = state.tuning.last.change() if state.tuning.last else {}
    share_bar(counts)
    for column, verdict in zip(st.columns(4, gap="small"), VERDICTS, strict=True):
        delta = change.get(verdict) or None
        label = f":{BADGES[verdict]}-badge[{LETTERS[verdict]}] {verdict}"
        column.metric(label, f"{counts[verdict]:,}", delta=delta, delta_color="off")
    with st.container():
        if state.policy.guard:
            _saved(state)


def _saved(state: Session) -> None:
    """How many of the maybe the group guard saved, and the way to them."""
    if "group" not in state.table:
        st.caption("The policy guards groups, and this folder keeps none: choose groups on **Similar**.")
        return
    paths = [str(path) for path in state.table.index[was_saved(state.tuning.decisions)]]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":yellow-badge[M] **{len(paths):,}** saved by guard", width="content")
        if paths and st.button("Review these", key="review_saved", type="tertiary", icon=":material/arrow_forward:"):
            state.listing.show_only(paths, SAVED)
            st.switch_page(PAGES / "review.py")
