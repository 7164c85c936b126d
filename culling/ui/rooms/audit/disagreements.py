"""disagreements"""

from __future__ import annotations

import streamlit as st

from culling.ui.jobs import OpenFolder
from culling.ui.state import Session


def show(state: Session, folder: OpenFolder) -> None:
    """Not there yet."""
    st.caption(f"{len(state.auditing.truth(folder, state.table))} labels")
