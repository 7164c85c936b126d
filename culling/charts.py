"""From the table to a figure: how a measure is spread over the photos, and which of them a rule takes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import ArrayLike, NDArray

from culling.judge import Bools, apply
from culling.rule import Rule, number

Numbers = NDArray[np.float64]

# Told apart under protanopia, deuteranopia and tritanopia, and at least 3:1 against both a white and a
# near-black page (tests/test_charts.py works both out), so that one set serves both themes.
VERDICT_COLOURS: Mapping[str, str] = MappingProxyType(
    {"keep": "#218DC4", "maybe": "#BE8800", "reject": "#D24545", "unjudged": "#858C95"}
)

BINS = 64
# 99th percentile over median from which a linear axis crowds most photos into a few bars. A measure that fills a
# bounded span, such as a share that reaches 1, is read linearly unless it is very crowded: its cutoffs lie far up.
_LONG_TAIL, _VERY_LONG_TAIL = 4.0, 16.0


@dataclass(frozen=True)
class Axis:
    """The stretch of a measure that is drawn. Values beyond it are counted in the outermost bars.

    Attributes:
        low, high: ends of the stretch, in the measure's unit, low < high.
        log: whether equal steps are equal ratios; then low > 0, and zeros are counted in the first bar.
    """

    low: float
    high: float
    log: bool = False

    def edges(self, bins: int = BINS) -> Numbers:
        """`bins` + 1 bar edges from low to high."""
        if self.log:
            return np.geomspace(self.low, self.high, bins + 1)
        return np.linspace(self.low, self.high, bins + 1)

    def stops(self, steps: int = 240) -> list[float]:
        """About `steps` round numbers from low to high: where a slider stops."""
        if self.log:
            return sorted({_significant(value, 3) for value in np.geomspace(self.low, self.high, steps)})
        step = nice_step((self.high - self.low) / steps)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [_significant(place * step, 12) for place in range(first, last + 1)]


def axis_for(
    values: ArrayLike, cutoffs: Sequence[float] = (), span: tuple[float, float] = (-math.inf, math.inf)
) -> Axis:
    """An axis on which a measure's values can be read: log for a long tail of positive numbers, else linear.

    Args:
        values: the measure's column; NaN and infinity are left out.
        cutoffs: numbers that must lie on the axis.
        span: what the measure can return; the axis stays within.
    """
    known = np.asarray(values, dtype=float)
    known = np.sort(np.append(known[np.isfinite(known)], [cut for cut in cutoffs if math.isfinite(cut)]))
    if not known.size:
        return Axis(0.0, 1.0)
    positive = known[known > 0]
    if known[0] >= 0 and positive.size > 1 and _long_tailed(known, span):
        return _log_axis(positive, cutoffs, span)
    return _linear_axis(known, cutoffs, span)


def side_counts(
    ordered: Numbers, edges: Numbers, rules: Sequence[Rule], exempt: Sequence[Bools] = ()
) -> dict[str, NDArray[np.int64]]:
    """How many values each bar holds on each side of the rules' cutoffs: {"keep": …, "maybe": …, "reject": …}.

    Args:
        ordered: ascending, without NaN. Values outside the edges fall into the outermost bars.
        edges: ascending; len(edges) − 1 bars.
        rules: rules on one measure, at most one a side; a value at a cutoff is not beyond it.
        exempt: for each rule, which values it does not count for; left out, all rules count everywhere.
    """
    if any(values.any() for values in exempt):
        return _exempting_counts(ordered, edges, rules, exempt)
    ranks = np.searchsorted(ordered, edges, side="left").astype(np.int64)
    ranks[0], ranks[-1] = 0, len(ordered)
    start, stop, doubt_start, doubt_stop = 0, len(ordered), 0, len(ordered)
    for rule in rules:
        maybe = rule.reject if rule.maybe is None else rule.maybe
        if rule.side == "below":
            start, doubt_start = (int(np.searchsorted(ordered, cut, side="left")) for cut in (rule.reject, maybe))
        else:
            stop, doubt_stop = (int(np.searchsorted(ordered, cut, side="right")) for cut in (rule.reject, maybe))
    passed = _within(ranks, start, stop)
    keep = _within(ranks, max(start, doubt_start), min(stop, doubt_stop))
    return {"keep": keep, "maybe": passed - keep, "reject": np.diff(ranks) - passed}


def _exempting_counts(
    ordered: Numbers, edges: Numbers, rules: Sequence[Rule], exempt: Sequence[Bools]
) -> dict[str, NDArray[np.int64]]:
    """One value at a time, as which of them are exempt follows no order."""
    rejected, doubtful = np.zeros(len(ordered), np.bool_), np.zeros(len(ordered), np.bool_)
    for rule, spared in zip(rules, exempt, strict=True):
        beyond, near, _ = apply(rule, ordered)
        rejected |= beyond & ~spared
        doubtful |= near & ~spared
    bars = np.clip(np.searchsorted(edges, ordered, side="right") - 1, 0, len(edges) - 2)
    sides = {"keep": ~rejected & ~doubtful, "maybe": doubtful & ~rejected, "reject": rejected}
    return {name: np.bincount(bars[side], minlength=len(edges) - 1) for name, side in sides.items()}


def histogram(
    values: pd.Series[float] | ArrayLike,
    rules: Sequence[Rule] = (),
    *,
    axis: Axis | None = None,
    unit: str = "",
    ordered: bool = False,
    height: int = 150,
    exempt: Sequence[Bools] = (),
) -> go.Figure:
    """How one measure is spread, each bar split by what the rules on it decide, the cutoffs drawn as lines.

    Args:
        values: the measure's column; NaN is left out.
        rules: rules on this measure, at most one a side.
        axis: as from `axis_for`; worked out when left out.
        unit: said when a bar is pointed at.
        ordered: the values are ascending and hold no NaN, so sorting can be left out.
        height: pixels.
        exempt: for each rule, which of the values it does not count for, in their order.
    """
    numbers = np.asarray(values, dtype=float)
    if not ordered:
        kept = np.flatnonzero(~np.isnan(numbers))
        kept = kept[np.argsort(numbers[kept], kind="stable")]
        numbers, exempt = numbers[kept], [spared[kept] for spared in exempt]
    axis = axis or axis_for(numbers, [rule.reject for rule in rules])
    edges = axis.edges()
    figure = go.Figure()
    for verdict, counts in side_counts(numbers, edges, rules, exempt).items():
        if verdict == "keep" or counts.any():
            figure.add_trace(_bars(verdict, counts, edges, unit))
    for rule in rules:
        _draw_cut(figure, rule, axis)
    figure.update_layout(**_frame(axis, height))
    return figure


def nice_step(step: float) -> float:
    """The next 1, 2 or 5 × 10ᵏ at or above a step > 0."""
    power = 10.0 ** math.floor(math.log10(step))
    return power * next(factor for factor in (1, 2, 5, 10) if factor * power >= step * (1 - 1e-9))


def _bars(verdict: str, counts: NDArray[np.int64], edges: Numbers, unit: str) -> go.Bar:
    names = [
        f"{number(_significant(low, 3))} – {number(_significant(high, 3))} {unit}".strip()
        for low, high in pairwise(edges.tolist())
    ]
    return go.Bar(
        x=(edges[:-1] + edges[1:]) / 2,
        y=counts,
        width=np.diff(edges) * 0.94,
        name=verdict,
        customdata=names,
        marker={"color": VERDICT_COLOURS[verdict], "line": {"width": 0}},
        hovertemplate="%{customdata}: %{y} " + verdict + "<extra></extra>",
    )


def _draw_cut(figure: go.Figure, rule: Rule, axis: Axis) -> None:
    """The reject cutoff as a line with its words, the band of doubt as a tint."""
    colours = VERDICT_COLOURS
    if rule.maybe is not None and rule.maybe != rule.reject:
        figure.add_shape(
            type="rect", x0=rule.reject, x1=rule.maybe, y0=0, y1=1, yref="paper",
            fillcolor=colours["maybe"], opacity=0.16, line={"width": 0}, layer="below",
        )  # fmt: skip
    line = {"color": colours["reject"], "width": 2}
    figure.add_shape(type="line", x0=rule.reject, x1=rule.reject, y0=0, y1=1, yref="paper", line=line)
    place = _place(rule.reject, axis)
    figure.add_annotation(
        x=math.log10(rule.reject) if axis.log and rule.reject > 0 else rule.reject,
        y=1.0, yref="paper", yanchor="bottom", showarrow=False, borderpad=1,
        xanchor="left" if place < 0.2 else "right" if place > 0.8 else "center",
        text=f"reject {rule.side} {number(rule.reject)}",
        font={"size": 11, "color": colours["reject"]},
    )  # fmt: skip


def _frame(axis: Axis, height: int) -> dict[str, Any]:
    ends = [math.log10(axis.low), math.log10(axis.high)] if axis.log else [axis.low, axis.high]
    return {
        "barmode": "stack",
        "bargap": 0,
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 18, "b": 22},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "xaxis": {
            "type": "log" if axis.log else "linear",
            "range": ends,
            "fixedrange": True,
            "showgrid": False,
            "ticks": "outside",
            "ticklen": 3,
            "title": None,
            **_ticks(axis),
        },
        "yaxis": {"visible": False, "fixedrange": True, "rangemode": "tozero"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }


def _ticks(axis: Axis) -> dict[str, Any]:
    """Powers of ten on a long log axis, 1, 2 and 5 times them on a short one, a few round numbers on a linear one."""
    if axis.log:
        return {"dtick": 1 if axis.high / axis.low > 100 else "D2", "tickformat": ",~g"}
    return {"nticks": 7, "tickformat": ",~g"}


def _within(ranks: NDArray[np.int64], start: int, stop: int) -> NDArray[np.int64]:
    """How many of the ranks start … stop − 1 fall into each bar."""
    within = np.clip(ranks, start, max(start, stop))
    return within[1:] - within[:-1]


def _long_tailed(known: Numbers, span: tuple[float, float]) -> bool:
    median, far = np.quantile(known, (0.5, 0.99))
    fills = known[-1] - span[0] > (span[1] - span[0]) / 4
    tail = _VERY_LONG_TAIL if fills else _LONG_TAIL
    return bool(far > tail * median) or bool(known[-1] > 10 * tail * median)


def _log_axis(positive: Numbers, cutoffs: Sequence[float], span: tuple[float, float]) -> Axis:
    high = min(float(positive[-1]) * 1.05, span[1])
    low = max(float(np.quantile(positive, 0.01)), high * 1e-4)
    low = min([low, *(cut for cut in cutoffs if cut > 0)]) * 0.9
    return Axis(_significant(low, 2), max(_significant(high, 3), low * 10), log=True)


def _linear_axis(known: Numbers, cutoffs: Sequence[float], span: tuple[float, float]) -> Axis:
    """From the smallest to the largest value, without far outliers, out to round numbers."""
    low, first, last, high = (float(value) for value in np.quantile(known, (0, 0.01, 0.99, 1)))
    body = last - first
    low = first if first - low > body > 0 else low
    high = last if high - last > body > 0 else high
    low, high = min([low, *cutoffs]), max([high, *cutoffs])
    step = nice_step(max(high - low, abs(high) * 1e-3, 1e-6) / 20)
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    low, high = max(low, span[0]), min(high, span[1])
    return Axis(_significant(low, 12), _significant(high, 12)) if low < high else Axis(low, low + 20 * step)


def _place(value: float, axis: Axis) -> float:
    """Where a value lies on the axis, 0 at its low end and 1 at its high end."""
    if axis.log:
        return math.log(max(value, axis.low) / axis.low) / math.log(axis.high / axis.low)
    return (value - axis.low) / (axis.high - axis.low)


def _significant(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")
