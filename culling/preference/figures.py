"""What was learned as figures: how reliable its probabilities are, and which measures say most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from culling.audit_figures import CURVE, INK
from culling.charts import VERDICT_COLOURS
from culling.preference.how_good import Bin

_GRID = "rgba(128,128,128,0.18)"
_CHANCE = VERDICT_COLOURS["unjudged"]


def reliability_figure(bins: Sequence[Bin], *, height: int = 320) -> go.Figure:
    """The share that was kept over what p_keep said, with Wilson intervals; on the dashed line both are the same."""
    said = np.array([part.said for part in bins])
    value, low, high = (np.array([getattr(part.kept, end) for part in bins]) for end in ("value", "low", "high"))
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=[0, 1], y=[0, 1], mode="lines", line={"color": _CHANCE, "width": 1, "dash": "dash"}, hoverinfo="skip"
        )
    )  # fmt: skip
    error = {"type": "data", "symmetric": False, "array": high - value, "arrayminus": value - low, "thickness": 1.2}
    texts = [f"p_keep {part.said:.2f}: {part.kept.text} of {part.kept.count} kept" for part in bins]
    figure.add_trace(
        go.Scatter(
            x=said, y=value, mode="lines+markers", line={"color": CURVE, "width": 2}, marker={"size": 7},
            error_y={**error, "color": CURVE, "width": 3}, customdata=texts,
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    _plain(figure, height, {"l": 52, "r": 12, "t": 48, "b": 44})
    for axis, words in ((figure.update_xaxes, "p_keep, mean of the bin"), (figure.update_yaxes, "share that was kept")):
        axis(
            title={"text": words, "font": {"size": 12}, "standoff": 6}, range=[-0.02, 1.04], dtick=0.5,
            tickformat=".0%", gridcolor=_GRID, zeroline=False, fixedrange=True,
        )  # fmt: skip
    figure.add_annotation(
        text="<b>Reliability</b><br>is .8 kept 8 times of 10?", x=0, y=1.02, xref="paper", yref="paper",
        xanchor="left", yanchor="bottom", align="left", showarrow=False, font={"size": 12},
    )  # fmt: skip
    return figure


def importance_figure(importance: pd.Series[float], directions: dict[str, int], *, most: int = 15) -> go.Figure:
    """Mean size of what each measure adds to the log odds, the largest at the top; colour says which way it speaks.

    Blue: higher values speak for keep. Red: for reject. Violet: what is in the picture, which has no direction.
    """
    shown = importance.head(most)[::-1]
    colours = [
        {1: VERDICT_COLOURS["keep"], -1: VERDICT_COLOURS["reject"]}.get(directions.get(str(name), 0), CURVE)
        for name in shown.index
    ]
    ways = {1: "higher speaks for keep", -1: "higher speaks for reject", 0: ""}
    words = [ways[directions.get(str(name), 0)] for name in shown.index]
    labels = [
        f"{name} {'▲' if way == ways[1] else '▼' if way else ''}" for name, way in zip(shown.index, words, strict=True)
    ]
    figure = go.Figure(
        go.Bar(
            x=shown.to_numpy(), y=labels, orientation="h", marker={"color": colours}, customdata=words,
            hovertemplate="%{y}: %{x:.2f}<br>%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    _plain(figure, 60 + 22 * len(shown), {"l": 170, "r": 10, "t": 8, "b": 40})
    figure.update_xaxes(
        title={"text": "mean contribution to the log odds", "font": {"size": 12}, "standoff": 6}, gridcolor=_GRID,
        zeroline=False, fixedrange=True,
    )  # fmt: skip
    figure.update_yaxes(fixedrange=True, showgrid=False)
    return figure


def _plain(figure: go.Figure, height: int, margin: dict[str, int]) -> None:
    figure.update_layout(
        height=height, margin=margin, showlegend=False, dragmode=False, hovermode="closest", font={"color": INK},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)", bargap=0.3,
    )  # fmt: skip
