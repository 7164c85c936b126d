"""Blur anatomy as a chart: every photo by whole-image and subject sharpness, in the colour and shape of its verdict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from culling.anatomy import QUADRANTS, Scale
from culling.charts import VERDICT_COLOURS
from culling.judge import measured
from culling.map_figure import MOST, plain, point_size
from culling.map_layers import SHAPES
from culling.metrics import get_metric
from culling.rule import number

__all__ = ["anatomy_figure"]

_INK = "#747B84"  # of texts: can be read on a white and on a near-black page
_CORNERS = ((0.99, 0.99), (0.01, 0.99), (0.99, 0.01), (0.01, 0.01))  # of the quadrants, in their order


def anatomy_figure(
    table: pd.DataFrame,
    decisions: pd.DataFrame,
    whole: Scale,
    subject: Scale,
    selected: Sequence[int] = (),
    *,
    height: int = 520,
) -> go.Figure:
    """Right and up is sharper; lines at the cuts, the quadrants named. `customdata` is the row.

    Args:
        table: index path, with both measures.
        decisions: `decide(table, policy)`.
        whole: the axis of the whole image.
        subject: the axis of the subject.
        selected: rows that are drawn in full, the others faintly; without any, all are drawn in full.
        height: pixels.
    """
    x, y = measured(table, whole.metric), measured(table, subject.metric)
    there = np.flatnonzero(~np.isnan(x) & ~np.isnan(y))
    drawn = there if len(there) <= MOST else np.sort(np.random.default_rng(0).permutation(there)[:MOST])
    figure = go.Figure()
    codes = decisions["verdict"].astype(str).to_numpy()
    for verdict, colour in VERDICT_COLOURS.items():
        rows = drawn[codes[drawn] == verdict]
        if len(rows):
            figure.add_trace(_trace(verdict, colour, table, rows, (_clipped(x, whole), _clipped(y, subject)), selected))
    figure.update_layout(**_frame(height), xaxis=_axis(whole, "the whole image"), yaxis=_axis(subject, "the subject"))
    _cut(figure, whole, "x")
    _cut(figure, subject, "y")
    for (name, words), (at_x, at_y) in zip(QUADRANTS.items(), _CORNERS, strict=True):
        figure.add_annotation(
            text=f"<b>{name}</b><br>{words}" if name != "sharp" else f"<b>{words}</b>",
            xref="paper", yref="paper", x=at_x, y=at_y, showarrow=False, opacity=0.9,
            xanchor="right" if at_x > 0.5 else "left", yanchor="top" if at_y > 0.5 else "bottom",
            align="right" if at_x > 0.5 else "left", font={"size": 11, "color": _INK},
        )  # fmt: skip
    return figure


def _clipped(values: np.ndarray[Any, np.dtype[np.float64]], scale: Scale) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.clip(values, scale.axis.low, scale.axis.high)


def _trace(
    verdict: str,
    colour: str,
    table: pd.DataFrame,
    rows: np.ndarray[Any, np.dtype[np.int64]],
    places: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]],
    selected: Sequence[int],
) -> go.Scattergl:
    chosen = np.flatnonzero(np.isin(rows, selected)) if len(selected) else None
    return go.Scattergl(
        x=places[0][rows],
        y=places[1][rows],
        mode="markers",
        name=verdict,
        marker={
            "color": [colour] * len(rows),  # one by one: Streamlit's theme would choose its own
            "opacity": 0.85,
            "size": point_size(len(table)),
            "symbol": SHAPES[verdict],
            "line": {"width": 0},
        },
        selectedpoints=chosen,
        unselected={"marker": {"opacity": 0.18}},
        customdata=rows,
        text=[plain(str(table.index[row])) for row in rows.tolist()],
        hovertemplate="%{text}<br>%{x:.4g} · %{y:.4g}<extra>" + verdict + "</extra>",
    )


def _cut(figure: go.Figure, scale: Scale, axis: str) -> None:
    other = "y" if axis == "x" else "x"
    line = {"color": VERDICT_COLOURS["reject" if scale.set else "unjudged"], "width": 1.5, "dash": "dash"}
    ends = {f"{axis}0": scale.cut, f"{axis}1": scale.cut, f"{other}0": 0, f"{other}1": 1, f"{other}ref": "paper"}
    figure.add_shape(type="line", line=line, **ends)


def _axis(scale: Scale, whose: str) -> dict[str, Any]:
    axis, unit = scale.axis, get_metric(scale.metric).unit
    ends = [math.log10(axis.low), math.log10(axis.high)] if axis.log else [axis.low, axis.high]
    room = (ends[1] - ends[0]) * 0.02
    ends = [ends[0] - room, ends[1] + room]
    what = f"{scale.metric}{f', {unit}' if unit else ''}: sharpness of {whose}, cut {number(scale.cut)}"
    return {
        "type": "log" if axis.log else "linear",
        "range": ends[::-1] if scale.falling else ends,
        "title": {"text": what, "font": {"size": 12}},
        "zeroline": False,
        "gridcolor": "rgba(128,128,128,0.15)",
        "tickformat": ",~g",
        "dtick": 1 if axis.log and axis.high / axis.low > 100 else None,
    }


def _frame(height: int) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 64, "r": 8, "t": 8, "b": 48},
        "legend": {"itemsizing": "constant", "orientation": "h", "y": 1.02, "yanchor": "bottom"},
        "dragmode": "lasso",
        "hovermode": "closest",
        "modebar": {"add": ["select2d", "lasso2d"], "bgcolor": "rgba(0,0,0,0)", "color": _INK},
        "font": {"color": _INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
