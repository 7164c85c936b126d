"""Which photos are looked through, and in which order: one row, and what is needed less often behind a button."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from culling.metrics import METRIC_NAMES
from culling.review import Order
from culling.ui.listing import Rows
from culling.ui.rooms import filter_parts
from culling.ui.rooms.icon_button import icon_button
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
            filter_parts.show(state)
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


def _order(state: Session) -> None:
    """What the photos are sorted by, and from which end."""
    order, known = state.listing.order, _orders(state.table)
    names = known if order.by in known else [*known, order.by]
    key = state.mirrors.key("filter_order", order.by)
    st.selectbox(
        "Sorted by",
        names,
        index=names.index(order.by),
        key=key,
        format_func=_order_name,
        label_visibility="collapsed",
        width=210,
        on_change=_set_order,
        args=(state, key),
    )
    icon_button(
        "Largest or last first" if order.descending else "Smallest or first first",
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


def _set_order(state: Session, key: str) -> None:
    by = st.session_state[key]
    if state.mirrors.moved(key, by):
        state.listing.order = Order(by, state.listing.order.descending)


def _turn(state: Session) -> None:
    state.listing.order = replace(state.listing.order, descending=not state.listing.order.descending)
