"""Every focus measure before and after the damage, on one scale."""

from __future__ import annotations

import math
from collections.abc import Sequence

import plotly.graph_objects as go

from culling.lessons.focus import Response
from culling.lessons.frame import FEWER, GRID, INK, MORE, SAME, frame
from culling.metrics import get_metric

_COLOURS = {"less sharp": FEWER, "sharper": MORE, "alike": SAME, "cannot say": SAME}
_SHAPES = {"less sharp": "triangle-left", "sharper": "triangle-right", "alike": "circle", "cannot say": "circle"}


def focus_figure(responses: Sequence[Response], *, height: int = 400) -> go.Figure:
    """A row for each measure: a ring where the photo stood, a mark where it stands now, the raw numbers beside it.

    To the right is sharper, whichever way a measure's own numbers go. A mark that points right, away from the damage,
    is a measure that was fooled.
    """
    figure = go.Figure()
    for response in responses:
        if not math.isnan(response.stands) and not math.isnan(response.stood):
            figure.add_trace(_way(response))
    figure.add_trace(_before(responses))
    figure.add_trace(_after(responses))
    names = [_label(response) for response in responses]
    figure.update_layout(
        **frame(height, left=176, bottom=44),
        xaxis={
            "range": [-0.03, 1.03],
            "tickvals": [0, 0.25, 0.5, 0.75, 1],
            "tickformat": ".0%",
            "title": {"text": "sharper than … of samples", "standoff": 8},
            "gridcolor": GRID,
            "zeroline": False,
            "fixedrange": True,
        },
        yaxis={"categoryorder": "array", "categoryarray": names[::-1], "fixedrange": True, "showgrid": False},
    )
    return figure


def _label(response: Response) -> str:
    """The name, and the number before and after."""
    if math.isnan(response.before) and math.isnan(response.after):
        return f"{response.name}<br>cannot say"
    if response.before == response.after:
        return f"{response.name}<br>{_number(response.before)}"
    return f"{response.name}<br>{_number(response.before)} → {_number(response.after)}"


def _number(value: float) -> str:
    if math.isnan(value):
        return "cannot say"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"


def _way(response: Response) -> go.Scatter:
    return go.Scatter(
        x=[response.stood, response.stands],
        y=[_label(response)] * 2,
        mode="lines",
        line={"color": _COLOURS[response.said], "width": 3},
        hoverinfo="skip",
    )


def _before(responses: Sequence[Response]) -> go.Scatter:
    return go.Scatter(
        x=[response.stood for response in responses],
        y=[_label(response) for response in responses],
        mode="markers",
        marker={"symbol": "circle-open", "size": 11, "color": INK, "line": {"width": 2}},
        hovertemplate="before: sharper than %{x:.0%}<extra></extra>",
    )


def _after(responses: Sequence[Response]) -> go.Scatter:
    words = [
        f"{response.name} says {response.said}"
        + ("; higher is sharper" if get_metric(response.name).higher_is_better else "; lower is sharper")
        for response in responses
    ]
    return go.Scatter(
        x=[response.stands for response in responses],
        y=[_label(response) for response in responses],
        mode="markers",
        marker={
            "symbol": [_SHAPES[response.said] for response in responses],
            "size": 13,
            "color": [_COLOURS[response.said] for response in responses],
        },
        customdata=words,
        hovertemplate="after: sharper than %{x:.0%}<br>%{customdata}<extra></extra>",
    )
