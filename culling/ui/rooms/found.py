"""What a scan found: counts, formats, cameras, dates; the unreadable and why; the photos themselves."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import PurePosixPath

import pandas as pd
import streamlit as st

from culling.explain import full_reasons
from culling.ui import settings
from culling.ui.components.tiles import show_tiles
from culling.ui.rooms import listed
from culling.ui.rooms.detail import look_at
from culling.ui.rooms.frame import BADGES
from culling.ui.safety.said import folder_said
from culling.ui.state import Session

PAGE = 60
_ORDERS = {"name": None, "date": "taken_at", "nearest to a cutoff": "margin"}


def show_nothing(state: Session) -> None:
    """An open folder without photos."""
    if state.open is None or state.open.scanning:
        return
    with st.container(border=True):
        st.subheader("No photos here")
        st.text(folder_said(state.open.path))
        st.markdown(
            "Photos are recognised by their suffix (JPEG, PNG, WebP, TIFF, GIF, BMP, AVIF, HEIC and camera RAW), "
            "in sub-folders too. Choose another folder above."
        )


def show_summary(state: Session) -> None:
    """Counts, formats, cameras and dates in one row."""
    table = state.table
    failed = int(table["error"].notna().sum())
    cameras = _leading(table["camera"].dropna())
    facts = {
        "photos": f"{len(table):,}",
        "unreadable": f"{failed:,}",
        "size": _size(int(table["file_bytes"].sum())),
        "formats": _leading(_formats(table.index)),
        "cameras": cameras or "not recorded",
        "taken": _dates(table["taken_at"].dropna()) or "not recorded",
    }
    boxes = (f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(text)}</dd></div>" for name, text in facts.items())
    st.html(f'<dl class="culling-facts">{"".join(boxes)}</dl>')


def show_unreadable(state: Session) -> None:
    """Each file that could not be read, and why."""
    broken = state.table[state.table["error"].notna()]
    if broken.empty:
        return
    with st.expander(f"{len(broken):,} unreadable: neither kept nor rejected", icon=":material/broken_image:"):
        st.dataframe(
            broken.reset_index()[["path", "error"]],
            hide_index=True,
            column_config={"path": st.column_config.TextColumn("file"), "error": st.column_config.TextColumn("why")},
        )


@st.fragment
def show_photos(state: Session) -> None:
    """All photos as tiles, page by page, and the same as a table."""
    decisions = state.tuning.decisions
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shown = st.segmented_control(
            "Show", ["all", *BADGES], default="all", key="library_show", persist_state="session"
        )
        order = st.selectbox("Sorted by", list(_ORDERS), key="library_order", width=220, persist_state="session")
        view = st.segmented_control(
            "As", ["tiles", "table"], default=_first_view(state), key="library_view", persist_state="session"
        )
    if shown in BADGES:
        decisions = decisions[(decisions["verdict"] == shown).to_numpy()]
    decisions = _sorted(decisions, state.table, _ORDERS[order])
    if view == "table":
        _verdict_table(state, decisions)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        at = listed.page(len(decisions), "library", PAGE)
        on_page = decisions.iloc[at]
        among = [str(path) for path in decisions.index]
        look_at(state, among[at], "library_look", among)
    show_tiles(state, on_page, key="library_tiles", among=lambda: among, empty="No photos with this verdict.")


def _verdict_table(state: Session, decisions: pd.DataFrame) -> None:
    reasons = full_reasons(state.table, state.policy)
    listed = decisions.assign(reasons=reasons.reindex(decisions.index)).reset_index()
    st.dataframe(
        listed[["path", "verdict", "source", "reasons"]],
        hide_index=True,
        height=480,
        column_config={"path": "file", "reasons": st.column_config.TextColumn("why", width="large")},
    )


def _first_view(state: Session) -> str:
    """After an upload the labels come first, else the pictures."""
    uploaded = state.open is not None and state.open.path.is_relative_to(settings.uploads_dir().resolve())
    return "table" if uploaded else "tiles"


def _sorted(decisions: pd.DataFrame, table: pd.DataFrame, column: str | None) -> pd.DataFrame:
    if column is None:
        return decisions
    if column == "margin":
        return decisions.sort_values("margin", key=lambda margin: margin.abs(), kind="stable")
    order = table[column].reindex(decisions.index).sort_values(kind="stable", na_position="last").index
    return decisions.loc[order]


def _formats(paths: Iterable[str]) -> pd.Series[str]:
    return pd.Series([PurePosixPath(path).suffix.lstrip(".").upper() for path in paths], dtype=object)


def _leading(names: pd.Series[str], most: int = 3) -> str:
    """The most frequent names with their counts."""
    found = names.value_counts()
    lines = [f"{name} {count:,}" for name, count in found.head(most).items()]
    if len(found) > most:
        lines.append(f"and {len(found) - most} more")
    return " · ".join(lines)


def _dates(taken: pd.Series[str]) -> str:
    if taken.empty:
        return ""
    first, last = str(taken.min())[:10], str(taken.max())[:10]
    return first if first == last else f"{first} to {last}"


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} TB"
