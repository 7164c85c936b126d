"""The sharpness of the whole image against that of the subject: where the photo was and where it went."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from culling.anatomy import QUADRANTS, Scale, subject_scale, whole_scale
from culling.charts import VERDICT_COLOURS
from culling.lessons.bokeh import SUBJECT, policies
from culling.lessons.frame import GRID, INK, frame
from culling.rule import number

_CORNERS = ((0.99, 0.99), (0.01, 0.99), (0.99, 0.01), (0.01, 0.01))  # of the quadrants, in their order
_KINDS = {
    "clean": ("clean sample photos", "circle", VERDICT_COLOURS["keep"]),
    "blurred": ("blurred sample photos", "x", VERDICT_COLOURS["reject"]),
}


def bokeh_figure(
    samples: pd.DataFrame,
    measure: str,
    unless: float,
    before: Mapping[str, float],
    after: Mapping[str, float],
    *,
    height: int = 400,
) -> go.Figure:
    """Right and up is sharper; lines at the rule's cutoff and the condition's; an arrow from before to after.

    Args:
        samples: index path, with `flaw` and both measures.
        measure: of the whole image.
        unless: cutoff of the condition on the subject.
        before, after: values of the photo, by measure.
    """
    plain, exempting = policies(measure, unless)
    everything = pd.concat([samples, pd.DataFrame([dict(before), dict(after)])])
    whole = whole_scale(everything, plain, measure)
    subject = subject_scale(everything, exempting, SUBJECT, unless)
    figure = go.Figure([_samples(samples[samples["flaw"] == flaw], flaw, measure) for flaw in _KINDS])
    if not any(math.isnan(value) for value in (*before.values(), *after.values())):
        figure.add_traces(_way(measure, before, after))
    figure.update_layout(
        **frame(height, left=58, top=34) | {"showlegend": True},
        legend={"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0, "itemclick": False},
        xaxis=_axis(whole, "whole image"),
        yaxis=_axis(subject, "subject") | {"range": [0.3, 1.03]},
    )
    _name_corners(figure)
    for scale, draw in ((whole, figure.add_vline), (subject, figure.add_hline)):
        draw(**{"x" if scale is whole else "y": scale.cut}, line={"color": VERDICT_COLOURS["reject"], "width": 2})
    return figure


def _samples(rows: pd.DataFrame, flaw: str, measure: str) -> go.Scatter:
    words, shape, colour = _KINDS[flaw]
    return go.Scatter(
        x=rows[measure], y=rows[SUBJECT], mode="markers", name=words, opacity=0.6,
        marker={"symbol": shape, "size": 7, "color": colour},
        hovertemplate=f"{words}<br>{measure} %{{x:.3g}}<br>{SUBJECT} %{{y:.2f}}<extra></extra>",
    )  # fmt: skip


def _way(measure: str, before: Mapping[str, float], after: Mapping[str, float]) -> list[go.Scatter]:
    x, y = [before[measure], after[measure]], [before[SUBJECT], after[SUBJECT]]
    template = f"%{{customdata}}<br>{measure} %{{x:.3g}}<br>{SUBJECT} %{{y:.2f}}<extra></extra>"
    return [
        go.Scatter(x=x, y=y, mode="lines", line={"color": INK, "width": 2}, hoverinfo="skip", showlegend=False),
        go.Scatter(
            x=x, y=y, mode="markers", name="this photo, before and now",
            marker={"symbol": ["circle-open", "diamond"], "size": [12, 16], "color": VERDICT_COLOURS["maybe"],
                    "line": {"width": 2, "color": VERDICT_COLOURS["maybe"]}},
            customdata=["before", "now"], hovertemplate=template,
        ),
    ]  # fmt: skip


def _axis(scale: Scale, of: str) -> dict[str, Any]:
    """An axis on which sharper is farther, whichever way the measure's numbers go."""
    ends = [scale.axis.low, scale.axis.high]
    if scale.axis.log:
        ends = [math.log10(end) for end in ends]
    pad = 0.04 * (ends[1] - ends[0])
    ends = [ends[0] - pad, ends[1] + pad]
    return {
        "type": "log" if scale.axis.log else "linear",
        "range": ends[::-1] if scale.falling else ends,
        "title": {"text": f"{of}: {scale.metric}, cut at {number(scale.cut)}", "standoff": 8},
        "gridcolor": GRID,
        "zeroline": False,
        "fixedrange": True,
    } | ({"dtick": 1} if scale.axis.log else {})


def _name_corners(figure: go.Figure) -> None:
    for words, (at_x, at_y) in zip(QUADRANTS.values(), _CORNERS, strict=True):
        figure.add_annotation(
            text=words, xref="paper", yref="paper", x=at_x, y=at_y, showarrow=False,
            xanchor="right" if at_x > 0.5 else "left", yanchor="top" if at_y > 0.5 else "bottom",
            font={"size": 11, "color": INK},
        )  # fmt: skip
