"""From numbers of an audit to figures: precision–recall and ROC curves with intervals, a confusion matrix, areas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from culling.audit.at_cutoff import Drawn, Tells
from culling.audit.auc import decimals
from culling.audit.confusion import CELLS, Confusion
from culling.audit.curves import Band
from culling.audit.design import Floats
from culling.audit.intervals import Rate
from culling.audit.ranking import Places
from culling.charts import VERDICT_COLOURS
from culling.rule import number

__all__ = ["CELL_COLOURS", "CURVE", "INK", "auc_figure", "confusion_figure", "pr_figure", "roc_figure"]

INK = "#747B84"  # of texts: can be read on a white and on a near-black page
CURVE = "#7C70DC"  # at least 3:1 against both
_TINT = "rgba(124,112,220,0.20)"
_CHANCE = VERDICT_COLOURS["unjudged"]
_POINT = VERDICT_COLOURS["reject"]

#: Right decisions in the colour of keep, both kinds of errors in colours of their own.
CELL_COLOURS = {"tp": "#218DC4", "tn": "#218DC4", "fp": "#D24545", "fn": "#BE8800"}


def pr_figure(drawn: Drawn, *, height: int = 320) -> go.Figure:
    """Precision over recall, up and right is better; the point is where the cutoffs stand, the band pointwise 95 %.

    Drawn in steps, so that the area beneath is the average precision: a straight line between two cutoffs would promise
    more than can be had (Davis and Goadrich 2006, doi:10.1145/1143844.1143874).

    Args:
        drawn: of `culling.audit.at_cutoff.draw`.
        height: pixels.
    """
    figure = _empty("rejects found (recall)", "rightly rejected (precision)", height)
    _chance(figure, [0, 1], [drawn.prevalence.value] * 2, "rejecting by lot")
    if drawn.known:
        x, at = _steps(drawn.tpr.value)
        _curve(figure, drawn, x, drawn.precision, at)
        if drawn.at is not None:
            _point(figure, drawn.at.recall, drawn.at.precision, "found", "rightly rejected")
        _title(figure, "Precision–recall", f"mean precision {decimals(drawn.average_precision)}")
    return figure


def roc_figure(drawn: Drawn, *, height: int = 320) -> go.Figure:
    """Rejects found over keepers lost (ROC), up and left is better; the point is where the cutoffs stand.

    Args:
        drawn: of `culling.audit.at_cutoff.draw`.
        height: pixels.
    """
    figure = _empty("keepers lost", "rejects found", height)
    _chance(figure, [0, 1], [0, 1], "rejecting by lot")
    if drawn.known:
        _curve(figure, drawn, drawn.fpr.value, drawn.tpr, np.arange(len(drawn.thresholds)))
        if drawn.at is not None:
            _point(figure, drawn.at.keepers_lost, drawn.at.recall, "keepers lost", "found")
        _title(figure, "ROC", drawn.auc.text)
    return figure


def confusion_figure(found: Confusion, *, height: int = 240) -> go.Figure:
    """The four cells as a matrix: what people said downwards, what the policy says to the right."""
    cells = (("tp", "fn"), ("fp", "tn"))
    counts = [[getattr(found, cell) for cell in row] for row in cells]
    figure = go.Figure()
    for y, row in enumerate(cells):
        for x, cell in enumerate(row):
            share = counts[y][x] / max(found.count, 1)
            figure.add_shape(
                type="rect", x0=x - 0.48, x1=x + 0.48, y0=y - 0.47, y1=y + 0.47, layer="below",
                fillcolor=CELL_COLOURS[cell], opacity=0.12 + 0.5 * share, line={"width": 0},
            )  # fmt: skip
            figure.add_annotation(
                x=x, y=y, text=f"<b>{counts[y][x]:,}</b><br>{CELLS[cell]}", showarrow=False,  # type: ignore[index]
                font={"size": 14, "color": INK},
            )  # fmt: skip
    figure.update_layout(**_plain(height), margin={"l": 120, "r": 8, "t": 30, "b": 8})
    figure.update_xaxes(
        range=[-0.5, 1.5], tickvals=[0, 1], ticktext=["the policy rejects", "does not reject"], side="top",
        showgrid=False, zeroline=False, fixedrange=True,
    )  # fmt: skip
    figure.update_yaxes(
        range=[1.5, -0.5], tickvals=[0, 1], ticktext=["labelled reject", "labelled keep"], showgrid=False,
        zeroline=False, fixedrange=True,
    )  # fmt: skip
    return figure


def auc_figure(found: Sequence[Tells], *, most: int = 40, height: int | None = None) -> go.Figure:
    """How well each measure tells rejects from keepers: its area with interval, the best at the top.

    In colour what can be told from chance, the wrong way in the colour of reject; grey what cannot.
    """
    shown = [one for one in found if one.auc.known][:most]
    names = [one.metric for one in shown]
    colours = [_POINT if one.auc.wrong_way else CURVE if one.auc.told_from_chance else _CHANCE for one in shown]
    values = np.array([one.auc.value for one in shown])
    low, high = (np.array([getattr(one.auc, end) for one in shown]) for end in ("low", "high"))
    figure = go.Figure()
    for place, name in enumerate(names):
        figure.add_trace(
            go.Scatter(
                x=[low[place], high[place]], y=[name, name], mode="lines", hoverinfo="skip",
                line={"color": colours[place], "width": 2},
            )
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=values, y=names, mode="markers", marker={"color": colours, "size": 8},
            customdata=[one.auc.text for one in shown], hovertemplate="%{y}: %{customdata}<extra></extra>",
        )
    )  # fmt: skip
    figure.add_vline(x=0.5, line={"color": _CHANCE, "width": 1, "dash": "dash"})
    figure.update_layout(**_plain(height or 60 + 20 * len(shown)), margin={"l": 150, "r": 8, "t": 8, "b": 40})
    least = min([0.4, *low.tolist()])
    figure.update_xaxes(**_axis("area under the ROC curve"), range=[least - 0.03, 1.02])
    figure.update_xaxes(dtick=0.1, tickformat=".1f")
    figure.update_yaxes(range=[len(shown) - 0.4, -0.6], fixedrange=True, showgrid=False, zeroline=False)
    return figure


def _steps(recall: Floats) -> tuple[Floats, Places]:
    """(x, which point's y): each cutoff's precision back to the recall of the one before, as nothing lies between."""
    found = np.arange(1, len(recall))  # at the first point nothing is rejected, so there is no precision
    return np.append(0.0, np.repeat(recall[found], 2)[:-1]), np.repeat(found, 2)


def _curve(figure: go.Figure, drawn: Drawn, x: Floats, band: Band, at: Places) -> None:
    """A line with its band; what is pointed at says the threshold."""
    value, low, high = (side[at] for side in (band.value, band.low, band.high))
    figure.add_trace(
        go.Scatter(
            x=np.append(x, x[::-1]), y=np.append(high, low[::-1]), fill="toself", fillcolor=_TINT, mode="lines",
            line={"width": 0}, hoverinfo="skip",
        )
    )  # fmt: skip
    said = [
        f"{_threshold(cut, drawn.shares)}<br>{Rate(y, a, b, 1).text}"
        for cut, y, a, b in zip(drawn.thresholds[at], value, low, high, strict=True)
    ]
    figure.add_trace(
        go.Scatter(
            x=x, y=value, mode="lines", line={"color": CURVE, "width": 2}, customdata=said,
            hovertemplate="%{customdata}<extra></extra>", name=drawn.name,
        )
    )  # fmt: skip


def _threshold(value: float, shares: bool) -> str:
    """The cutoff in words; of shares by how much all cutoffs would have to move."""
    if not math.isfinite(value):
        return "a cutoff beyond all of them"
    if not shares:
        return f"cut at {number(float(f'{value:.4g}'))}"
    if abs(value) < 0.0005:
        return "the cutoffs as they are"
    return f"every cutoff {100 * abs(value):.3g} % {'milder' if value > 0 else 'stricter'}"


def _point(figure: go.Figure, x: Rate, y: Rate, along: str, up: str) -> None:
    """Where the cutoffs stand, with both intervals; nowhere while one of the rates is not known."""
    if not (x.known and y.known):
        return
    figure.add_trace(
        go.Scatter(
            x=[x.value], y=[y.value], mode="markers", name="now",
            marker={"color": _POINT, "size": 11, "line": {"color": "white", "width": 1.5}},
            error_x=_error(x), error_y=_error(y),
            hovertemplate=f"now: {along} {x.text}<br>{up} {y.text}<extra></extra>",
        )
    )  # fmt: skip


def _error(rate: Rate) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [rate.high - rate.value],
        "arrayminus": [rate.value - rate.low],
        "color": _POINT,
        "thickness": 1.5,
        "width": 4,
    }


def _chance(figure: go.Figure, x: list[float], y: list[float], words: str) -> None:
    line = {"color": _CHANCE, "width": 1, "dash": "dash"}
    figure.add_trace(
        go.Scatter(x=x, y=y, mode="lines", line=line, hovertemplate=f"{words}<extra></extra>", name="chance")
    )


def _empty(x: str, y: str, height: int) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(**_plain(height), margin={"l": 52, "r": 12, "t": 48, "b": 44})
    figure.update_xaxes(**_axis(x), range=[-0.02, 1.02])
    figure.update_yaxes(**_axis(y), range=[-0.02, 1.04])
    return figure


def _title(figure: go.Figure, name: str, words: str) -> None:
    """In two lines, since figures stand side by side."""
    figure.add_annotation(
        text=f"<b>{name}</b><br>{words}", x=0, y=1.02, xref="paper", yref="paper", xanchor="left", yanchor="bottom",
        align="left", showarrow=False, font={"size": 12},
    )  # fmt: skip


def _axis(words: str) -> dict[str, Any]:
    return {
        "title": {"text": words, "font": {"size": 12}, "standoff": 6},
        "tickformat": ".0%",
        "dtick": 0.5,
        "tickangle": 0,
        "gridcolor": "rgba(128,128,128,0.18)",
        "zeroline": False,
        "fixedrange": True,
    }


def _plain(height: int) -> dict[str, Any]:
    return {
        "height": height,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "font": {"color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
