"""Flawed and good photos along a measure, as many as the folder holds of each; precision over the base rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from culling.audit.confusion import confusion
from culling.audit.intervals import Rate
from culling.audit_figures import CURVE
from culling.charts import VERDICT_COLOURS, Axis
from culling.judge import apply
from culling.lessons.base_rate import OF, Labelled, precision, precision_rate
from culling.lessons.frame import GRID, INK, frame
from culling.rule import Rule

Floats = NDArray[np.float64]

FLAWED, GOOD = VERDICT_COLOURS["reject"], VERDICT_COLOURS["keep"]
_BINS = 26
_RATES = np.array(
    [0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
)


def spread_figure(labelled: Labelled, cutoff: float, base_rate: float, axis: Axis, *, height: int = 260) -> go.Figure:
    """Both kinds along the measure: areas are photos of 1,000, so the flawed shrink when they are rare.

    Beyond the cutoff is tinted; photos without a value are in neither.
    """
    figure = _empty(height)
    edges = axis.edges(_BINS)
    flawed, good = labelled.shares(edges)
    figure.add_trace(_steps("good", edges, good * OF * (1 - base_rate), GOOD))
    figure.add_trace(_steps("flawed", edges, flawed * OF * base_rate, FLAWED))
    below = Rule(labelled.measure, reject=cutoff).side == "below"
    far = axis.low if below else axis.high
    figure.add_vrect(x0=far, x1=cutoff, fillcolor=FLAWED, opacity=0.08, line_width=0, layer="below")
    figure.add_vline(x=cutoff, line={"color": INK, "width": 2})
    figure.update_layout(showlegend=True, legend={"orientation": "h", "x": 1, "xanchor": "right", "y": 1.14})
    figure.update_xaxes(title={"text": labelled.measure, "font": {"size": 12}}, type="log" if axis.log else "linear")
    if axis.log:
        figure.update_xaxes(range=[np.log10(axis.low), np.log10(axis.high)], dtick=1, tickformat=",~g")
    else:
        figure.update_xaxes(range=[axis.low, axis.high])
    figure.update_yaxes(title={"text": f"photos of {OF:,}", "font": {"size": 12}}, rangemode="tozero")
    return figure


def precision_figure(labelled: Labelled, cutoff: float, base_rate: float, *, height: int = 260) -> go.Figure:
    """Precision at this cutoff over the share of flawed photos, with its interval; the point is the folder."""
    truth = labelled.truth
    rejected = apply(Rule(labelled.measure, reject=cutoff), labelled.values)[0]
    counts = confusion(truth, rejected)
    figure = _empty(height)
    here = precision_rate(truth, rejected, base_rate)
    if here.known:
        bands = [precision_rate(truth, rejected, float(rate)) for rate in _RATES]
        values = precision(counts.recall.value, counts.keepers_lost.value, _RATES)
        _band(figure, [band.low for band in bands], [band.high for band in bands])
        said = [f"{100 * rate:.3g} % flawed: {band.text}" for rate, band in zip(_RATES, bands, strict=True)]
        figure.add_trace(
            go.Scatter(
                x=_RATES, y=values, mode="lines", line={"color": CURVE, "width": 2}, customdata=said,
                hovertemplate="%{customdata}<extra></extra>", name="precision",
            )
        )  # fmt: skip
        _point(figure, base_rate, here)
    figure.add_trace(
        go.Scatter(
            x=_RATES, y=_RATES, mode="lines", line={"color": VERDICT_COLOURS["unjudged"], "width": 1, "dash": "dash"},
            hovertemplate="rejecting by lot<extra></extra>", name="by lot",
        )
    )  # fmt: skip
    figure.update_xaxes(
        title={"text": "flawed photos in the folder", "font": {"size": 12}}, type="log",
        range=[np.log10(_RATES[0]), np.log10(_RATES[-1])], tickvals=[0.002, 0.01, 0.05, 0.2, 0.5],
        ticktext=["0.2 %", "1 %", "5 %", "20 %", "50 %"],
    )  # fmt: skip
    figure.update_yaxes(
        title={"text": "precision", "font": {"size": 12}}, range=[-0.02, 1.04], tickformat=".0%", dtick=0.25
    )
    return figure


def _steps(name: str, edges: Floats, heights: Floats, colour: str) -> go.Scatter:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return go.Scatter(
        x=edges,
        y=np.append(heights, heights[-1]),
        name=name,
        mode="lines",
        line={"color": colour, "width": 1.5, "shape": "hv"},
        fill="tozeroy",
        fillcolor=f"rgba({red},{green},{blue},0.30)",
        hovertemplate=f"%{{y:.0f}} {name}<extra></extra>",
    )


def _band(figure: go.Figure, low: list[float], high: list[float]) -> None:
    figure.add_trace(
        go.Scatter(
            x=np.append(_RATES, _RATES[::-1]), y=[*high, *low[::-1]], fill="toself",
            fillcolor="rgba(124,112,220,0.20)", mode="lines", line={"width": 0}, hoverinfo="skip", name="95 %",
        )
    )  # fmt: skip


def _point(figure: go.Figure, base_rate: float, here: Rate) -> None:
    figure.add_trace(
        go.Scatter(
            x=[base_rate], y=[here.value], mode="markers", name="this folder",
            marker={"color": FLAWED, "size": 11, "line": {"color": "white", "width": 1.5}},
            hovertemplate=f"{100 * base_rate:.3g} % flawed: {here.text}<extra></extra>",
        )
    )  # fmt: skip


def _empty(height: int) -> go.Figure:
    figure = go.Figure(layout=frame(height, left=52, bottom=44, top=26))
    axis: dict[str, Any] = {"gridcolor": GRID, "zeroline": False, "fixedrange": True}
    figure.update_layout(hovermode="closest", xaxis=axis, yaxis=axis)
    return figure
