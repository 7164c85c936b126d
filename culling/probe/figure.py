"""A curve as figures: one measure each, over the damage, with its cutoffs and where the verdict flips."""

from __future__ import annotations

import math
from typing import Any

import plotly.graph_objects as go

from culling.charts import VERDICT_COLOURS, Axis, axis_for
from culling.metrics import get_metric
from culling.probe.curve import Curve, Flip
from culling.rule import Rule, number

_INK = "#747B84"  # of texts: can be read on a white and on a near-black page
_LINE = "rgba(128,133,140,0.7)"
_HERE = "#7C70DC"


def measure_figure(curve: Curve, name: str, *, at: float | None = None, height: int = 220) -> go.Figure:
    """What a measure says as the damage grows; each point has the colour of the whole policy's verdict there.

    Args:
        curve: also one that is still being worked out.
        name: of a measure that was taken.
        at: an amount to mark.
        height: pixels.
    """
    values = [float(point.values[name]) for point in curve.points]
    rules, limits = curve.policy.rules_on(name), _limits(curve, name)
    axis = axis_for(values, [cut for cut, _ in limits], get_metric(name).span)
    figure = go.Figure(_line(curve, name, values))
    for rule in rules:
        _draw_band(figure, rule)
    for cut, words in limits:
        _draw_cut(figure, cut, words, axis)
    for place, flip in enumerate(curve.flips):
        _draw_flip(figure, flip, name in flip.by, 12 * (place % 2))  # neighbours may lie close together
    if at is not None and at != curve.dial.neutral:
        figure.add_vline(x=at, line={"color": _HERE, "width": 2})
    if all(map(math.isnan, values)):
        figure.add_annotation(text="it cannot say", x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False)
    figure.update_layout(**_frame(curve, name, axis, height))
    return figure


def _line(curve: Curve, name: str, values: list[float]) -> go.Scatter:
    unit = get_metric(name).unit
    return go.Scatter(
        x=[point.amount for point in curve.points],
        y=[None if math.isnan(value) else value for value in values],
        mode="lines+markers",
        line={"color": _LINE, "width": 1.5},
        marker={"color": [VERDICT_COLOURS[point.verdict] for point in curve.points], "size": 8},
        customdata=[[curve.dial.said(point.amount), point.verdict] for point in curve.points],
        hovertemplate="%{customdata[0]}: %{y:.4g} " + unit + ", %{customdata[1]}<extra></extra>",
    )


def _limits(curve: Curve, name: str) -> list[tuple[float, str]]:
    """The cutoffs on a measure in words: of its rules, and of conditions that exempt from others."""
    own = [(rule.reject, f"reject {rule.side} {number(rule.reject)}") for rule in curve.policy.rules_on(name)]
    conditions = {rule.unless for rule in curve.policy.rules if rule.unless is not None and rule.unless.metric == name}
    return own + [(unless.cutoff, f"exempt {unless.side} {number(unless.cutoff)}") for unless in conditions]


def _draw_band(figure: go.Figure, rule: Rule) -> None:
    if rule.maybe is not None and rule.maybe != rule.reject:
        figure.add_hrect(
            y0=rule.reject,
            y1=rule.maybe,
            fillcolor=VERDICT_COLOURS["maybe"],
            opacity=0.16,
            line_width=0,
            layer="below",
        )


def _draw_cut(figure: go.Figure, cut: float, words: str, axis: Axis) -> None:
    colour = VERDICT_COLOURS["reject"] if words.startswith("reject") else _INK
    figure.add_hline(y=cut, line={"color": colour, "width": 1.5, "dash": "dash"})
    near_top = cut > (math.sqrt(axis.low * axis.high) if axis.log else (axis.low + axis.high) / 2)
    figure.add_annotation(
        x=1,
        xref="paper",
        xanchor="right",
        y=math.log10(cut) if axis.log and cut > 0 else cut,
        yanchor="top" if near_top else "bottom",
        text=words,
        showarrow=False,
        font={"size": 11, "color": colour},
    )


def _draw_flip(figure: go.Figure, flip: Flip, own: bool, lift: int) -> None:
    """A flip that this measure's rule makes stands out; those of others are hinted at."""
    line = {"color": VERDICT_COLOURS[flip.now], "width": 1.5 if own else 1, "dash": "dot"}
    figure.add_vline(x=flip.amount, line=line, opacity=1 if own else 0.35)
    if own:
        figure.add_annotation(
            x=flip.amount,
            y=1.0,
            yref="paper",
            yanchor="bottom",
            yshift=lift,
            text=f"{flip.now} {flip.amount:g}".replace("-", "−"),
            showarrow=False,
            font={"size": 11, "color": VERDICT_COLOURS[flip.now]},
        )


def _frame(curve: Curve, name: str, axis: Axis, height: int) -> dict[str, Any]:
    dial, unit = curve.dial, get_metric(name).unit
    ends = [dial.high, dial.low] if dial.neutral == dial.high else [dial.low, dial.high]
    pad = (ends[1] - ends[0]) * 0.03
    span = [math.log10(axis.low), math.log10(axis.high)] if axis.log else [axis.low, axis.high]
    room = (span[1] - span[0]) * 0.05
    return {
        "title": {"text": f"{name} {unit and f'({unit})'}".strip(), "font": {"size": 13}, "x": 0.01, "y": 0.98},
        "height": height,
        "margin": {"l": 44, "r": 10, "t": 54, "b": 34},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "font": {"color": _INK},
        "xaxis": {
            "range": [ends[0] - pad, ends[1] + pad],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "ticks": "outside",
            "ticklen": 3,
            "title": {"text": f"{dial.title}, {dial.unit}", "font": {"size": 11}, "standoff": 4},
        },
        "yaxis": {
            "type": "log" if axis.log else "linear",
            "range": [span[0] - room, span[1] + room],
            "fixedrange": True,
            "gridcolor": "rgba(128,128,128,0.15)",
            "zeroline": False,
            "nticks": 5,
            "tickformat": "~g",
        },
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
