"""Where a rule does not count: told beneath its cutoff, with a way to change that, and to remove the condition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from culling.judge import Bools, exempted, holds
from culling.metrics import get_metric
from culling.rule import Rule, Unless
from culling.ui.rooms.icon_button import icon_button
from culling.ui.state import Session


def exempt(table: pd.DataFrame, known: pd.Series[float], rules: Sequence[Rule]) -> list[Bools]:
    """For each rule on a measure, which of its known values, in their order, it does not count for."""
    if all(rule.unless is None for rule in rules):
        return []
    rows = table.index.get_indexer(known.index)
    none = np.zeros(len(rows), np.bool_)
    return [none if rule.unless is None else holds(rule.unless, table)[rows] for rule in rules]


def told(rule: Rule, table: pd.DataFrame) -> str:
    """In words: "not where subject_sharpness > 0.6: 41 photos exempt"; "" for a rule that counts everywhere."""
    if rule.unless is None:
        return ""
    count = int(exempted(rule, table).sum())
    return f"not where {rule.unless.text}: {count:,} {'photo' if count == 1 else 'photos'} exempt"


def show(state: Session, rule: Rule, unless: Unless, changed: Callable[[Unless | None], None]) -> None:
    """The condition of a rule as a line, its cutoff as a field, and the way to remove it."""
    name = f"{rule.metric}_{rule.side}"
    key = state.mirrors.key(f"unless_{name}", unless.cutoff)
    st.caption(told(rule, state.table))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"row_unless_{name}"):
        st.number_input(
            f"{rule.metric} {rule.side} does not count where {unless.metric} is {unless.side}",
            value=unless.cutoff,
            key=key,
            step=None,
            format="%.6g",
            label_visibility="collapsed",
            icon=":material/shield:",
            width=108,
            help=get_metric(unless.metric).summary,
            on_change=_typed,
            args=(state, key, unless, changed),
        )
        icon_button(
            "Remove the condition",
            key=f"remove_unless_{name}",
            icon=":material/close:",
            type="tertiary",
            help=f"Remove the condition: the rule on {rule.metric} then counts for every photo",
            on_click=changed,
            args=(None,),
        )


def _typed(state: Session, key: str, unless: Unless, changed: Callable[[Unless | None], None]) -> None:
    value = float(st.session_state[key])
    if state.mirrors.moved(key, value):
        changed(replace(unless, cutoff=value))
