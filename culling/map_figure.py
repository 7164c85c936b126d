"""From points to a figure: every photo where it lies on the map, coloured by a column of the table."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from culling.charts import Axis
from culling.map_layers import PALETTE, RAMP, UNKNOWN, Layer, layers_of, measure_axis
from culling.rule import number

__all__ = ["CONFIG", "MOST", "PALETTE", "RAMP", "UNKNOWN", "map_figure", "map_page"]

#: More points make a browser slow; they are drawn by lot, and the figure says so.
MOST = 20_000

#: What plotly is to be drawn with: nothing in its bar sends photos' names elsewhere.
CONFIG: Mapping[str, Any] = MappingProxyType(
    {"displaylogo": False, "responsive": True, "scrollZoom": True, "showSendToCloud": False, "plotlyServerURL": ""}
)

_INK = "#747B84"  # of texts: can be read on a white and on a near-black page
_NONE: Mapping[str, str] = MappingProxyType({})

Points = NDArray[np.floating[Any]]


def map_figure(
    points: Points,
    colour: pd.Series | None = None,
    names: Sequence[str] = (),
    *,
    title: str = "",
    unit: str = "",
    colours: Mapping[str, str] = _NONE,
    most: int = MOST,
    height: int | None = 520,
) -> go.Figure:
    """Every photo as a point, near those that it looks like. A lasso or a box selects; `customdata` is the row.

    Args:
        points: (n, 2), NaN for photos without a place, which are left out.
        colour: a value per photo, in the same order. Numbers are drawn on a scale from low to high, all else by kind,
            the most frequent first and verdicts in their own colours; a column called "group" by its numbers, colours
            coming again. What is not known is grey.
        names: what photos are called, shown where one is pointed at; shown as they are, whatever they hold.
        unit: of the numbers.
        colours: by kind, in place of the palette's.
        most: photos drawn at most.
        height: pixels; None fills the page.

    Raises:
        ValueError: the points, colours and names are not of the same photos.
    """
    for given in (colour, names or None):
        if given is not None and len(given) != len(points):
            raise ValueError(f"{len(given)} colours or names are not of {len(points)} points")
    there = np.flatnonzero(np.isfinite(points).all(axis=1))
    drawn = there if len(there) <= most else np.sort(np.random.default_rng(0).permutation(there)[:most])
    figure = go.Figure()
    layers = layers_of(colour, drawn, unit, colours)
    for layer in layers:
        figure.add_trace(_trace(layer, points, names, point_size(len(drawn))))
    if (axis := measure_axis(colour)) is not None and colour is not None:
        figure.add_trace(_scale(axis, str(colour.name or ""), unit))
    figure.update_layout(**_frame(title, height, len(layers) > 1, _note(len(points), len(there), len(drawn))))
    return figure


def map_page(figure: go.Figure, title: str) -> bytes:
    """The figure as an HTML page that needs nothing else, about 5 MB; the same figure gives the same bytes."""
    chart = figure.to_html(
        include_plotlyjs=True,
        full_html=False,
        div_id="map",
        default_height="100%",
        config=dict(CONFIG),
    )
    return _PAGE.format(title=html.escape(title), chart=chart).encode("utf-8", "backslashreplace")


_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title>
<style>html, body {{ height: 100%; margin: 0 }} body > div {{ height: 100% }}</style></head>
<body>{chart}</body>
</html>
"""


def _trace(layer: Layer, points: Points, names: Sequence[str], size: int) -> go.Scattergl:
    shown = [names[row] if len(names) else "" for row in layer.rows.tolist()]
    return go.Scattergl(
        x=points[layer.rows, 0],
        y=points[layer.rows, 1],
        mode="markers",
        name=plain(layer.name),
        # Colours one by one: of numbers, Streamlit's theme would make its own ramp.
        marker={
            "color": list(layer.colours),
            "size": size,
            "symbol": layer.symbol,
            "opacity": 0.85,
            "line": {"width": 0},
        },
        customdata=layer.rows,
        text=[plain(" · ".join(filter(None, pair))) for pair in zip(shown, layer.words, strict=True)],
        hovertemplate="%{text}<extra></extra>",
    )


def plain(text: str) -> str:
    """Plotly reads some HTML in what it shows; names of files are to be seen as they are."""
    return html.escape("".join(c if c.isprintable() else "�" for c in text)) or " "


def _scale(axis: Axis, name: str, unit: str) -> go.Scatter:
    """The colours of the numbers, beside the map: a point that is nowhere, for its colour bar."""
    ends = [math.log10(axis.low), math.log10(axis.high)] if axis.log else [axis.low, axis.high]
    ticks = np.linspace(ends[0], ends[1], 5)
    shown = [number(float(f"{10**tick if axis.log else tick:.2g}")) for tick in ticks]
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        showlegend=False,
        hoverinfo="skip",
        marker={
            "color": [ends[0]],
            "colorscale": [[nth / (len(RAMP) - 1), ink] for nth, ink in enumerate(RAMP)],
            "cmin": ends[0],
            "cmax": ends[1],
            "showscale": True,
            "colorbar": {
                "title": {"text": plain(f"{name} {f'({unit})' if unit else ''}".strip())},
                "tickvals": ticks,
                "ticktext": shown,
                "thickness": 12,
                "len": 0.6,
                "outlinewidth": 0,
            },
        },
    )


def _note(count: int, there: int, drawn: int) -> str:
    said = []
    if drawn < there:
        said.append(f"{drawn:,} of {there:,} photos are drawn, by lot")
    if not there:
        said.append("No photo has a place on this map")
    elif there < count:
        said.append(f"{count - there:,} without a place are left out")
    return "; ".join(said)


def point_size(count: int) -> int:
    """Pixels across that points have, so that many are told apart."""
    return 9 if count <= 300 else 7 if count <= 1500 else 5 if count <= 6000 else 4


def _frame(title: str, height: int | None, legend: bool, note: str) -> dict[str, object]:
    hidden = {"visible": False, "showgrid": False, "zeroline": False}
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 40 if title else 24 if note else 8, "b": 24 if note else 8},
        "title": {"text": plain(title)} if title else None,
        "showlegend": legend,
        "legend": {"itemsizing": "constant", "orientation": "h", "y": -0.02, "yanchor": "top"},
        "dragmode": "lasso",
        "hovermode": "closest",
        "modebar": {
            "add": ["select2d", "lasso2d"],
            "bgcolor": "rgba(0,0,0,0)",
            "color": UNKNOWN,
            "activecolor": PALETTE[0],
        },
        "xaxis": hidden,
        "yaxis": hidden | {"scaleanchor": "x", "scaleratio": 1},  # a step up is as far as one aside
        "annotations": [
            {"text": note, "showarrow": False, "xref": "paper", "yref": "paper", "x": 0, "y": 1, "yanchor": "bottom"}
        ]
        if note
        else [],
        "font": {"color": _INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
