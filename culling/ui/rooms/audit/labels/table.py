"""What was said last, line by line; take lines back; the whole ledger as a file."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from culling.errors import CullingError
from culling.labels import Label
from culling.labels.to_csv import labels_csv
from culling.ui.jobs import OpenFolder
from culling.ui.rooms import person
from culling.ui.rooms.audit.labels.counts import last_import, standing, take_back, take_import_back
from culling.ui.state import Session

MOST = 500
_KEY = "audit_ledger"


def show(state: Session, folder: OpenFolder, history: pd.DataFrame) -> None:
    """The last lines of the ledger, newest first."""
    there = history["path"].isin(state.table.index)
    lines = history.assign(stands=standing(history) & there).iloc[::-1].head(MOST)
    with st.container(horizontal=True, vertical_alignment="center"):
        above = st.container(horizontal=True, width="content")
        st.download_button(
            "labels.csv",
            lambda: labels_csv(folder.catalog.label_history()),
            file_name="labels.csv",
            mime="text/csv",
            on_click="ignore",
            icon=":material/download:",
            key="audit_labels_download",
            help="Everything that was said of this folder's photos: who, when, how. An import reads it back.",
        )
        _take_import_back(state, folder, history)
    chosen = _chosen(lines)
    with above:
        person.button(
            f"Take back {len(chosen):,}" if len(chosen) else "Take back",
            key="audit_take_back",
            icon=":material/undo:",
            disabled=not len(chosen),
            on_click=_write,
            args=(state, folder, take_back(chosen)),
            help="Choose lines at their left edge. What was said stays in the ledger; it only counts no more.",
        )
    if len(history) > MOST:
        st.caption(f"The last {MOST:,} of {len(history):,} lines; the file has all of them.")


def _chosen(lines: pd.DataFrame) -> pd.DataFrame:
    """The table, and which of the lines chosen in it stand."""
    said = lines["label"].fillna("taken back")
    shown = pd.DataFrame(
        {
            "file": lines["path"],
            "label": said.mask(lines["repeat"].astype(bool) & lines["label"].notna(), said + " (again)"),
            "who": lines["by"],
            "how": lines["how"],
            "when": pd.to_datetime(lines["at"], utc=True),
            "stands": lines["stands"],
            "from": lines["source"],
            "sample": ["" if pd.isna(draw) else str(int(draw)) for draw in lines["draw"]],
        }
    )
    event: Any = st.dataframe(
        shown,
        key=f"{_KEY}_{len(lines)}_{lines.index[0]}",  # after a new line, other rows are meant
        hide_index=True,
        height=min(420, 38 + 35 * len(shown)),
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "when": st.column_config.DatetimeColumn("when (UTC)", format="YYYY-MM-DD HH:mm:ss", timezone="UTC"),
            "stands": st.column_config.CheckboxColumn(
                "stands", help="Not taken back, not said anew since, and the photo is in the folder."
            ),
            "from": st.column_config.TextColumn("from", help="What it was imported from."),
            "sample": st.column_config.TextColumn("sample", help="Number of the random sample it belongs to."),
        },
    )
    rows = [row for row in event["selection"]["rows"] if row < len(lines)]
    chosen = lines.iloc[rows]
    return chosen[chosen["stands"]]


def _take_import_back(state: Session, folder: OpenFolder, history: pd.DataFrame) -> None:
    lines = last_import(history)
    lines = lines[lines["path"].isin(state.table.index)]
    if not len(lines):
        return
    person.button(
        f"Take the last import back ({len(lines):,})",
        key="audit_import_undo",
        icon=":material/undo:",
        on_click=_write,
        args=(state, folder, take_import_back(lines, history)),
        help="Its labels count no more; what was said before it counts again.",
    )


def _write(state: Session, folder: OpenFolder, labels: list[Label]) -> None:
    try:
        folder.catalog.add_labels(labels)
    except (CullingError, ValueError) as reason:  # ValueError: a photo left the catalog a moment ago
        state.notes.append(f"Nothing was taken back: {reason}")
