"""The map as a chart: the same photos and colours, selected with the chart's own lasso, box and clicks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from culling.map_figure import CONFIG, MOST, map_figure
from culling.projection import Projection
from culling.ui.components.photo_map import Colouring
from culling.ui.redraw import redraw
from culling.ui.rooms.similar.map_colours import texts
from culling.ui.state import Session

KEY = "map_chart"


def show(state: Session, projection: Projection, colouring: Colouring, groups: pd.DataFrame | None) -> None:
    """The chart, and what of the map it leaves out."""
    figure = map_figure(
        projection.points,
        _colour(state, colouring, groups),
        [str(path) for path in state.table.index],
        unit=colouring.unit,
    )
    st.plotly_chart(
        figure,
        key=KEY,
        theme=None,
        on_select=lambda: _selected(state),
        selection_mode=("lasso", "box", "points"),
        config=dict(CONFIG),
        alt="Map of photos. What is selected on it stands beside it as a gallery.",
    )
    if int(np.isfinite(projection.points[:, 0]).sum()) > MOST:
        st.caption(f"A chart bears {MOST:,} photos: the others can be selected on the canvas, which draws all of them.")


def _colour(state: Session, colouring: Colouring, groups: pd.DataFrame | None) -> pd.Series[Any] | None:
    table = state.table
    if colouring.by == "group":
        return None if groups is None else groups["group"]
    if colouring.by == "verdict":
        return state.tuning.decisions["verdict"].astype(str)
    if colouring.by == "mark":
        return table["mark"] if "mark" in table else pd.Series(None, table.index, dtype=object, name="mark")
    return texts(table[colouring.name]) if colouring.by == "text" else table[colouring.name]


def _selected(state: Session) -> None:
    """Select what the chart says is selected; a selection that is taken away selects nothing."""
    state.alike.select([str(state.table.index[row]) for row in selected_rows(st.session_state[KEY], len(state.table))])
    redraw(["beside_map"])


def selected_rows(said: Any, count: int) -> list[int]:
    """The rows of the selected points, each once, in order; what makes no sense is passed over."""
    selection = said.get("selection") if isinstance(said, Mapping) else None
    points = selection.get("points", []) if isinstance(selection, Mapping) else []
    found = set()
    for point in points:
        row = point.get("customdata") if isinstance(point, Mapping) else None
        row = row[0] if isinstance(row, list | tuple) and row else row
        if type(row) is int and 0 <= row < count:
            found.add(row)
    return sorted(found)
