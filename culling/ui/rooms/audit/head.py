"""What stands above every part of the audit: the switch between the parts."""

from __future__ import annotations

import streamlit as st

from culling.ui.auditing import PARTS


def show() -> str:
    """Which part is shown: one of `PARTS`."""
    st.title("Audit")
    chosen = st.segmented_control(
        "Part of the audit",
        list(PARTS),
        default="labels",
        format_func=PARTS.__getitem__,
        key="audit_part",
        label_visibility="collapsed",
        required=True,
    )
    return chosen or "labels"
