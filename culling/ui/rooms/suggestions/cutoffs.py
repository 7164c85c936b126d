"""From where on photos are suggested: a slider for each measure of a kind, remembered for the folder."""

from __future__ import annotations

import numpy as np
import streamlit as st

from culling.metrics import METRICS
from culling.suggest import Bound, Kind, Suggested
from culling.suggest.kinds import ALIKE
from culling.ui.jobs import OpenFolder
from culling.ui.rooms.icon_button import icon_button
from culling.ui.rooms.suggestions import acts
from culling.ui.state import Session

_SUMMARIES = {metric.name: metric.summary for metric in METRICS} | {
    ALIKE.measure: "Alike to the photo that stays: 1 the same picture, 0 no more than any two. Lower suggests more."
}


def show(state: Session, folder: OpenFolder, found: Suggested, kind: Kind) -> None:
    """The sliders, those that spare photos behind a button, and the way back to where they began."""
    if kind.name in found.unmeasured:
        return
    for bound in kind.bounds:
        if _says_something(found, bound):
            _slider(state, folder, bound)
    if sparing := [bound for bound in kind.unless if _says_something(found, bound)]:
        with st.popover("Unless …", icon=":material/shield:", key="suggestions_unless"):
            st.caption("A photo is spared when one of these speaks for it.")
            for bound in sparing:
                _slider(state, folder, bound, 280)
    measures = [bound.measure for bound in (*kind.bounds, *kind.unless)]
    if state.suggesting.settings.moved.keys() & set(measures):
        icon_button(
            "Cutoffs where they begin",
            key="suggestions_reset",
            icon=":material/restart_alt:",
            help="Cutoffs where they begin",
            on_click=_reset,
            args=(state, folder, measures),
        )


def _says_something(found: Suggested, bound: Bound) -> bool:
    if bound.default is None:
        return False
    return bound == ALIKE or not np.isnan(found.known.column(bound.measure)).all()


def _slider(state: Session, folder: OpenFolder, bound: Bound, width: int = 180) -> None:
    cutoff = state.suggesting.settings.at(bound)
    key = state.mirrors.key(f"suggestions_{bound.measure}", cutoff)
    st.slider(
        f"{bound.measure} {bound.side}",
        min_value=bound.low,
        max_value=bound.high,
        value=cutoff,
        step=bound.step,
        format=f"%.{len(f'{bound.step:g}'.partition('.')[2])}f",
        key=key,
        help=_SUMMARIES.get(bound.measure, ""),
        width=width,
        on_change=_set,
        args=(state, folder, bound, key),
    )


def _set(state: Session, folder: OpenFolder, bound: Bound, key: str) -> None:
    value: float = st.session_state[key]
    if state.mirrors.moved(key, value):
        acts.move(state, folder, state.suggesting.settings.move(bound.measure, value))
        st.rerun()


def _reset(state: Session, folder: OpenFolder, measures: list[str]) -> None:
    acts.move(state, folder, state.suggesting.settings.reset(*measures))
    st.rerun()
