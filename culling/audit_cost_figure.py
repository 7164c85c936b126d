"""How cost, keepers lost and rejects missed go with a cutoff: what is chosen from, as plotly figures."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from culling.audit.choose.bounds import Guarantee
from culling.audit.choose.costs import Costs
from culling.audit.choose.sweep import MARGIN, Steps, Sweep
from culling.audit.intervals import clopper_pearson
from culling.charts import VERDICT_COLOURS, Axis
from culling.judge import Codes, Floats
from culling.rule import number

MOST_POINTS = 600  # more steps than a screen has pixels to show
NEUTRAL = "#858C95"


@dataclass(frozen=True)
class Marks:
    """What is marked on the axis of the cutoff, as levers of the sweep; None for nothing."""

    present: float | None = None
    proposal: float | None = None
    plateau: tuple[float, float] | None = None
    band: tuple[float, float] | None = None


def cost_figure(sweep: Sweep, costs: Costs, axis: Axis, marks: Marks, height: int = 260) -> go.Figure:
    """Cost per 1,000 photos against the cutoff, with its interval."""
    steps = _thinned(len(costs.steps), costs.best)
    figure = go.Figure()
    places = _starts(sweep, costs.steps, axis, steps)
    ends = [1000 * part[steps] for part in (costs.high, costs.low)]
    for end, fill in zip(ends, (None, "tonexty"), strict=True):
        border = _line(places, end, "95 % interval", NEUTRAL, "")
        border.update(fill=fill, fillcolor="rgba(133,140,149,0.22)", hoverinfo="skip", showlegend=fill is not None)
        border.update(line_width=0, hovertemplate=None)
        figure.add_trace(border)
    figure.add_trace(_line(places, 1000 * costs.cost[steps], "cost", VERDICT_COLOURS["reject"], "%{y:.4g} per 1,000"))
    figure.update_layout(**_frame(sweep, axis, height, "cost per 1,000 photos"))
    # Far from the best one cost is a multiple of it: drawn whole, the stretch that one chooses from would be flat.
    figure.update_yaxes(range=[0, 1600 * float(costs.high[costs.alike].max())])
    _mark(figure, sweep, axis, marks)
    return figure


def losses_figure(
    sweep: Sweep, steps: Steps, axis: Axis, marks: Marks, promise: Guarantee | None = None, height: int = 260
) -> go.Figure:
    """Keepers lost and rejects missed, in per cent, against the cutoff; with a promise, the bound that it rests on."""
    chosen = _thinned(len(steps), promise.step if promise else 0)
    places = _starts(sweep, steps, axis, chosen)
    figure = go.Figure()
    for values, whole, name, colour in (
        (steps.lost_weight, steps.keeper_weight, "keepers lost", "reject"),
        (steps.missed_weight, steps.reject_weight, "rejects missed", "keep"),
    ):
        if whole:
            share = 100 * values[chosen] / whole
            figure.add_trace(_line(places, share, name, VERDICT_COLOURS[colour], "%{y:.3g} %"))
    if promise is not None:
        if promise.way == "sample":
            figure.add_trace(_bound(sweep, promise, axis))
        allowed = 100 * promise.share
        line = {"color": NEUTRAL, "width": 1, "dash": "dash"}
        figure.add_shape(type="line", x0=0, x1=1, xref="paper", y0=allowed, y1=allowed, line=line)
    figure.update_layout(**_frame(sweep, axis, height, "% of each kind"))
    figure.update_yaxes(range=[0, 103])
    _mark(figure, sweep, axis, marks)
    return figure


def _bound(sweep: Sweep, promise: Guarantee, axis: Axis) -> go.Scatter:
    own = _thinned(len(promise.steps), promise.step)
    bound = 100 * clopper_pearson(promise.steps.lost[own], promise.keepers, promise.confidence, "high")[1]
    places = _starts(sweep, promise.steps, axis, own)
    return _line(places, bound, "upper bound", VERDICT_COLOURS["reject"], "at most %{y:.3g} %", "dot")


def _thinned(count: int, always: int) -> Codes:
    """So many of the steps, evenly, with the first, the last and one that must not be missing."""
    if count <= MOST_POINTS:
        return np.arange(count)
    return np.unique(np.append(np.linspace(0, count - 1, MOST_POINTS).astype(np.int64), always))


def _starts(sweep: Sweep, steps: Steps, axis: Axis, chosen: Codes) -> Floats:
    """Where each step begins, as a cutoff: at its mild end; the first begins where the axis does."""
    low, high = sorted((sweep.lever(axis.low), sweep.lever(axis.high)))
    levers = np.append(low, steps.edges)[chosen]
    cutoffs = levers if sweep.side == "below" else -levers
    last = sweep.cutoff(high)  # the last step is drawn to the end of the axis
    return np.append(cutoffs, last) if len(steps.edges) and steps.edges[-1] < high else cutoffs


def _line(places: Floats, values: Floats, name: str, colour: str, said: str, dash: str = "solid") -> go.Scatter:
    values = np.append(values, values[-1]) if len(places) > len(values) else values
    return go.Scatter(
        x=places,
        y=values,
        mode="lines",
        name=name,
        line={"color": colour, "width": 2 if dash == "solid" else 1.5, "shape": "hv", "dash": dash},
        hovertemplate=f"%{{x:.4g}}: {name} {said}<extra></extra>",
    )


def _mark(figure: go.Figure, sweep: Sweep, axis: Axis, marks: Marks) -> None:
    """Stretches as tints, cutoffs as lines with their words, one above the other so that they never cross."""
    for stretch, colour, opacity in ((marks.plateau, NEUTRAL, 0.18), (marks.band, VERDICT_COLOURS["maybe"], 0.22)):
        if stretch is not None:
            first, last = (_within(sweep.cutoff(end), axis) for end in stretch)
            figure.add_shape(
                type="rect", x0=first, x1=last, y0=0, y1=1, yref="paper",
                fillcolor=colour, opacity=opacity, line={"width": 0}, layer="below",
            )  # fmt: skip
    for place, (lever, word, dash) in enumerate(((marks.present, "now", "dot"), (marks.proposal, "proposed", "solid"))):
        if lever is not None and not math.isnan(lever):
            _cut(figure, sweep.cutoff(lever), word, dash, axis, place)


def _cut(figure: go.Figure, cutoff: float, word: str, dash: str, axis: Axis, place: int) -> None:
    at = _within(cutoff, axis)
    line = {"color": VERDICT_COLOURS["reject"] if dash == "solid" else NEUTRAL, "width": 2, "dash": dash}
    figure.add_shape(type="line", x0=at, x1=at, y0=0, y1=1, yref="paper", line=line)
    share = _share(at, axis)
    figure.add_annotation(
        x=math.log10(at) if axis.log else at, y=1.0 + 0.075 * place, yref="paper", yanchor="bottom", showarrow=False,
        xanchor="left" if share < 0.15 else "right" if share > 0.85 else "center",
        text=f"{word} {number(float(f'{cutoff:.4g}'))}", font={"size": 11, "color": line["color"]}, borderpad=1,
    )  # fmt: skip


def _within(cutoff: float, axis: Axis) -> float:
    return min(max(cutoff, axis.low), axis.high)


def _share(at: float, axis: Axis) -> float:
    if axis.log:
        return math.log(at / axis.low) / math.log(axis.high / axis.low)
    return (at - axis.low) / (axis.high - axis.low)


def _frame(sweep: Sweep, axis: Axis, height: int, title: str) -> dict[str, Any]:
    ends = [math.log10(axis.low), math.log10(axis.high)] if axis.log else [axis.low, axis.high]
    name = "all cutoffs together: 0 is as they are, above 0 is stricter" if sweep.name == MARGIN else sweep.name
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 42, "b": 48},
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": -0.22, "yanchor": "top"},
        "dragmode": False,
        "hovermode": "closest",
        "xaxis": {
            "type": "log" if axis.log else "linear",
            "range": ends,
            "fixedrange": True,
            "showgrid": False,
            "title": {"text": name, "standoff": 8},
            "tickformat": ",~g",
            **_ticks(axis),
        },
        "yaxis": {"fixedrange": True, "rangemode": "tozero", "title": {"text": title}, "nticks": 5},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }


def _ticks(axis: Axis) -> dict[str, Any]:
    """As below the histograms: powers of ten on a long log axis, 1, 2 and 5 times them on a short one."""
    return {"dtick": 1 if axis.high / axis.low > 100 else "D2"} if axis.log else {"nticks": 9}
