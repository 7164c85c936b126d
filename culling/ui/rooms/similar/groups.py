"""The groups beside the map, each with its keeper and why."""

from __future__ import annotations

import streamlit as st

from culling.ui.state import Session


@st.fragment(key="groups")
def show(state: Session) -> None:
    """The groups, or why there are none."""
    groups = None if state.open is None else state.alike.table(state.open)
    if groups is not None:
        st.dataframe(groups.dropna(subset="group"))
