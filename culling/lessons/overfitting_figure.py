"""What the winner of each draw promises and keeps; by how much it looks too good, over the number of tries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from culling.charts import VERDICT_COLOURS
from culling.lessons.frame import GRID, INK, frame
from culling.lessons.overfitting import Draws, Floats

TRAINING, FRESH = VERDICT_COLOURS["maybe"], VERDICT_COLOURS["keep"]
_STEP = 0.05


def spread_figure(drawn: Draws, *, height: int = 240) -> go.Figure:
    """How the winners' agreement is spread over the draws: with the labels that chose them, and with the others."""
    figure = _empty(height)
    edges = np.arange(0, 1 + 2 * _STEP, _STEP) - _STEP / 2
    for name, values, colour in (
        ("labels that chose it", drawn.training, TRAINING),
        ("other photos", drawn.fresh, FRESH),
    ):
        _bars(figure, name, np.histogram(values, edges)[0] / len(values), edges[:-1] + _STEP / 2, colour)
        mean = float(values.mean())
        figure.add_vline(x=mean, line={"color": colour, "width": 2, "dash": "dash"})
    least = min(float(drawn.training.min()), float(drawn.fresh.min()))
    figure.update_layout(barmode="overlay", bargap=0.05, showlegend=True, legend=_LEGEND)
    figure.update_xaxes(
        title=_title("decisions that agree"), tickformat=".0%", dtick=0.1, tickangle=0,
        range=[min(0.3, least) - 0.03, 1.03],
    )  # fmt: skip
    figure.update_yaxes(title=_title("draws"), tickformat=".0%", rangemode="tozero")
    return figure


def tries_figure(
    looks: Sequence[int], drawn: Sequence[Draws], bounds: Sequence[float], now: int, *, height: int = 240
) -> go.Figure:
    """Mean agreement over the number of cutoffs tried: the gap between the lines is what fooled.

    Args:
        looks: cutoffs tried, ascending.
        drawn: what came of each.
        bounds: what the thermometer allows for at each: from the upper line down, the most that may be luck.
        now: the number of looks that is set.
    """
    figure = _empty(height)
    training = np.array([float(one.training.mean()) for one in drawn])
    fresh = np.array([float(one.fresh.mean()) for one in drawn])
    _line(figure, "labels that chose it", looks, training, TRAINING)
    _line(figure, "other photos", looks, fresh, FRESH)
    _line(figure, "least, by the thermometer", looks, training - np.array(bounds), VERDICT_COLOURS["unjudged"], "dot")
    figure.add_vline(x=now, line={"color": INK, "width": 1, "dash": "dash"})
    figure.update_layout(showlegend=True, legend=_LEGEND)
    low, high = np.log10(looks[0]) - 0.04, np.log10(looks[-1]) + 0.04
    shown = [tick for tick in (1, 2, 5, 10, 20, 50, 100, 200, 420) if looks[0] <= tick <= looks[-1]]
    figure.update_xaxes(
        title=_title("cutoffs tried"), type="log", range=[low, high], tickvals=shown, ticktext=list(map(str, shown)),
        tickangle=0,
    )  # fmt: skip
    figure.update_yaxes(title=_title("decisions that agree"), tickformat=".0%")
    return figure


_LEGEND = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.02, "yanchor": "bottom"}


def _bars(figure: go.Figure, name: str, shares: Floats, at: Floats, colour: str) -> None:
    figure.add_trace(
        go.Bar(
            x=at, y=shares, width=_STEP * 0.9, name=name, marker={"color": colour}, opacity=0.55,
            hovertemplate="%{x:.0%}: %{y:.0%} of the draws<extra>" + name + "</extra>",
        )
    )  # fmt: skip


def _line(figure: go.Figure, name: str, looks: Sequence[int], values: Floats, colour: str, dash: str = "solid") -> None:
    figure.add_trace(
        go.Scatter(
            x=list(looks), y=values, mode="lines+markers" if dash == "solid" else "lines", name=name,
            line={"color": colour, "width": 2, "dash": dash}, marker={"size": 6},
            hovertemplate="%{x} tried: %{y:.0%}<extra>" + name + "</extra>",
        )
    )  # fmt: skip


def _title(words: str) -> dict[str, Any]:
    return {"text": words, "font": {"size": 12}}


def _empty(height: int) -> go.Figure:
    figure = go.Figure(layout=frame(height, left=52, bottom=44, top=34))
    axis: dict[str, Any] = {"gridcolor": GRID, "zeroline": False, "fixedrange": True}
    figure.update_layout(hovermode="closest", xaxis=axis, yaxis=axis)
    return figure
