"""The photos that were chosen on the map of similar photos."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from culling.ui.listing import Rows
from culling.ui.rooms import chosen
from culling.ui.state import Session

KEY = "selection_photos"
_EMPTY = """
**No photo is selected.** Draw a loop or a box around photos on the map: they appear here, to be looked at and marked
with the same keys as in Review.
"""


@st.fragment(key="selection")
def show(state: Session) -> None:
    """The gallery of the selection, or how to select."""
    rows = selected(state)
    if not len(rows):
        st.container(border=True).markdown(_EMPTY)
        return
    chosen.show(state, state.alike, rows, name="selection", how="on the map", then=["selection", "map"])


def selected(state: Session) -> Rows:
    """Row numbers of the selected photos that are still there."""
    rows = state.table.index.get_indexer(pd.Index(state.alike.selection, dtype=object))
    return rows[rows >= 0].astype(np.uint32)
