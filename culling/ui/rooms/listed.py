"""A list of photos as tiles or as a table: the columns around it, its pages, the rows that are ticked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from culling.ui.jobs import OpenFolder
from culling.ui.state import Session

PAGE = 1000

_STYLE = """
.st-key-NAME_column { max-height: calc(100vh - 5rem); overflow-y: auto; scrollbar-width: thin; }
@media (max-width: 1000px) {
  .st-key-NAME_columns > div > [data-testid="stHorizontalBlock"] { flex-direction: column; }
  .st-key-NAME_columns > [data-testid="stHorizontalBlock"] { flex-direction: column; }
  .st-key-NAME_columns > div > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"],
  .st-key-NAME_columns > [data-testid="stHorizontalBlock"] > [data-testid="stColumn"] { width: 100%; flex: none; }
  .st-key-NAME_column { max-height: none; }
}
"""


def columns(name: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Room for the photos and for what is said of one, which scrolls by itself; below them in a narrow window."""
    st.html(f"<style>{_STYLE.replace('NAME', name)}</style>")
    with st.container(key=f"{name}_columns"):
        left, right = st.columns([8, 4], gap="medium")
    return left, right.container(key=f"{name}_column")


def page(count: int, name: str, size: int = PAGE) -> slice:
    """Which of so many a person looks at: all of them, or the page that is chosen where one does not hold them."""
    pages = -(-count // size)
    if pages < 2:
        return slice(0, size)
    at = st.pagination(pages, key=f"{name}_page", width=min(44 * (pages + 3), 400))
    start = (min(at, pages) - 1) * size
    return slice(start, start + size)


def ticked_in(shown: pd.DataFrame, name: str, looks: Mapping[str, Any], of: str = "") -> list[str]:
    """The table, and the photos (column `file`) whose rows are ticked; `of` tells lists apart that take turns."""
    key = "_".join([name, *([of] if of else []), str(st.session_state.get(f"{name}_version", 0))])
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        height=min(560, 38 + 35 * len(shown)),
        on_select=lambda: None,
        selection_mode="multi-row",
        column_config=dict(looks),
    )
    return [shown["file"].iloc[row] for row in st.session_state[key]["selection"]["rows"] if row < len(shown)]


def untick(name: str) -> None:
    """No row is ticked any more."""
    version = f"{name}_version"
    st.session_state[version] = st.session_state.get(version, 0) + 1


def take_up(state: Session, folder: OpenFolder, presses: object, how: str) -> list[str]:
    """Write the marks that were pressed over the tiles; what stood against it, which is told at the top as well."""
    problems = state.marking.take_up(folder, presses, how)
    state.follow()
    state.notes.extend(problems)
    return problems
