"""Lets the Tab key go into a popover that is open, and out of it to where it came from."""

from __future__ import annotations

import streamlit as st

from culling.ui.components.parts import joined

_popovers = st.components.v2.component("culling_popovers", html="<div hidden></div>", js=joined("popovers/popovers.js"))


def follow_tab() -> None:
    """Streamlit (1.67) draws what a popover holds at the end of the page: up to twenty other stops lay before it."""
    _popovers(key="popovers")
