"""One card per measure with a rule: histogram, slider, exact number, band of doubt.

The policy owns every cutoff: widgets mirror it (see `mirrors`) and write back in their callbacks. A move reruns
small fragments (its card, the counts, the photos), not the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Literal

import streamlit as st

from culling.charts import Axis, histogram
from culling.first_cuts import first_rule, sides_of
from culling.metrics import get_metric
from culling.rule import Rule, Side, Unless, number
from culling.ui.redraw import redraw
from culling.ui.rooms import conditions
from culling.ui.rooms.icon_button import icon_button
from culling.ui.state import Session

__all__ = ["Word", "new_rule", "show", "sides_of"]

Word = Literal["reject", "maybe"]

_BAND = "With **maybe** on, photos between the two cutoffs are neither kept nor rejected: a person looks."
_CHART = {"displayModeBar": False, "displaylogo": False}


def show(state: Session) -> None:
    """All cards, in the policy's order."""
    if not state.policy.rules:
        with st.container(border=True):
            st.markdown("**No rules: nothing is judged.** Add a measure above, or load a policy.")
    for metric in state.shown:
        st.fragment(partial(_card, state, metric), key=_card_key(metric))()


def new_rule(state: Session, metric: str, side: Side) -> Rule:
    """A rule that starts at the measure's own cutoff; where it has none for this side, at 3 % of the photos."""
    return first_rule(metric, side, state.ordered(metric).to_numpy(), state.axis(metric))


def _card_key(metric: str) -> str:
    return f"card_{metric}"


def _card(state: Session, metric: str) -> None:
    rules = state.policy.rules_on(metric)
    if metric not in state.shown:
        return
    described = get_metric(metric)
    axis, known = state.axis(metric), state.ordered(metric)
    with st.container(border=True, key=f"box_{metric}", gap="small"):
        unit = f" · {described.unit}" if described.unit else ""
        unknown = len(state.table) - len(known)
        st.markdown(
            f"**{metric}**{unit}" + (f" :gray-badge[{unknown:,} not measured]" if unknown else ""),
            help="\n\n".join([*described.in_short.splitlines(), _BAND]),
        )
        exempt = conditions.exempt(state.table, known, rules)
        figure = histogram(known, rules, axis=axis, unit=described.unit, ordered=True, height=128, exempt=exempt)
        st.plotly_chart(figure, key=f"chart_{metric}", config=_CHART, alt=_said(metric, rules, len(known)))
        for rule in rules:
            _controls(state, rule, axis)
        if not rules:
            st.button("Hide", key=f"hide_{metric}", type="tertiary", on_click=_hide, args=(state, metric))


def _hide(state: Session, metric: str) -> None:
    state.watched.discard(metric)
    st.rerun()


def _controls(state: Session, rule: Rule, axis: Axis) -> None:
    """Slider, its exact twin, the band, remove."""
    cutoffs = [rule.reject] if rule.maybe is None else sorted((rule.reject, rule.maybe))
    value = cutoffs[0] if rule.maybe is None else tuple(cutoffs)
    key = state.mirrors.key(f"cut_{rule.metric}_{rule.side}", value)
    st.select_slider(
        f"{rule.metric}: reject {rule.side}",
        sorted({*axis.stops(), *cutoffs}),
        value,
        key=key,
        format_func=number,
        label_visibility="collapsed",
        on_change=_slid,
        args=(state, key, rule.metric, rule.side),
    )
    row = f"row_{rule.metric}_{rule.side}"  # how it wraps, the style in `frame` says
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=row):
        _exact(state, rule, "reject", rule.reject)
        if rule.maybe is not None:
            _exact(state, rule, "maybe", rule.maybe)
        _band_switch(state, rule)
        icon_button(
            f"Remove the rule on {rule.metric}",
            key=f"remove_{rule.metric}_{rule.side}",
            icon=":material/close:",
            type="tertiary",
            help=f"Remove the rule on {rule.metric}",
            on_click=_removed,
            args=(state, rule.metric, rule.side),
        )
    if rule.unless is not None:
        conditions.show(state, rule, rule.unless, partial(_conditioned, state, rule.metric, rule.side))


def _exact(state: Session, rule: Rule, word: Word, value: float) -> None:
    key = state.mirrors.key(f"{word}_{rule.metric}_{rule.side}", value)
    st.number_input(
        f"{rule.metric}: {word} {rule.side}",
        value=value,
        key=key,
        step=None,
        format="%.6g",
        label_visibility="collapsed",
        icon=":material/block:" if word == "reject" else ":material/question_mark:",
        width=108,
        on_change=_typed,
        args=(state, key, rule.metric, rule.side, word),
    )


def _band_switch(state: Session, rule: Rule) -> None:
    key = state.mirrors.key(f"band_{rule.metric}_{rule.side}", rule.maybe is not None)
    st.toggle(
        "maybe",
        rule.maybe is not None,
        key=key,
        on_change=_banded,
        args=(state, key, rule.metric, rule.side),
    )


def _slid(state: Session, key: str, metric: str, side: Side) -> None:
    value = st.session_state[key]
    if not state.mirrors.moved(key, value):
        return
    low, high = value if isinstance(value, tuple) else (value, value)
    reject, maybe = (low, high) if side == "below" else (high, low)
    rule = _rule(state, metric, side)
    _move(state, replace(rule, reject=reject, maybe=maybe if isinstance(value, tuple) else None))


def _typed(state: Session, key: str, metric: str, side: Side, word: Word) -> None:
    value = float(st.session_state[key])
    if not state.mirrors.moved(key, value):
        return
    rule = _rule(state, metric, side)
    reject, maybe = (value, rule.maybe) if word == "reject" else (rule.reject, value)
    if maybe is not None and (maybe < reject if side == "below" else maybe > reject):
        reject, maybe = value, value  # the other end comes along, as on the slider
    _move(state, replace(rule, reject=reject, maybe=maybe))


def _banded(state: Session, key: str, metric: str, side: Side) -> None:
    wanted = bool(st.session_state[key])
    if not state.mirrors.moved(key, wanted):
        return
    rule = _rule(state, metric, side)
    _move(state, replace(rule, maybe=_band_end(state, rule) if wanted else None))


def _conditioned(state: Session, metric: str, side: Side, unless: Unless | None) -> None:
    _move(state, replace(_rule(state, metric, side), unless=unless))


def _removed(state: Session, metric: str, side: Side) -> None:
    state.tuning.change(state.policy.without(metric, side), f"no rule on {metric}")
    st.rerun()


def _move(state: Session, rule: Rule) -> None:
    """One move of one cutoff: only what shows it is drawn again."""
    before = state.axis(rule.metric)
    state.tuning.set_rule(rule)
    state.edge_of = rule.metric
    if state.axis(rule.metric) == before:
        redraw(["results", _card_key(rule.metric), "verdicts", "toolbar"])


def _rule(state: Session, metric: str, side: Side) -> Rule:
    return next(rule for rule in state.policy.rules_on(metric) if rule.side == side)


def _band_end(state: Session, rule: Rule) -> float:
    """A tenth of the slider further on the keep side."""
    stops = state.axis(rule.metric).stops()
    tenth = max(1, len(stops) // 10)
    place = min(range(len(stops)), key=lambda at: abs(stops[at] - rule.reject))
    end = stops[min(place + tenth, len(stops) - 1) if rule.side == "below" else max(place - tenth, 0)]
    return max(end, rule.reject) if rule.side == "below" else min(end, rule.reject)


def _said(metric: str, rules: Sequence[Rule], count: int) -> str:
    """The chart in words, for those who do not see it."""
    cuts = ", ".join(f"reject {rule}" for rule in rules) or "no rule"
    return f"How {metric} is spread over {count} photos; {cuts}"
