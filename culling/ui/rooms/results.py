"""What the cutoffs do: counts and their change, the photos that the last move flipped, the photos at the edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from culling.judge import VERDICTS
from culling.rule import number
from culling.ui.components.tiles import show_tiles
from culling.ui.rooms.detail import look_at
from culling.ui.rooms.frame import BADGES, LETTERS, share_bar
from culling.ui.state import Session
from culling.ui.tuning import decisive

STRIP = 24
EDGE = 6
_TURNED = {"reject": "Newly rejected", "keep": "Newly kept", "maybe": "Newly maybe", "unjudged": "Newly unjudged"}


@st.fragment(key="results")
def show(state: Session) -> None:
    """Everything on the right of the cutoffs."""
    _counts(state)
    _last_move(state)
    _edge(state)


def _counts(state: Session) -> None:
    """Four counts, and by how much the last move changed each."""
    counts = state.tuning.counts()
    change = state.tuning.last.change() if state.tuning.last else {}
    share_bar(counts)
    for column, verdict in zip(st.columns(4, gap="small"), VERDICTS, strict=True):
        delta = change.get(verdict) or None
        label = f":{BADGES[verdict]}-badge[{LETTERS[verdict]}] {verdict}"
        column.metric(label, f"{counts[verdict]:,}", delta=delta, delta_color="off")


def _last_move(state: Session) -> None:
    move = state.tuning.last
    if move is None:
        st.caption("Move a cutoff: the photos that change sides appear here, those nearest to the cutoff first.")
        return
    st.subheader("Last move")
    st.text(move.title)
    shown = False
    for verdict, title in _TURNED.items():
        turned = move.turned(verdict)
        if len(turned) or verdict in ("reject", "keep"):
            _strip(state, title, turned, f"turned_{verdict}", "none")
            shown = True
    if not shown:
        st.caption("No photo changed sides.")


def _edge(state: Session) -> None:
    """The nearest photos on both sides of a cutoff."""
    measures = list(dict.fromkeys(rule.metric for rule in state.policy.rules))
    if not measures:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader("At the edge")
        if st.session_state.get("edge_measure") not in (None, *measures):
            st.session_state.edge_measure = None
        metric = st.selectbox(
            "Of which cutoff",
            [None, *measures],
            format_func=lambda name: name or "any cutoff",
            key="edge_measure",
            label_visibility="collapsed",
            width=190,
        )
        rejected, kept = state.tuning.edge(metric, EDGE)
        look_at(state, [*map(str, rejected.index), *map(str, kept.index)], "edge_look")
    _strip(state, "Just on the rejected side", rejected, "edge_rejected", "no photo", metric)
    _strip(state, "Just on the kept side", kept, "edge_kept", "no photo", metric)


def _strip(state: Session, title: str, photos: pd.DataFrame, key: str, empty: str, metric: str | None = None) -> None:
    if photos.empty:
        st.markdown(f"**{title}** · {empty}")
        return
    more = f", the nearest {STRIP} shown" if len(photos) > STRIP else ""
    st.markdown(f"**{title}** · {len(photos):,}{more}" if key.startswith("turned") else f"**{title}**")
    shown = state.tuning.decisions.loc[photos.index[:STRIP]]
    said = decisive(state.table.loc[shown.index], state.policy, metric)
    words = {path: _lines(row) for path, row in zip(shown.index, said.itertuples(), strict=True)}
    among = [str(path) for path in photos.index]
    show_tiles(state, shown, key=key, among=among, lines=lambda path, _row: words[path], layout="strip", cell=148)


def _lines(row: Any) -> list[str]:
    """The value that decides, beside its cutoff, and the margin."""
    if np.isnan(row.value):
        return ["not measured"]
    sign = {("below", True): "<", ("below", False): "≥", ("above", True): ">", ("above", False): "≤"}[
        (row.side, row.share < 0)
    ]
    margin = f"{row.share:+.1%}" if abs(row.share) < 0.1 else f"{row.share:+.0%}"
    return [row.metric, f"{row.value:.4g} {sign} {number(row.cutoff)} · {margin.replace('-', '−')}"]
