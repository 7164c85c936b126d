"""From saved experiments to figures: loss and accuracy over the batches, and a confusion matrix of six classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import plotly.graph_objects as go

from culling.experiments.tables import CURVES, Confusion, Curve
from culling.synth.registry import FLAWS

INK = "#747B84"  # of texts: can be read on a white and on a near-black page
_GRID = "rgba(133,140,149,0.25)"
#: At least 3:1 against both a white and a near-black page; dashes tell them apart as well.
COLOURS = ("#7C70DC", "#218DC4", "#D24545", "#BE8800", "#2E9A62", "#C45BA0", "#858C95", "#A5713B", "#759400")
RIGHT, WRONG = "#1C7BAC", "#D24545"  # white figures on them have 4:1 and more
_LEGEND_LINE = 20  # px
_FULL = 0.4  # share of its row from which a cell has its whole colour

What = Literal["loss", "accuracy"]
_COLUMNS: dict[What, tuple[str, str]] = {
    "loss": ("loss", "validation_loss"),
    "accuracy": ("train_accuracy", "validation_accuracy"),
}


def curves_figure(curves: Sequence[Curve], what: What, *, height: int = 320) -> go.Figure:
    """How loss or accuracy went: training dotted, validation solid, a colour each; what was not saved is not drawn.

    Args:
        curves: drawn in this order, which gives them their colours.
        what: "loss" (cross-entropy, lower is better) or "accuracy" (share of right answers, higher is better).
        height: pixels, with a legend of two; more of them make it higher.
    """
    figure = go.Figure()
    for place, curve in enumerate(curves):
        for column, dash in zip(_COLUMNS[what], ("dot", "solid"), strict=True):
            if not curve.saved(column):
                continue
            name = " · ".join(part for part in (curve.name, CURVES[column].partition(", ")[2]) if part)
            figure.add_trace(
                go.Scatter(
                    x=curve.steps, y=curve.values[column], name=name, mode="lines+markers",
                    line={"color": COLOURS[place % len(COLOURS)], "dash": dash, "width": 2},
                    marker={"size": 5, "symbol": "circle" if dash == "solid" else "circle-open"},
                    hovertemplate=f"{name}: %{{y:{'.1%' if what == 'accuracy' else '.3f'}}} after %{{x:,}} batches"
                    "<extra></extra>",
                )
            )  # fmt: skip
    named = _LEGEND_LINE * len(figure.data)  # below the axis' title, a line each where it is narrow
    legend = {"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "font": {"color": INK}}
    figure.update_layout(**_plain(height - 40 + named), legend=legend)
    figure.update_layout(margin={"l": 60, "r": 10, "t": 10, "b": 50 + named}, showlegend=True)
    figure.update_xaxes(**_axis("batches trained"), rangemode="tozero")
    figure.update_yaxes(**_axis("cross-entropy" if what == "loss" else "told rightly"))
    figure.update_yaxes(
        tickformat=".0%" if what == "accuracy" else None, rangemode="tozero" if what == "loss" else None
    )
    return figure


def lacking(curves: Sequence[Curve], what: What) -> list[str]:
    """Names of curves of which the training or the validation half was not saved, and which half."""
    found = []
    for curve in curves:
        halves = [CURVES[column].partition(", ")[2] for column in _COLUMNS[what] if not curve.saved(column)]
        if halves:
            found.append(f"{curve.name or 'this run'}: {' and '.join(halves)} {what}")
    return found


def confusion_figure(found: Confusion, *, height: int = 380) -> go.Figure:
    """What the pictures are downwards, what the network says to the right; the diagonal is right.

    Each cell has its count and is the darker the larger its share of the row; right and wrong have their own colours.
    """
    shapes, notes = [], []
    for y, row in enumerate(found.counts):
        for x, count in enumerate(row):
            share = count / max(int(row.sum()), 1)
            full = share >= _FULL
            opacity = 1 if full else 0.06 + 0.5 * share if count else 0.03
            shapes.append(_cell(x, y) | {"fillcolor": RIGHT if x == y else WRONG, "opacity": opacity})
            font = {"size": 14 if count else 11, "color": "#FFFFFF" if full else INK}
            notes.append(
                {"x": x, "y": y, "text": f"<b>{count:,}</b>" if count else "0", "showarrow": False, "font": font}
            )
    figure = go.Figure(layout={"shapes": shapes, "annotations": notes})  # at once: one by one they take a second
    names = [flaw.replace("_", " ") for flaw in FLAWS]
    figure.update_layout(**_plain(height), margin={"l": 130, "r": 8, "t": 76, "b": 8})
    shared: dict[str, Any] = {"tickvals": list(range(len(FLAWS))), "showgrid": False, "zeroline": False}
    shared |= {"fixedrange": True, "tickfont": {"color": INK}, "title": {"font": {"color": INK}}}
    figure.update_xaxes(
        **shared, ticktext=names, range=[-0.5, len(FLAWS) - 0.5], side="top", title_text="the network says"
    )
    figure.update_yaxes(
        **shared, ticktext=names, range=[len(FLAWS) - 0.5, -0.5], title_text="the picture is", title_standoff=12
    )
    return figure


def _cell(x: int, y: int) -> dict[str, Any]:
    place = {"x0": x - 0.48, "x1": x + 0.48, "y0": y - 0.48, "y1": y + 0.48}
    return {"type": "rect", "layer": "below", "line": {"width": 0}, **place}


def _plain(height: int) -> dict[str, Any]:
    clear = "rgba(0,0,0,0)"
    return {
        "height": height,
        "paper_bgcolor": clear,
        "plot_bgcolor": clear,
        "showlegend": False,
        "font": {"color": INK},
    }


def _axis(title: str) -> dict[str, Any]:
    return {
        "title": {"text": title, "font": {"color": INK}},
        "tickfont": {"color": INK},
        "gridcolor": _GRID,
        "zerolinecolor": _GRID,
        "fixedrange": True,
    }
