"""The map: where each photo lies among the others."""

from __future__ import annotations

import streamlit as st

from culling.ui.state import Session


@st.fragment(key="map")
def show(state: Session) -> None:
    """The map, once the photos are compared."""
    st.text("The map is drawn here.")
