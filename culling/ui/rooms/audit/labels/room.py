"""Labels: who said what of which photos, and how; label photos blind, import labels, take them back."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from culling.ui.jobs import OpenFolder
from culling.ui.rooms.audit.labels import blind, found, imports, overview, start, table
from culling.ui.state import Session


def show(state: Session, folder: OpenFolder) -> None:
    """The photo that is labelled now, or else the ledger and the ways to add to it."""
    if blind.under_way(state) is not None:
        blind.show(state, folder)
        return
    history = folder.catalog.label_history()
    found.show_refusal()
    if found.reading(state) is not None:
        imports.show(state, folder, history)
    elif history.empty:
        _first_steps(state, folder, history)
    else:
        _ledger(state, folder, history)


_WAYS = """
A label is what a person says of a photo: keep or reject. With labels you see what the cutoffs cost: how many good
photos they lose and how many bad ones they miss. There are three ways to them:

1. **Label photos blind**, below: the photo alone, one key each. Says most, as it owes nothing to the numbers it checks.
2. **Import labels**: from a CSV file, from folders keep / reject, from another program's stars and picks.
3. **Take your marks** from Review. They were set with verdicts in sight, so they count as seen, not as blind.
"""


def _first_steps(state: Session, folder: OpenFolder, history: pd.DataFrame) -> None:
    """What to do where there is no label yet."""
    with st.container(border=True):
        st.subheader("No labels yet")
        st.markdown(_WAYS)
        with st.container(horizontal=True):
            if imports.offers_own_file(folder):
                imports.own_file_button(state, folder, "audit_first_file")
            if state.table["mark"].notna().any():
                st.button(
                    "Look at my marks as labels",
                    key="audit_first_marks",
                    icon=":material/fact_check:",
                    on_click=imports.read_own_marks,
                    args=(state, folder),
                )
    alone, imported = _tabs("Label photos blind", found.TAB)
    with alone:
        start.show(state, folder, history)
    with imported:
        imports.show(state, folder, history)


def _tabs(*titles: str) -> Sequence[DeltaGenerator]:
    """After an import it is its tab that one comes back to."""
    return st.tabs(titles, default=found.TAB if found.came_from() else None)


def _ledger(state: Session, folder: OpenFolder, history: pd.DataFrame) -> None:
    overview.show(state, folder, history)
    alone, imported, lines = _tabs("Label photos blind", found.TAB, "What was said")
    with alone:
        start.show(state, folder, history)
    with imported:
        imports.show(state, folder, history)
    with lines:
        table.show(state, folder, history)
