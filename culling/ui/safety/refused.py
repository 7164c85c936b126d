"""What is shown when somebody presses what the role does not cover, wherever on the page that was."""

from __future__ import annotations

import streamlit as st

from culling.ui.safety.said import said
from culling.users import NotAllowedError


def refused_press(error: Exception) -> bool:
    """Show why nothing was done; whether that was all there is to say of the error."""
    if not isinstance(error, NotAllowedError):
        return False
    with st.container(border=True, horizontal=True):
        st.markdown(":orange-badge[:material/visibility: look only]")
        st.text(said(error))
    return True
