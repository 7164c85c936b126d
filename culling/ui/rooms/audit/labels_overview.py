"""How many labels there are, who gave them and how, how far people agree with themselves, and which labels count."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from culling.labels import HOWS
from culling.ui.jobs import OpenFolder
from culling.ui.rooms.audit.labels_counts import by_person, by_way
from culling.ui.state import Session

WAYS = {"blind": "Blind", "seen": "Seen", "imported": "Imported"}
_WAYS_HELP = (
    "Blind: the photo alone was on the screen. Seen: its numbers or its verdict were on the screen as well, so the "
    "label may follow them. Imported: from a file, folders, another program's picks or your marks. Of a photo with "
    "several labels the one counts that was given in the first of these ways."
)


def show(state: Session, folder: OpenFolder, history: pd.DataFrame) -> None:
    """The ledger at a glance."""
    truth = state.auditing.truth(folder, state.table)
    keep = int(truth.keep.sum())
    with st.container(border=True):
        with st.container(horizontal=True, gap="large", vertical_alignment="bottom"):
            st.metric("Labels that count", f"{len(truth):,}", width="content")
            st.metric("Keep", f"{keep:,}", width="content")
            st.metric("Reject", f"{len(truth) - keep:,}", width="content")
            _choose_ways(state, history)
        for note in truth.notes:
            st.text(f"• {note}")
    left, right = st.columns([5, 6], gap="medium")
    with left:
        st.caption("By way of labelling")
        st.dataframe(by_way(history).rename(WAYS).reset_index(names="way"), hide_index=True)
    with right:
        st.caption("By person")
        people = by_person(history).reset_index(names="person")
        people["last"] = pd.to_datetime(people["last"], utc=True)
        last = st.column_config.DatetimeColumn("last (UTC)", format="YYYY-MM-DD", timezone="UTC")
        st.dataframe(people, hide_index=True, column_config={"last": last})


def _choose_ways(state: Session, history: pd.DataFrame) -> None:
    """Which labels decisions are compared with, on every part of the page."""
    known = [way for way in HOWS if way in set(history["how"])]
    chosen = st.pills(
        "Compare with",
        known,
        selection_mode="multi",
        default=[way for way in known if way in state.auditing.hows],
        format_func=WAYS.__getitem__,
        key="audit_hows",
        help=_WAYS_HELP,
    )
    hows = tuple(way for way in HOWS if way in chosen or way not in known)
    if chosen and hows != state.auditing.hows:
        state.auditing.hows = hows
        st.rerun()
    if not chosen:
        st.caption("Choose at least one way; until then all count as before.")
