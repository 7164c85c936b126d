"""The robustness of a policy as a table, and behind each of its numbers the photos that flip."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from culling.probe.dials import get_dial
from culling.probe.robust import Robustness
from culling.probe.tables import WAYS
from culling.ui.components.tiles import show_tiles
from culling.ui.places import PAGES
from culling.ui.rooms.detail import look_at
from culling.ui.state import Session

TILES = 48
_ALL = "any"
_CHOSEN_WAY, _CHOSEN_TRIAL = "if-way", "if-trial"
_HELP = {
    "flips": "Decisions that are no longer what they were. A click on a number shows its photos.",
    "share (95 %)": "Share of the photos that flips, with Wilson's 95 % interval.",
    "mostly by": "The rule that turned the most decisions, and how many.",
}


def show(state: Session, found: Robustness) -> None:
    """The table, the choice that a click on it makes, and the photos."""
    ways = _ways(found)
    _table(found, ways)
    st.caption(
        "95 % intervals (Wilson) for photos like these. Pixels count for a long side of 1000. Photos that a damage "
        "improves into keep are no better for it: the measure was fooled."
    )
    place, way = _choice(found, ways)
    _photos(state, found, place, way)


def named(trial: tuple[str, float]) -> str:
    """A damage with its amount in words: "Gaussian blur 1 px"."""
    dial = get_dial(trial[0])
    return f"{dial.title} {dial.said(trial[1])}"


def rows(found: Robustness) -> pd.DataFrame:
    """The table as it is read."""
    columns: dict[str, list[Any]] = {"damage": [named(trial) for trial in found.trials]}
    places = range(len(found.trials))
    columns["flips"] = [len(found.turns(place)) for place in places]
    columns["share (95 %)"] = [found.share(place).text for place in places]
    for was, now in _ways(found):
        columns[f"{was} → {now}"] = [len(found.turns(place, was, now)) for place in places]
    most = [next(iter(found.rules(place)), ("", 0)) for place in places]
    columns["mostly by"] = [f"{rule} ({count:,})" if rule else "" for rule, count in most]
    return pd.DataFrame(columns)


def _ways(found: Robustness) -> list[tuple[str, str]]:
    """The ways that any decision turned, the usual ones in their order."""
    there = {(turn.was, turn.now) for place in range(len(found.trials)) for turn in found.turns(place).values()}
    return [way for way in WAYS if way in there] + sorted(there - set(WAYS))


def _table(found: Robustness, ways: list[tuple[str, str]]) -> None:
    st.dataframe(
        rows(found),
        key="if_table",
        hide_index=True,
        on_select=lambda: _clicked(found, ways),
        selection_mode="single-cell",
        column_config={name: st.column_config.Column(help=text) for name, text in _HELP.items()},
    )


def _clicked(found: Robustness, ways: list[tuple[str, str]]) -> None:
    """A cell chooses damage and way, as the two boxes below do."""
    cells = st.session_state["if_table"]["selection"]["cells"]
    if not cells:
        return
    place, column = cells[0]
    if type(place) is not int or not 0 <= place < len(found.trials):
        return
    texts = {f"{was} → {now}" for was, now in ways}
    st.session_state[_CHOSEN_TRIAL] = named(found.trials[place])
    st.session_state[_CHOSEN_WAY] = column if column in texts else _ALL


def _choice(found: Robustness, ways: list[tuple[str, str]]) -> tuple[int, tuple[str, str]]:
    """(place of the damage, the way); ("", "") for any way."""
    names = [named(trial) for trial in found.trials]
    texts = {_ALL: ("", ""), **{f"{was} → {now}": (was, now) for was, now in ways}}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        trial = st.selectbox("Damage", names, key=_CHOSEN_TRIAL, bind="query-params", width=260)
        way = st.selectbox("Flips", list(texts), key=_CHOSEN_WAY, bind="query-params", width=200)
    return names.index(trial) if trial in names else 0, texts.get(str(way), ("", ""))


def _photos(state: Session, found: Robustness, place: int, way: tuple[str, str]) -> None:
    turns = {path: turn for path, turn in found.turns(place, *way).items() if path in state.table.index}
    paths = list(turns)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        more = f" · {TILES} shown" if len(paths) > TILES else ""
        st.markdown(f"**{len(paths):,}** flip{'s' if len(paths) == 1 else ''}{more}", width="content")
        if paths:
            if st.button("Review these", key="if_review", type="tertiary", icon=":material/arrow_forward:"):
                state.listing.show_only(paths, f"flip under {named(found.trials[place])}")
                st.switch_page(PAGES / "review.py")
            look_at(state, paths[:TILES], "if_look_at", among=paths)
    show_tiles(
        state,
        state.tuning.decisions.loc[paths[:TILES]],
        key="if_tiles",
        label=f"Photos that flip under {named(found.trials[place])}",
        among=lambda: paths,
        lines=lambda path, _row: [f"{turns[path].was} → {turns[path].now}", turns[path].because],
        cell=140,
        empty="No decision flips here.",
    )
