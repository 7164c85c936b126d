"""What stands above every part of the export: what decides, and the switch between the parts."""

from __future__ import annotations

import streamlit as st

from culling.ui import remembered
from culling.ui.export_job import PARTS, Part
from culling.ui.rooms.export import rights
from culling.ui.rooms.frame import share_bar
from culling.ui.state import Session

_KEY = "export_part"


def show(state: Session) -> Part:
    """The part that is shown; the one that was left, when a person comes back from another page."""
    st.title("Export")
    _policy(state)
    st.session_state.setdefault(_KEY, state.exporting.part)
    chosen = st.segmented_control(
        "Part of the export",
        list(PARTS),
        format_func=PARTS.__getitem__,
        key=_KEY,
        label_visibility="collapsed",
        required=True,
    )
    if chosen is not None and chosen != state.exporting.part:
        state.exporting.part = chosen
        state.exporting.settle()
    if why := rights.why_not():
        st.info(f"{why} You can look and download.", icon=":material/visibility:")
    return state.exporting.part


def _policy(state: Session) -> None:
    counts = state.tuning.counts()
    marked = int((state.tuning.decisions["source"] == "human").sum())
    said = " · ".join(f"**{count:,}** {verdict}" for verdict, count in counts.items())
    by_hand = f" · of these {marked:,} marked by hand, which always wins" if marked else ""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(said + by_hand, width="content")
        with st.popover("The policy", icon=":material/rule:", width="content", key="export_policy"):
            st.text(f"Policy: {remembered.title_now(state.policy)}")
            st.caption(f"Its number is {state.policy.policy_id}, as in every export. It is changed on **Tune**.")
            st.text("\n".join(f"reject {rule}" for rule in state.policy.rules) or "no rules: nothing is judged")
    share_bar(counts)
