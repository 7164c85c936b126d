"""The measures and the verdict before and after damage."""

from __future__ import annotations

from typing import Literal

import pandas as pd
import streamlit as st

from culling.explain import Reason
from culling.metrics import get_metric
from culling.policy import Policy
from culling.probe.dials import get_dial
from culling.probe.judging import judged, of_each_rule
from culling.restore.measured import direction, shown
from culling.ui.rooms.learn.what_if.pictures import Pair

_COLOURS: dict[str, Literal["blue", "orange", "red", "gray"]] = {
    "keep": "blue",
    "maybe": "orange",
    "reject": "red",
    "unjudged": "gray",
}
_WORDS = {"better": "▲ better", "worse": "▼ worse", "same": "same", "changed": "changed", "cannot say": "–"}
_ORDER = ("unjudged", "exempt", "keep", "maybe", "reject")


def verdicts(found: Pair, policy: Policy) -> None:
    """What the policy says, before and after, with its reasons."""
    before, after = judged([found.before, found.after], policy)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(before.verdict, color=_COLOURS[before.verdict])
        st.markdown(":material/arrow_forward:", width="content")
        st.badge(after.verdict, color=_COLOURS[after.verdict])
        st.text(_damage(found), width="content")
    if before.reasons:
        st.text(f"before: {before.reasons}")
    if after.reasons:
        st.text(f"after: {after.reasons}")


def _damage(found: Pair) -> str:
    done = (f"{get_dial(name).title.lower()} {get_dial(name).said(amount)}" for name, amount in found.where)
    return ", ".join(done) or "no damage yet: move a slider"


def table(found: Pair, policy: Policy) -> None:
    """One row a measure."""
    st.dataframe(rows(found, policy), hide_index=True, width="content")


def rows(found: Pair, policy: Policy) -> pd.DataFrame:
    """measure, before, after, unit, which way, and what the measure's rules say."""
    before, after = (_said(of_each_rule(values, policy)) for values in (found.before, found.after))
    names = list(found.before)
    return pd.DataFrame(
        {
            "measure": names,
            "before": [_number(found.before[name]) for name in names],
            "after": [_number(found.after[name]) for name in names],
            "unit": [get_metric(name).unit for name in names],
            "": [_WORDS[direction(get_metric(name), found.before[name], found.after[name])] for name in names],
            "its rules say": [_change(before.get(name, ""), after.get(name, "")) for name in names],
        }
    )


def _said(reasons: list[Reason]) -> dict[str, str]:
    """By measure the worst that one of its rules says."""
    told: dict[str, str] = {}
    for reason in reasons:
        name = reason.rule.metric
        told[name] = max(told.get(name, reason.verdict), reason.verdict, key=_ORDER.index)
    return told


def _change(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _number(value: float) -> str:
    return "–" if value != value else shown(value)
