"""The histogram of luma as taken and as it is now, with the ends where detail is lost."""

from __future__ import annotations

import plotly.graph_objects as go

from culling.light_figure import tones_figure, tones_of
from culling.metrics.light import HIGHLIGHT_LEVEL, SHADOW_LEVEL
from culling.overlay.zebra import HIGHLIGHT_COLOUR, SHADOW_COLOUR
from culling.photos import Photo


def luma_figure(before: Photo, now: Photo, *, height: int = 150) -> go.Figure:
    """Dotted as taken, filled as it is now; the coloured ends are what the measures of clipping count."""
    figure = tones_figure(tones_of(before.small), tones_of(now.small), height=height)
    for low, high, colour in (
        (0, SHADOW_LEVEL + 1, SHADOW_COLOUR),
        (HIGHLIGHT_LEVEL, 256, HIGHLIGHT_COLOUR),
    ):
        figure.add_vrect(x0=low, x1=high, fillcolor=f"rgb{colour}", opacity=0.55, line_width=0, layer="below")
    return figure
