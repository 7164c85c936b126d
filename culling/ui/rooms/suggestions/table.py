"""The suggestions as a table whose rows are ticked: for those who use neither pointer nor keys, and for reading."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from culling.ui.jobs import OpenFolder
from culling.ui.listing import Rows
from culling.ui.rooms import listed, person
from culling.ui.rooms.suggestions import acts, gallery
from culling.ui.state import Session

_NAME = "suggestions_table"
_LOOKS = {
    "file": st.column_config.TextColumn(width="medium"),
    "sure": st.column_config.ProgressColumn(min_value=0.0, max_value=1.0, format="%.2f", width="small"),
    "MB": st.column_config.NumberColumn(format="%.2f", width="small"),
    "why": st.column_config.TextColumn(width="large"),
}


@st.fragment(key=_NAME)
def show(state: Session) -> None:
    """A page of suggestions, and what can be done with those that are ticked."""
    folder = state.open
    if folder is None:
        return
    rows = state.suggesting.rows(folder, state.alike)
    shown = _content(state, folder, rows[listed.page(len(rows), "suggestions")])
    ticked = listed.ticked_in(shown, _NAME, _LOOKS, of=state.suggesting.kind)
    _acts(state, ticked)
    gallery.refresh(state, folder)


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
    listed.untick(_NAME)
    st.rerun()
