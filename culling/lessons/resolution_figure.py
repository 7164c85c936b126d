"""One photo at every size against one cutoff, and what that cutoff does to the sample photos."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from culling.charts import VERDICT_COLOURS
from culling.lessons.frame import GRID, INK, frame
from culling.lessons.resolution import FOLKLORE, Share, rejected
from culling.metrics import get_metric
from culling.rule import number

_KINDS = {"blurred": ("blurred or shaken", VERDICT_COLOURS["reject"]), "fine": ("fine", VERDICT_COLOURS["keep"])}


def sizes_figure(measure: str, values: Mapping[int, float], cutoff: float, *, height: int = 330) -> go.Figure:
    """The measure against the long side; the cutoff as a line, with tutorials' cutoffs where the measure has some."""
    known = {size: value for size, value in values.items() if not math.isnan(value)}
    figure = go.Figure(go.Scatter(
        x=list(known), y=list(known.values()), mode="lines+markers+text",
        text=[_number(value) for value in known.values()], textposition="top center", textfont={"color": INK},
        line={"color": INK, "width": 1.5}, cliponaxis=False,
        marker={
            "size": 13,
            "color": [VERDICT_COLOURS[_verdict(measure, cutoff, value)] for value in known.values()],
            "symbol": ["x" if rejected(measure, cutoff, value) else "circle" for value in known.values()],
        },
        customdata=[_verdict(measure, cutoff, value) for value in known.values()],
        hovertemplate="at %{x} px: %{y:.3g}, %{customdata}<extra></extra>",
    ))  # fmt: skip
    lines = {cutoff, *(FOLKLORE if measure == "laplacian_variance" else ())}
    axis = _measure_axis(measure, [*known.values(), *lines])
    for line in sorted(lines):
        _cut(figure, line, log=axis.get("type") == "log", chosen=line == cutoff)
    figure.update_layout(
        **frame(height, left=62, top=24),
        xaxis=_sizes(list(known)),
        yaxis=axis,
    )
    return figure


def shares_figure(shares: Sequence[Share], *, height: int = 230) -> go.Figure:
    """At each size a bar for the blurred photos and one for the fine ones: how many of them the cutoff rejects."""
    figure = go.Figure()
    for kind, (words, colour) in _KINDS.items():
        own = [share for share in shares if share.kind == kind]
        figure.add_trace(go.Bar(
            name=words, x=[f"{share.size} px" for share in own], y=[share.rejected / share.of for share in own],
            text=[f"{share.rejected} of {share.of}" for share in own], textposition="outside", cliponaxis=False,
            textfont={"color": INK}, marker={"color": colour, "pattern": {"shape": "/" if kind == "blurred" else ""}},
            hovertemplate=f"{words}: %{{text}} rejected at %{{x}}<extra></extra>",
        ))  # fmt: skip
    figure.update_layout(
        **frame(height, left=62, top=34) | {"showlegend": True},
        barmode="group",
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        xaxis={"fixedrange": True, "title": {"text": "long side"}},
        yaxis={"range": [0, 1.12], "tickvals": [0, 0.5, 1], "tickformat": ".0%", "title": {"text": "rejected"},
               "gridcolor": GRID, "zeroline": False, "fixedrange": True},
    )  # fmt: skip
    return figure


def _verdict(measure: str, cutoff: float, value: float) -> str:
    return "reject" if rejected(measure, cutoff, value) else "keep"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"


def _cut(figure: go.Figure, at: float, *, log: bool, chosen: bool) -> None:
    """A cutoff across all sizes: the chosen one in full, others faintly with who hands them on."""
    colour = VERDICT_COLOURS["reject"] if chosen else INK
    figure.add_hline(y=at, line={"color": colour, "width": 2 if chosen else 1, "dash": "solid" if chosen else "dot"})
    source = FOLKLORE.get(at)
    figure.add_annotation(
        text=f"<b>cutoff {number(at)}</b>" if chosen else f"{number(at)}: {source}",
        y=math.log10(at) if log else at,
        x=0,
        xref="paper",
        xanchor="left",
        yanchor="bottom",
        showarrow=False,
        font={"size": 11, "color": colour},
    )


def _sizes(known: Sequence[int]) -> dict[str, Any]:
    return {
        "type": "log",
        "tickvals": list(known),
        "ticktext": [str(size) for size in known],
        "title": {"text": "long side, px"},
        "showgrid": False,
        "fixedrange": True,
    }


def _measure_axis(measure: str, values: Sequence[float]) -> dict[str, Any]:
    """Ratios for what has no upper end in practice, differences for shares."""
    known = get_metric(measure)
    axis: dict[str, Any] = {"gridcolor": GRID, "zeroline": False, "fixedrange": True}
    axis["title"] = {"text": f"{measure}, {'higher' if known.higher_is_better else 'lower'} is sharper"}
    if known.span[1] <= 1:
        return axis | {"range": [0, min(1.0, max(values) * 1.25)]}
    low, high = min(values), max(values)
    return axis | {"type": "log", "range": [math.log10(max(low, 1e-3) / 1.6), math.log10(high * 1.6)], "dtick": 1}
