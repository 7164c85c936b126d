"""Strips of photos beside the cutoffs: what the last move flipped, to accept or contest, and what is at the edge.

A strip holds the photos of the move, also after they are marked: what was answered stays in sight until the next move.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from culling.guard import SAVED, was_saved
from culling.rule import number
from culling.ui.components.tiles import Acts, show_tiles
from culling.ui.places import PAGES
from culling.ui.redraw import redraw
from culling.ui.rooms.detail import look_at
from culling.ui.rooms.tiles_list import Answer, show_list
from culling.ui.state import Session
from culling.ui.tuning import Move, decisive

STRIP = 24
EDGE = 6
ACCEPT, CONTEST = "strip accept", "strip contest"

_TURNED = {"reject": "Newly rejected", "keep": "Newly kept", "maybe": "Newly maybe", "unjudged": "Newly unjudged"}
_OPPOSITE = {"reject": "keep", "keep": "reject"}
_KEYS = "Keys over a photo: A accept · X contest · K M R P mark · C clear · U undo · Enter look · ← → turn"


class _Strip(NamedTuple):
    verdict: str
    title: str
    photos: pd.DataFrame


def show_last_move(state: Session) -> None:
    """The photos that changed sides, by the verdict that they have now."""
    move = state.tuning.last
    if move is None:
        st.caption("Move a cutoff: the photos that change sides appear here, those nearest to the cutoff first.")
        return
    strips = [_Strip(verdict, title, move.turned(verdict)) for verdict, title in _TURNED.items()]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Last move")
        if any(len(strip.photos) for strip in strips):
            _twin(state, move, strips)
    st.text(move.title)
    for strip in strips:
        if len(strip.photos) or strip.verdict in _OPPOSITE:
            _turned(state, move, strip)
    if any(len(strip.photos) for strip in strips):
        st.caption(_KEYS)


def show_edge(state: Session) -> None:
    """The nearest photos on both sides of a cutoff."""
    measures = list(dict.fromkeys(rule.metric for rule in state.policy.rules))
    if not measures:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader("At the edge")
        _edge_of(state, measures)
        metric = state.edge_of
        rejected, kept = state.tuning.edge(metric, EDGE)
        look_at(state, [*map(str, rejected.index), *map(str, kept.index)], "edge_look")
    acts = Acts("edge", lambda _path: (None, None), follow)
    for title, photos, key in (
        ("Just beyond the cutoff", rejected, "edge_rejected"),
        ("Just not beyond it", kept, "edge_kept"),
    ):
        if photos.empty:
            st.markdown(f"**{title}** · no photo")
        else:
            st.markdown(f"**{title}**")
            _tiles(state, title, photos, key, acts, metric)


def _edge_of(state: Session, measures: list[str]) -> None:
    """Choose the cutoff; the one that was moved last is chosen by itself."""
    choices = [None, *measures]
    if state.edge_of not in choices:
        state.edge_of = None
    key = state.mirrors.key("edge_measure", state.edge_of)
    st.selectbox(
        "Of which cutoff",
        choices,
        index=choices.index(state.edge_of),
        format_func=lambda name: name or "any cutoff",
        key=key,
        label_visibility="collapsed",
        width=190,
        on_change=_chosen,
        args=(state, key),
    )


def _chosen(state: Session, key: str) -> None:
    if state.mirrors.moved(key, st.session_state[key]):
        state.edge_of = st.session_state[key]


def answers(move: Move, path: str) -> tuple[str | None, str | None]:
    """The mark that agrees with what a move made of a photo, and the one that disagrees; None where there is none.

    Disagreeing with a rejection keeps and the other way round; with a doubt it gives back the verdict from before.
    """
    was, now = str(move.before["verdict"].loc[path]), str(move.after["verdict"].loc[path])
    if now == "unjudged":
        return None, None
    return now, _OPPOSITE.get(now, was if was != "unjudged" else None)


def _turned(state: Session, move: Move, strip: _Strip) -> None:
    count = len(strip.photos)
    if not count:
        st.markdown(f"**{strip.title}** · none")
        return
    key = f"turned_{strip.verdict}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        more = f", the nearest {STRIP} shown" if count > STRIP else ""
        st.markdown(f"**{strip.title}** · {count:,}{more}", width="content")
        if (PAGES / "review.py").is_file() and st.button(
            f"Review {'these' if count <= STRIP else f'all {count:,}'}",
            key=f"review_{key}",
            type="tertiary",
            icon=":material/arrow_forward:",
        ):
            state.listing.show_only([str(path) for path in strip.photos.index], strip.title.lower())
            st.switch_page(PAGES / "review.py")
    _tiles(state, strip.title, strip.photos, key, Acts("strip", partial(answers, move), follow))


def _tiles(state: Session, title: str, photos: pd.DataFrame, key: str, acts: Acts, metric: str | None = None) -> None:
    shown = state.tuning.decisions.loc[photos.index[:STRIP]]
    said = decisive(state.table.loc[shown.index], state.policy, metric, bands=key.startswith("turned"))
    words = {path: _lines(row) for path, row in zip(shown.index, said.itertuples(), strict=True)}
    for path in shown.index[was_saved(shown)]:
        words[path].append(SAVED)
    if key.startswith("turned"):
        words |= {path: [text] for path, text in shown["reasons"].items() if text.startswith("exempt: ")}
    show_tiles(
        state,
        shown,
        key=key,
        label=title,
        among=lambda: [str(path) for path in photos.index],
        lines=lambda path, _row: words[path],
        layout="strip",
        cell=148,
        acts=acts,
    )


def follow(pause: bool = True) -> None:
    """Draw again what shows marks, and not the page; between fast presses the counts in the sidebar alone."""
    drawn = ["verdicts", "results"] if pause else ["verdicts"]
    if pause and st.session_state.get("cutoffs_as") != "sliders":
        drawn.append("cutoffs")
    redraw(drawn)


def _twin(state: Session, move: Move, strips: list[_Strip]) -> None:
    """The strips as a list with buttons."""
    titles = {str(path): strip.title for strip in strips for path in strip.photos.index[:STRIP]}

    def offered(path: str) -> list[Answer]:
        accept, contest = answers(move, path)
        return [
            Answer(name, f"{name.capitalize()}: {mark}" if mark else name.capitalize(), mark, how, mark is not None)
            for name, mark, how in (("accept", accept, ACCEPT), ("contest", contest, CONTEST))
        ]

    show_list(state, titles, offered, key="strip", follow=follow)


def _lines(row: Any) -> list[str]:
    """The measure that decides with its margin, and the value beside its cutoff."""
    if np.isnan(row.value):
        return ["not measured"]
    if np.isnan(row.share):
        return [f"{row.metric} · exempt", f"{row.value:.4g}"]
    sign = {("below", True): "<", ("below", False): "≥", ("above", True): ">", ("above", False): "≤"}[
        (row.side, row.share < 0)
    ]
    margin = f"{row.share:+.1%}" if abs(row.share) < 0.1 else f"{row.share:+.0%}"
    return [f"{row.metric} · {margin.replace('-', '−')}", f"{row.value:.4g} {sign} {number(row.cutoff)}"]
