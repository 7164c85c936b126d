"""A rate by slice as a figure: a bar each with its interval, and the rate of the whole folder as a line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from culling.audit.intervals import Rate
from culling.map_figure import plain

__all__ = ["bars", "slices_figure"]

_MOST, _MOST_SMALL = 30, 12  # more bars cannot be read, and bars that are all too small need not be; the table has them
_INK = "#747B84"  # of texts: can be read on a white and on a near-black page
_BAR, _DIFFERS, _SMALL = "#6E8CB8", "#D24545", "rgba(133,140,149,0.35)"
_CHOSEN = "rgba(124,112,220,0.22)"
_ROW_PX = 26
_NAME = 34  # characters of a name


def bars(frame: pd.DataFrame) -> int:
    """How many slices of a frame, from the first on, are drawn."""
    return min(len(frame), _MOST if (frame["look"] >= 0).any() else _MOST_SMALL)


def slices_figure(
    frame: pd.DataFrame, overall: Rate, *, what: str, chance: float = 0.05, chosen: int | None = None
) -> go.Figure:
    """Bars in the order of the frame, the first `bars` of them; `customdata` is the place in the frame.

    Args:
        frame: slices of one way, as in `culling.audit.slicing.slices.Sliced.frame`.
        overall: the rate of the whole folder.
        what: what the rate says, for the axis.
        chance: slices with a smaller `q` stand out.
        chosen: place of the slice that is looked into.
    """
    shown = frame.iloc[: bars(frame)]
    end = min(104.0, max(10.0, 108 * float(np.nanmax(shown["high"].where(shown["count"] > 0), initial=0.0))))
    figure = go.Figure([_rows(shown, end, chosen), _bars(shown, chance)])
    if overall.known:
        figure.add_vline(
            x=100 * overall.value,
            line={"color": _INK, "width": 1.5, "dash": "dash"},
            annotation={"text": f"all: {100 * overall.value:.0f} %", "font": {"size": 11, "color": _INK}},
            annotation_position="top",
        )
    figure.update_layout(**_frame(len(shown)))
    figure.update_xaxes(
        title={"text": what, "font": {"size": 12}},
        range=[0, end],
        ticksuffix=" %",
        gridcolor="rgba(128,128,128,0.15)",
        zeroline=False,
    )
    figure.update_yaxes(
        tickvals=list(range(len(shown))),
        ticktext=[plain(_short(str(name))) for name in shown["slice"]],
        range=[len(shown) - 0.4, -0.6],
        showgrid=False,
        ticklabelstandoff=6,
    )
    return figure


def _rows(shown: pd.DataFrame, end: float, chosen: int | None) -> go.Bar:
    """Bars over the whole width, seen where chosen: a slice with a rate of 0 can be pointed at as well."""
    return go.Bar(
        orientation="h",
        x=[end] * len(shown),
        y=list(range(len(shown))),
        marker={"color": _CHOSEN, "opacity": 0, "line": {"width": 0}},
        selectedpoints=None if chosen is None else [chosen],
        selected={"marker": {"opacity": 1}},
        customdata=list(range(len(shown))),
        hovertext=[_hover(row) for row in shown.itertuples()],
        hoverinfo="text",
        width=1,
        unselected={"marker": {"opacity": 0}},
    )


def _bars(shown: pd.DataFrame, chance: float) -> go.Bar:
    value = 100 * shown["value"].to_numpy(np.float64)
    low, high = (100 * shown[end].to_numpy(np.float64) for end in ("low", "high"))
    there = shown["count"].to_numpy() > 0
    colours = np.where(shown["look"] < 0, _SMALL, np.where(shown["q"] < chance, _DIFFERS, _BAR))
    return go.Bar(
        orientation="h",
        x=np.nan_to_num(value).tolist(),
        y=list(range(len(shown))),
        marker={"color": colours.tolist(), "line": {"width": 0}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": np.where(there, high - value, 0.0),
            "arrayminus": np.where(there, value - low, 0.0),
            "color": _INK,
            "thickness": 1.4,
            "width": 4,
        },
        customdata=list(range(len(shown))),
        hoverinfo="skip",
        width=0.62,
        unselected={"marker": {"opacity": 1}},
    )


def _hover(row: Any) -> str:
    name, count = plain(str(row.slice)), int(row[3])  # `count` is a method of tuples
    if not count:
        return f"{name}: no photo counts here"
    test = "too small to be tested" if row.look < 0 else f"rest {100 * row.rest:.0f} %, q {row.q:.2g}"
    ends = f"{100 * row.low:.0f}–{100 * row.high:.0f}"
    return f"{name}<br>{100 * row.value:.0f} % ({ends}): {int(row.hits):,} of {count:,}<br>{test}"


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"


def _frame(count: int) -> dict[str, Any]:
    return {
        "height": 96 + _ROW_PX * max(count, 1),
        "margin": {"l": 8, "r": 12, "t": 24, "b": 44},
        "showlegend": False,
        "barmode": "overlay",
        "dragmode": False,
        "hovermode": "closest",
        "clickmode": "event+select",
        "font": {"color": _INK},
        "yaxis": {"automargin": True},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }
