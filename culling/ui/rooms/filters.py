"""Which photos are looked through, and in which order: one row, and what is needed less often behind a button."""

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
from culling.metrics import METRIC_NAMES
from culling.review import NONE, Order, choices
from culling.ui.listing import Rows
from culling.ui.rooms.frame import LETTERS
from culling.ui.state import Session

ORDER_NAMES = {
    "path": "as listed",
    "name": "file name",
    "date": "date taken",
    "margin": "nearest to a cutoff",
    "verdict": "verdict",
    "mark": "mark",
    "group": "group",
}


_TEXTS = (
    ("groups", "group", "Group"),
    ("tags", "tags", "Tag"),
    ("cameras", "camera", "Camera"),
    ("lenses", "lens", "Lens"),
)


def show(state: Session) -> Rows:
    """Draw the row and give the list: row numbers of the table, in order.

    An empty list is explained here, with what to do about it.
    """
    listing = state.listing
    listed = listing.rows(state.table, state.tuning.decisions, state.policy)
    if listing.title:
        _say_only(state)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filters_row"):
        badge = f" :blue-badge[{listing.filter.active}]" if listing.filter.active else ""
        with st.popover(f"Filters{badge}", icon=":material/filter_list:", key="filters_popover", width="content"):
            _parts(state)
        _order(state)
        if listing.filter.active:
            st.button(
                "Clear filters", key="filters_clear", icon=":material/close:", type="tertiary", on_click=listing.clear
            )
        st.text(f"{len(listed):,} of {len(state.table):,} photos")
        _refresh(state)
    if not len(listed):
        _say_empty(state)
    return listed


def _say_only(state: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filters_only"):
        st.text(f"Only: {state.listing.title}")
        st.button("Show all photos", key="filters_all", type="tertiary", on_click=state.listing.show_all)


def _say_empty(state: Session) -> None:
    """Why there is nothing to see, and the way out."""
    with st.container(border=True, key="filters_empty"):
        if state.listing.filter.active:
            st.markdown("**No photo passes these filters.** Take one away, or clear them all to see every photo again.")
            st.button("Clear all filters", key="filters_clear_empty", type="primary", on_click=state.listing.clear)
        else:
            st.markdown("**No photo is left in this list.**")


def _search(state: Session) -> None:
    text = state.listing.filter.text
    key = state.mirrors.key("filter_text", text)
    st.text_input(
        "Part of the path",
        text,
        key=key,
        placeholder="any",
        icon=":material/search:",
        on_change=_set,
        args=(state, "text", key, str.strip),
    )


def _order(state: Session) -> None:
    """What the photos are sorted by, and from which end."""
    order, known = state.listing.order, _orders(state.table)
    names = [name for name in (*known, order.by) if name in known or name == order.by]
    key = state.mirrors.key("filter_order", order.by)
    st.selectbox(
        "Sorted by",
        list(dict.fromkeys(names)),
        index=names.index(order.by),
        key=key,
        format_func=_order_name,
        label_visibility="collapsed",
        width=210,
        on_change=_set_order,
        args=(state, key),
    )
    st.button(
        "",
        key="filter_direction",
        icon=":material/arrow_downward:" if order.descending else ":material/arrow_upward:",
        help="Largest or last first; press for the other way round."
        if order.descending
        else "Smallest or first first; press for the other way round.",
        on_click=_turn,
        args=(state,),
    )


def _order_name(name: str) -> str:
    return f"by {ORDER_NAMES.get(name, name)}" if name != "path" else "as listed"


def _orders(table: pd.DataFrame) -> list[str]:
    """What this table can be sorted by."""
    needs = {"date": "taken_at", "mark": "mark", "group": "group"}
    named = [name for name in ORDER_NAMES if name not in needs or _has(table, needs[name])]
    return [*named, *(name for name in METRIC_NAMES if _has(table, name))]


def _has(table: pd.DataFrame, column: str) -> bool:
    return column in table and bool(table[column].notna().any())


@st.fragment(key="refresh")
def _refresh(state: Session) -> None:
    """The list holds still while photos are marked; this takes up what has changed since."""
    count = state.listing.stale(state.table, state.tuning.decisions, state.policy)
    if count:
        st.button(
            f"Refresh :gray-badge[{count:,}]",
            key="filters_refresh",
            icon=":material/refresh:",
            help=f"{count:,} photos were marked and no longer match the filters, or match them now.",
            on_click=_renew,
            args=(state,),
        )


def _renew(state: Session) -> None:
    state.listing.refresh()
    st.rerun()


def _parts(state: Session) -> None:
    """Every part of the filter for which the folder has something to choose."""
    table = state.table
    _pills(state, "verdicts", "Verdict", VERDICTS, lambda name: f"{LETTERS[name]} {name}")
    _pills(state, "marks", "Mark", (*MARKS, NONE), lambda name: name or "undecided")
    rules = {rule.key: rule.text for rule in state.policy.rules}
    if rules:
        _many(state, "rules", "Because of the rule", list(rules), lambda key: rules.get(key, " ".join(key)))
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
        undated = state.listing.filter.undated
        key = state.mirrors.key("filter_undated", undated)
        st.checkbox("Without a date", undated, key=key, on_change=_set, args=(state, "undated", key, bool))


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


def _set_order(state: Session, key: str) -> None:
    by = st.session_state[key]
    if state.mirrors.moved(key, by):
        state.listing.order = Order(by, state.listing.order.descending)


def _turn(state: Session) -> None:
    state.listing.order = replace(state.listing.order, descending=not state.listing.order.descending)
