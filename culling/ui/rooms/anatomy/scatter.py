"""The map: every photo by how sharp it is as a whole and how sharp its subject is, in the colour of its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from culling.anatomy import QUADRANTS, Scale, points, quadrants, soft_side, subject_scale, whole_scale
from culling.anatomy_figure import anatomy_figure
from culling.map_figure import CONFIG, MOST
from culling.metrics import get_metric
from culling.rule import Rule, number
from culling.ui.components.photo_map import Colouring, show_photo_map
from culling.ui.jobs import OpenFolder
from culling.ui.places import PAGES
from culling.ui.presses import new_presses
from culling.ui.redraw import redraw
from culling.ui.rooms.chosen import take_marks
from culling.ui.rooms.rules import new_rule
from culling.ui.rooms.similar.map_acts import selected_paths
from culling.ui.rooms.similar.map_chart import selected_rows
from culling.ui.state import Session

KEY = "anatomy_map"
CHART = "anatomy_chart"
FOLLOW = ["anatomy_quarters", "anatomy_map", "exemption", "anatomy_selection"]


@st.fragment(key="anatomy_map")
def show(state: Session) -> None:
    """The map as a canvas or a chart, and what is not on it."""
    folder = state.open
    if folder is None:
        return
    whole, subject = scales(state)
    if st.session_state.get("anatomy_as") == "chart":
        _chart(state, whole, subject)
    else:
        _canvas(state, folder, whole, subject)
    _no_rule(state, whole)
    _left_out(state)


def _no_rule(state: Session, whole: Scale) -> None:
    """Where the cut comes from when no rule sets it, and the way to a rule."""
    if whole.set:
        return
    rule = new_rule(state, whole.metric, soft_side(whole.metric))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(f"No rule on {whole.metric}: the dotted line is its usual cutoff.", width="content")
        st.button(
            f"Add: reject {whole.metric} {rule.side} {number(rule.reject)}",
            key="anatomy_add_whole",
            type="tertiary",
            icon=":material/add:",
            on_click=_add,
            args=(state, rule),
        )


def _add(state: Session, rule: Rule) -> None:
    state.tuning.set_rule(rule)
    st.rerun()


def scales(state: Session) -> tuple[Scale, Scale]:
    """The two axes, with their cuts as they are now: those of the policy, or the one that is tried."""
    chosen = state.anatomy
    tried = chosen.cutoff(state.table, state.policy)
    return (
        whole_scale(state.table, state.policy, chosen.whole),
        subject_scale(state.table, state.policy, chosen.subject, tried),
    )


def _canvas(state: Session, folder: OpenFolder, whole: Scale, subject: Scale) -> None:
    counts = np.bincount(quadrants(state.table, whole, subject) + 1, minlength=5)[1:]
    parts = [
        {"name": name, "words": words, "count": int(count)}
        for (name, words), count in zip(QUADRANTS.items(), counts, strict=True)
    ]
    exempting = state.anatomy.cutoff(state.table, state.policy) is not None
    show_photo_map(
        state,
        folder.sheet,
        points(state.table, whole, subject),
        Colouring("verdict"),
        key=KEY,
        groups=None,
        forest=None,
        distance=0.0,
        heard=state.pressed.get(KEY, 0),
        acted=lambda acts: _acted(state, acts),
        pressed=lambda presses: take_marks(state, presses, FOLLOW, "map"),
        selection=state.anatomy.selection,
        frame={"x": _axis(whole), "y": _axis(subject), "parts": parts, "exempting": exempting},
    )


def _axis(scale: Scale) -> Mapping[str, Any]:
    return {
        "metric": scale.metric,
        "unit": get_metric(scale.metric).unit,
        "low": scale.axis.low,
        "high": scale.axis.high,
        "log": scale.axis.log,
        "falling": scale.falling,
        "cut": scale.cut,
        "set": scale.set,
    }


def _chart(state: Session, whole: Scale, subject: Scale) -> None:
    """The same by plotly: its own lasso, box and clicks."""
    rows = state.anatomy.rows(state.table).tolist()
    st.plotly_chart(
        anatomy_figure(state.table, state.tuning.decisions, whole, subject, rows),
        key=CHART,
        theme=None,
        on_select=lambda: _charted(state),
        selection_mode=("lasso", "box", "points"),
        config=dict(CONFIG),
        alt=f"Photos by {whole.metric} and {subject.metric}. What is selected stands beside it as a gallery.",
    )
    if len(state.table) > MOST:
        st.caption(f"A chart bears {MOST:,} photos; the canvas draws all of them.")


def _charted(state: Session) -> None:
    rows = selected_rows(st.session_state[CHART], len(state.table))
    state.anatomy.select([str(state.table.index[row]) for row in rows])
    redraw([name for name in FOLLOW if name != "anatomy_map"])  # the chart stays as it was drawn on


def _left_out(state: Session) -> None:
    """Photos that lack one of the two measures, and the way to them."""
    table, chosen = state.table, state.anatomy
    without = table[[chosen.whole, chosen.subject]].isna().any(axis=1).to_numpy()
    count = int(without.sum())
    if not count:
        return
    paths = [str(path) for path in table.index[without]]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        words = "photo is not on the map: one of the measures says nothing of it"
        many = "photos are not on the map: one of the measures says nothing of them"
        st.caption(f"{count:,} {words if count == 1 else many}.", width="content")
        if st.button("Review these", key="anatomy_unmeasured", type="tertiary", icon=":material/arrow_forward:"):
            state.listing.show_only(paths, f"{count:,} photos without {chosen.subject}")
            st.switch_page(PAGES / "review.py")


# -- what was done on the canvas -------------------------------------------------------------------------------------


def take_up(state: Session, acts: object) -> set[str]:
    """Do what is new, in order: "select" with a bit for each row, "open" with a row; which kinds there were."""
    done: set[str] = set()
    if state.open is None:
        return done
    for press, what, *said in new_presses(acts, state.pressed.get(KEY, 0)):
        state.pressed[KEY] = press
        key, value = said if len(said) == 2 else (None, None)
        sheet = state.open.find_sheet(key) if isinstance(key, str) else None
        if sheet is None:
            continue
        if what == "select" and (paths := selected_paths(sheet, value)) is not None:
            state.anatomy.select(paths)
            done.add("select")
        elif what == "open" and type(value) is int and 0 <= value < sheet.count:
            state.view(sheet.paths[value], state.anatomy.selection or sheet.paths)
            done.add("open")
    return done


def _acted(state: Session, acts: object) -> None:
    if "open" in take_up(state, acts):
        st.rerun()
    redraw(FOLLOW)
