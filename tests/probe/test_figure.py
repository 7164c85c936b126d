"""The figure of a curve: its numbers, its cutoffs, its flips; what cannot be drawn is said."""

from __future__ import annotations

import math

import numpy as np

from culling.charts import VERDICT_COLOURS
from culling.policy import Policy
from culling.probe.curve import curve
from culling.probe.dials import get_dial
from culling.probe.figure import measure_figure
from culling.probe.probed import Probed
from culling.rule import Rule, Unless
from tests.probe.photos import FOCUS, LIGHT, flat, texture


def _texts(figure: object) -> list[str]:
    return [note.text for note in figure.layout.annotations]  # type: ignore[attr-defined]


def test_points_cutoffs_and_flips_stand_where_they_belong() -> None:
    found = curve(Probed(texture()), get_dial("gaussian_blur"), FOCUS)
    figure = measure_figure(found, "laplacian_variance", at=1.3)
    (line,) = figure.data
    assert list(line.x) == list(found.dial.grid)
    assert list(line.y) == [point.values["laplacian_variance"] for point in found.points]
    assert [*line.marker.color] == [VERDICT_COLOURS[point.verdict] for point in found.points]
    lines = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert {400.0} == {shape.y0 for shape in lines if shape.y0 == shape.y1}
    assert {1.3, *(flip.amount for flip in found.flips)} == {shape.x0 for shape in lines if shape.x0 == shape.x1}
    assert {"reject below 400", *(f"{flip.now} {flip.amount:g}" for flip in found.flips)} == set(_texts(figure))


def test_a_measure_that_cannot_say_says_so() -> None:
    found = curve(Probed(flat(128)), get_dial("noise"), LIGHT, ["p_keep"])
    figure = measure_figure(found, "p_keep")
    assert "it cannot say" in _texts(figure)
    assert all(value is None or math.isnan(value) for value in figure.data[0].y)


def test_jpeg_worsens_to_the_right_and_conditions_have_a_line() -> None:
    policy = Policy("p", (Rule("tenengrad", "below", 9.0, unless=Unless("luminance", "above", 150.0)),))
    found = curve(Probed(flat(128)), get_dial("jpeg"), policy)
    figure = measure_figure(found, "luminance")
    left, right = figure.layout.xaxis.range
    assert left > right
    assert "exempt above 150" in _texts(figure)
    low, high = figure.layout.yaxis.range
    assert low < 128 < high or np.isclose(low, high)
