"""The way from a photo elsewhere to its rescue."""

from __future__ import annotations

import streamlit as st

from culling.ui.places import PAGES
from culling.ui.state import Session


def show_way(state: Session, path: str) -> None:
    """A button that leads to the page Rescue with this photo."""
    if st.button(
        "Rescue",
        key="rescue_this_photo",
        type="tertiary",
        icon=":material/healing:",
        help="Sharpen, brighten or enlarge it; the result is a new file, the photo stays.",
    ):
        state.rescuing.choose(path)
        state.view(None)
        st.switch_page(PAGES / "rescue.py")
