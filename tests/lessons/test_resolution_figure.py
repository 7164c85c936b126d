"""The figures of the lesson on resolution: every size with its verdict, and the bars of the sample photos."""

from __future__ import annotations

import math

from culling.lessons.resolution import Share
from culling.lessons.resolution_figure import shares_figure, sizes_figure

VALUES = {120: 1600.0, 240: 980.0, 480: 364.0}


def test_sizes_are_marked_by_verdict_and_folklore_is_named():
    figure = sizes_figure("laplacian_variance", VALUES, 400.0)
    assert list(figure.data[0].marker.symbol) == ["circle", "circle", "x"]
    words = [note.text for note in figure.layout.annotations]
    assert words[2] == "<b>cutoff 400</b>"
    assert words[0].startswith("100: OpenCV")
    assert math.isclose(figure.layout.annotations[2].y, math.log10(400))
    assert len(figure.layout.shapes) == 3


def test_another_measure_has_one_line_and_an_even_axis():
    figure = sizes_figure("blur", {120: 0.02, 240: math.nan, 480: 0.4}, 0.35)
    assert list(figure.data[0].x) == [120, 480]
    assert [shape.y0 for shape in figure.layout.shapes] == [0.35]
    assert figure.layout.yaxis.range == (0, 0.5)


def test_bars_say_how_many_of_how_many():
    bars = shares_figure([Share(120, "blurred", 1, 29), Share(120, "fine", 0, 53)]).data
    assert [(bar.name, bar.text[0], bar.y[0]) for bar in bars] == [
        ("blurred or shaken", "1 of 29", 1 / 29),
        ("fine", "0 of 53", 0),
    ]
