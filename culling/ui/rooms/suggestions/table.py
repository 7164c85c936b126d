"""The suggestions as a table whose rows are ticked: for those who use neither pointer nor keys, and for reading."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from culling.ui.jobs import OpenFolder
from culling.ui.listing import Rows
from culling.ui.rooms import person
from culling.ui.rooms.suggestions import acts, gallery
from culling.ui.state import Session

PAGE = 1000
_VERSION = "suggestions_table_version"


@st.fragment(key="suggestions_table")
def show(state: Session) -> None:
    """A page of suggestions, and what can be done with those that are ticked."""
    folder = state.open
    if folder is None:
        return
    shown = _content(state, folder, _page(state.suggesting.rows(folder, state.alike)))
    key = f"suggestions_table_{state.suggesting.kind}_{st.session_state.get(_VERSION, 0)}"
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        height=min(560, 38 + 35 * len(shown)),
        on_select=lambda: None,
        selection_mode="multi-row",
        column_config={
            "file": st.column_config.TextColumn(width="medium"),
            "sure": st.column_config.ProgressColumn(min_value=0.0, max_value=1.0, format="%.2f", width="small"),
            "MB": st.column_config.NumberColumn(format="%.2f", width="small"),
            "why": st.column_config.TextColumn(width="large"),
        },
    )
    ticked = [shown["file"].iloc[row] for row in st.session_state[key]["selection"]["rows"] if row < len(shown)]
    _acts(state, ticked)
    gallery.refresh(state, folder)


def _page(rows: Rows) -> Rows:
    pages = -(-len(rows) // PAGE)
    if pages < 2:
        return rows
    page = st.pagination(pages, key="suggestions_page", width=min(44 * (pages + 3), 400))
    return rows[(min(page, pages) - 1) * PAGE :][:PAGE]


def _content(state: Session, folder: OpenFolder, rows: Rows) -> pd.DataFrame:
    """One line a photo of the list, with what is said of it now."""
    paths = state.table.index[rows]
    told = acts.seen(state, folder).of(state.suggesting.kind).set_index("path").reindex(paths)
    marks = state.table["mark"].loc[paths] if "mark" in state.table else pd.Series(None, paths, dtype=object)
    sizes = state.table["file_bytes"].loc[paths] if "file_bytes" in state.table else pd.Series(0.0, paths)
    return pd.DataFrame(
        {
            "file": [str(path) for path in paths],
            "mark": [mark if isinstance(mark, str) else "–" for mark in marks],
            "sure": told["sure"].to_numpy(),
            "MB": sizes.to_numpy(float) / 1e6,
            "why": told["why"].fillna("not suggested any more").to_numpy(),
            "stays": told["stays"].fillna("").to_numpy(),
        }
    )


def _acts(state: Session, ticked: list[str]) -> None:
    """Buttons for the rows that are ticked."""
    count = f"{len(ticked):,} ticked"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text(count, width="content")
        for label, key, how in (("Mark reject", "reject", "reject"), ("Not these: keep", "keep", "keep")):
            person.button(
                label,
                key=f"suggestions_table_{key}",
                type="primary" if how == "reject" else "secondary",
                disabled=not ticked,
                on_click=_mark,
                args=(state, ticked, how),
            )
        person.button(
            "Clear the mark",
            key="suggestions_table_clear",
            type="tertiary",
            disabled=not ticked,
            on_click=_mark,
            args=(state, ticked, None),
        )


def _mark(state: Session, paths: list[str], how: str | None) -> None:
    acts.mark(state, paths, how)
    st.session_state[_VERSION] = st.session_state.get(_VERSION, 0) + 1  # nothing is ticked any more
    st.rerun()
