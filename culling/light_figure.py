"""How the light of a photo is spread before and after it is brightened: what is lifted, and what clips."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels
from culling.metrics.light import HIGHLIGHT_LEVEL, SHADOW_LEVEL

Shares = NDArray[np.float64]

BEFORE, AFTER = "#858C95", "#218DC4"  # at least 3:1 against a white and a near-black page
INK = "#747B84"
STEPS = 64  # bars over 256 levels: single ones are torn by any brightening


class Tones(NamedTuple):
    """How luma is spread.

    Attributes:
        shares: of the pixels, in `STEPS` equal steps from black to white, sum 1.
        black: share drowned in black, as the measure `shadow_clipping` counts it.
        white: share burnt to white, as `highlight_clipping` counts it.
    """

    shares: Shares
    black: float
    white: float


def tones_of(pixels: Pixels) -> Tones:
    """The tones of RGB uint8 pixels."""
    luma = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    levels = np.bincount(luma.ravel(), minlength=256) / luma.size
    steps = levels.reshape(STEPS, -1).sum(axis=1)
    return Tones(steps, float(levels[: SHADOW_LEVEL + 1].sum()), float(levels[HIGHLIGHT_LEVEL:].sum()))


def tones_figure(before: Tones, after: Tones, *, height: int = 110) -> go.Figure:
    """Both as outlines over each other, black on the left, white on the right.

    The scale is that of the highest step between the ends: a photo half drowned in black would show nothing else.
    """
    figure = go.Figure()
    for name, tones, colour in (("before", before, BEFORE), ("after", after, AFTER)):
        figure.add_trace(_outline(name, tones.shares, colour, filled=name == "after"))
    top = max(float(tones.shares[1:-1].max()) for tones in (before, after)) or 1.0
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 6, "b": 22},
        showlegend=False,
        dragmode=False,
        hovermode="x unified",
        font={"color": INK},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        xaxis={
            "range": [0, 256],
            "tickvals": [12, 128, 244],  # at the very ends plotly leaves the words out
            "ticktext": ["black", "mid", "white"],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
        },
        yaxis={"visible": False, "fixedrange": True, "range": [0, 1.08 * top]},
    )
    return figure


def _outline(name: str, shares: Shares, colour: str, *, filled: bool) -> go.Scatter:
    width = 256 // STEPS
    return go.Scatter(
        x=(np.arange(STEPS) + 0.5) * width,
        y=shares,
        name=name,
        mode="lines",
        line={"color": colour, "width": 1.5, "shape": "hvh", "dash": "solid" if filled else "dot"},
        fill="tozeroy" if filled else None,
        fillcolor="rgba(33,141,196,0.25)",
        hovertemplate="%{y:.1%}",
    )
