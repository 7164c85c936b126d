"""The parts of a filter as widgets: verdict, mark, rule, group, tag, camera, lens, days, part of the path or a tag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from culling.judge import VERDICTS
from culling.marks import MARKS
from culling.review import NONE, choices
from culling.ui.rooms.frame import LETTERS
from culling.ui.state import Session

_TEXTS = (
    ("groups", "group", "Group"),
    ("tags", "tags", "Tag"),
    ("cameras", "camera", "Camera"),
    ("lenses", "lens", "Lens"),
)


def show(state: Session) -> None:
    """Every part of the filter for which the folder has something to choose."""
    table = state.table
    _pills(state, "verdicts", "Verdict", VERDICTS, lambda name: f"{LETTERS[name]} {name}")
    _pills(state, "marks", "Mark", (*MARKS, NONE), lambda name: name or "undecided")
    rules = {rule.key: rule.text for rule in state.policy.rules}
    if rules:
        _many(state, "rules", "Because of the rule", list(rules), lambda key: rules.get(key, " ".join(key)))
    if (state.policy.guard and "group" in table) or state.listing.filter.saved:
        _check(state, "saved", "Saved by guard")
    for part, column, label in _TEXTS:
        offered = choices(table, column)
        if offered:
            _many(state, part, label, offered, partial(_or_none, f"no {label.lower()}"))
    _dates(state)
    _search(state)


def _or_none(none: str, name: str) -> str:
    return name or none


def _pills(state: Session, part: str, label: str, options: Sequence[str], name: Callable[[str], str]) -> None:
    chosen = list(getattr(state.listing.filter, part))
    key = state.mirrors.key(f"filter_{part}", tuple(chosen))
    st.pills(
        label,
        options,
        selection_mode="multi",
        default=chosen,
        key=key,
        format_func=name,
        on_change=_set,
        args=(state, part, key, tuple),
    )


def _many(state: Session, part: str, label: str, options: Sequence[Any], name: Callable[[Any], str]) -> None:
    chosen = list(getattr(state.listing.filter, part))
    key = state.mirrors.key(f"filter_{part}", tuple(chosen))
    st.multiselect(
        label,
        [*options, *(choice for choice in chosen if choice not in options)],
        default=chosen,
        key=key,
        format_func=name,
        placeholder="any",
        on_change=_set,
        args=(state, part, key, tuple),
    )


def _check(state: Session, part: str, label: str) -> None:
    chosen = getattr(state.listing.filter, part)
    key = state.mirrors.key(f"filter_{part}", chosen)
    st.checkbox(label, chosen, key=key, on_change=_set, args=(state, part, key, bool))


def _dates(state: Session) -> None:
    """First and last day, and photos without a date; only where there are dates."""
    taken = state.table["taken_at"] if "taken_at" in state.table else pd.Series(dtype=object)
    moments = [text for text in taken.unique() if isinstance(text, str) and text]
    if not moments:
        return
    first, last = date.fromisoformat(min(moments)[:10]), date.fromisoformat(max(moments)[:10])
    for column, part, label in zip(st.columns(2), ("since", "until"), ("From", "To"), strict=True):
        value = getattr(state.listing.filter, part)
        key = state.mirrors.key(f"filter_{part}", value)
        column.date_input(
            label,
            value,
            min_value=first,
            max_value=last,
            format="YYYY-MM-DD",
            key=key,
            on_change=_set_day,
            args=(state, part, key),
        )
    if bool(taken.isna().any()):
        _check(state, "undated", "Without a date")


def _set(state: Session, part: str, key: str, as_type: Callable[[Any], Any]) -> None:
    value = as_type(st.session_state[key])
    if state.mirrors.moved(key, value):
        state.listing.filter = replace(state.listing.filter, **{part: value})


def _set_day(state: Session, part: str, key: str) -> None:
    """One end of the days; the other one comes along rather than leaving no day at all."""
    day = st.session_state[key]
    if not state.mirrors.moved(key, day):
        return
    now = state.listing.filter
    since, until = (day, now.until) if part == "since" else (now.since, day)
    if since and until and since > until:
        since = until = day
    state.listing.filter = replace(now, since=since, until=until)


def _search(state: Session) -> None:
    text = state.listing.filter.text
    key = state.mirrors.key("filter_text", text)
    st.text_input(
        "Part of the path or a tag",
        text,
        key=key,
        placeholder="any, such as 2024/ or animal",
        icon=":material/search:",
        on_change=_set,
        args=(state, "text", key, str.strip),
    )
