"""plotly figures in a notebook that are drawn again in place, as what they show changes."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go

from culling.map_figure import CONFIG
from culling.notebook.cutoffs_widget import Cutoffs
from culling.policy import Policy


def shown(figure: go.Figure) -> go.FigureWidget:
    """The figure as a widget; nothing in its bar sends what it shows elsewhere."""
    widget = go.FigureWidget(figure)
    widget._config = dict(CONFIG)  # the only way: plotly has no public one for widgets
    return widget


def redraw(widget: go.FigureWidget, figure: go.Figure) -> None:
    """Show this figure in the widget's place: its traces change where they are, if they are of the same kinds."""
    with widget.batch_update():
        if [trace.type for trace in widget.data] == [trace.type for trace in figure.data]:
            for old, new in zip(widget.data, figure.data, strict=True):
                changed = {name: value for name, value in new.to_plotly_json().items() if name != "type"}
                old.update(changed | {"selectedpoints": None}, overwrite=True)
        else:
            widget.data = ()
            widget.add_traces(list(figure.data))
        widget.update_layout(figure.layout, overwrite=True)


def followed(tuner: Cutoffs, draw: Callable[[Policy], go.Figure]) -> go.FigureWidget:
    """See `culling.notebook.live_figure`."""
    widget = shown(draw(tuner.policy))
    tuner.observe(lambda change: redraw(widget, draw(change["new"])), "policy")
    return widget
