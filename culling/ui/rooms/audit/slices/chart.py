"""The slices of one way as bars and as a table; a click on either looks into a slice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from culling.audit.slicing.slices import CHANCE, Sliced
from culling.audit.slicing.words import MEANINGS, TITLES, percent
from culling.export.csv_cells import csv_bytes
from culling.map_figure import CONFIG
from culling.slices_figure import bars, slices_figure
from culling.ui.rooms.audit.slices.kept import Kept

CHART, TABLE = "audit_slices_chart", "audit_slices_table"
_HELP = {
    "slice": "A click on a row, or on a bar, shows its photos.",
    "test": "Whether the slice differs by more than chance over all looks (q below 0.05).",
    "photos": "How many photos the rate is a share of.",
    "95 %": "Interval of the rate (Wilson).",
    "rest": "The same rate in all photos outside of the slice.",
    "p": "Fisher's exact test, slice against rest, two-sided, before any correction.",
    "q": "After Benjamini–Hochberg over all slices of all columns that were tested: of the slices up to this q, about "
    "that share are false finds.",
    "Holm": "After Bonferroni–Holm: stricter; the chance of even one false find.",
}


def show(own: Kept, found: Sliced) -> None:
    """Bars, what stands out in them, and the table."""
    frame = found.frame[found.frame["by"] == own.way].reset_index(drop=True)
    if not (frame["look"] >= 0).any():
        st.caption(
            f":material/info: By {own.way} every slice is too small: none has {found.least} photos that count. What "
            "differs between them says next to nothing; the intervals show how little."
        )
    key = f"{CHART}_{own.way}_{own.picked['chart']}"
    drawn = bars(frame)
    places = {str(name): place for place, name in enumerate(frame["slice"].iloc[:drawn])}
    config = {name: value for name, value in CONFIG.items() if name != "scrollZoom"}
    st.plotly_chart(
        slices_figure(
            frame,
            found.overall,
            what=f"{TITLES[found.name]}, by {own.way}",
            chance=CHANCE,
            chosen=places.get(own.drawn or ""),
        ),
        key=key,
        theme=None,
        on_select=lambda: _charted(own, frame, key),
        selection_mode=("points",),
        config={**config, "displayModeBar": False},
        alt=f"{MEANINGS[found.name]}, by {own.way}, with intervals. The table below says the same.",
    )
    note = "Red differs from the rest by more than chance over all looks; grey is too small to be tested."
    more = f" {len(frame) - drawn:,} more slices stand in the table." if len(frame) > drawn else ""
    st.caption(f"Lines are 95 % intervals, the dashed one is the whole folder. {note}{more}")
    _table(own, frame)


def _charted(own: Kept, frame: pd.DataFrame, key: str) -> None:
    said = st.session_state[key]
    selection = said.get("selection") if isinstance(said, Mapping) else None
    points = selection.get("points", []) if isinstance(selection, Mapping) else []
    own.pick("chart", _named(frame, points[0].get("customdata") if points else None))


def _table(own: Kept, frame: pd.DataFrame) -> None:
    key = f"{TABLE}_{own.way}_{own.picked['table']}"
    st.dataframe(
        shown(frame),
        key=key,
        hide_index=True,
        height=min(420, 38 + 35 * len(frame)),
        on_select=lambda: _chosen(own, frame, key),
        selection_mode="single-row",
        column_config={name: st.column_config.Column(help=text) for name, text in _HELP.items()},
    )


def _chosen(own: Kept, frame: pd.DataFrame, key: str) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    own.pick("table", _named(frame, rows[0] if rows else None))


def _named(frame: pd.DataFrame, place: Any) -> str | None:
    """The slice at a place that a browser says; None for what makes no sense."""
    place = place[0] if isinstance(place, list | tuple) and place else place
    return str(frame["slice"].iloc[place]) if type(place) is int and 0 <= place < len(frame) else None


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """The slices as a person reads them."""
    return pd.DataFrame(
        {
            "slice": frame["slice"],
            "test": [
                "too few" if look < 0 else "differs" if q < CHANCE else ""
                for look, q in zip(frame["look"], frame["q"], strict=True)
            ],
            "photos": frame["count"],
            "rate": [percent(value) for value in frame["value"]],
            "95 %": [
                f"{100 * low:.0f}–{100 * high:.0f}" if count else "–"
                for low, high, count in zip(frame["low"], frame["high"], frame["count"], strict=True)
            ],
            "rest": [percent(value) for value in frame["rest"]],
            "q": [_small(value) for value in frame["q"]],
            "p": [_small(value) for value in frame["p"]],
            "Holm": [_small(value) for value in frame["holm"]],
        }
    )


def _small(p: float) -> str:
    return "–" if p != p else "< 0.001" if p < 0.001 else f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def download(found: Sliced) -> None:
    """All slices of all ways as CSV."""
    st.download_button(
        "slices.csv",
        lambda: slices_csv(found),
        file_name="slices.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="audit_slices_csv",
        help="Every slice of every column with its rate, interval and tests.",
    )


def slices_csv(found: Sliced) -> bytes:
    """by, slice, rate, count, hits, value, low, high, rest, p, q, holm."""
    frame = found.frame
    columns = ("by", "slice", "count", "hits", "value", "low", "high", "rest", "p", "q", "holm")
    return csv_bytes({"rate": [found.name] * len(frame), **{name: frame[name] for name in columns}})
