"""What stands above every part of the audit: the switch between the parts, and the cutoffs as they were left."""

from __future__ import annotations

import streamlit as st

from culling.ui.auditing import PARTS
from culling.ui.rooms import toolbar
from culling.ui.state import Session

_KEY = "audit_part"


def show(state: Session) -> str:
    """Which part is shown: one of `PARTS`; the one that was left, when a person comes back from another page."""
    st.title("Audit")
    st.session_state.setdefault(_KEY, state.auditing.part)  # the widget has no default: others move it by its key
    chosen = st.segmented_control(
        "Part of the audit",
        list(PARTS),
        format_func=PARTS.__getitem__,
        key=_KEY,
        label_visibility="collapsed",
        required=True,
    )
    state.auditing.part = chosen or state.auditing.part
    toolbar.note_policy(state)
    if toolbar.was_left(state) and not _has_toolbar(state):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("The cutoffs were left otherwise in this folder than they are now.", width="content")
            toolbar.offer_left(state, "audit_last_cutoffs")
    return state.auditing.part


def _has_toolbar(state: Session) -> bool:
    """Whether the part has the row above the cutoffs, which offers them itself."""
    return (
        state.auditing.part == "cutoff"
        and state.open is not None
        and len(state.auditing.truth(state.open, state.table)) > 0
    )
