"""The figure of the lesson on focus: a row for each measure, in order, pointing to where it went."""

from __future__ import annotations

import math

from culling.lessons.focus import Response
from culling.lessons.focus_figure import focus_figure

SEES = Response("blur", 0.03, 0.5, 0.7, 0.1)
FOOLED = Response("reblur", 0.25, 0.15, 0.68, 0.96)
SILENT = Response("sharp_area", math.nan, math.nan, math.nan, math.nan)


def test_rows_stand_in_order_with_numbers_and_point_to_where_they_went():
    figure = focus_figure([SEES, FOOLED, SILENT])
    after = figure.data[-1]
    assert list(after.marker.symbol) == ["triangle-left", "triangle-right", "circle"]
    assert list(after.y) == ["blur<br>0.03 → 0.5", "reblur<br>0.25 → 0.15", "sharp_area<br>cannot say"]
    assert list(figure.layout.yaxis.categoryarray) == list(after.y)[::-1]
    assert list(figure.data[-2].x)[:2] == [0.7, 0.68]


def test_only_what_can_say_has_a_way():
    figure = focus_figure([SEES, SILENT])
    assert [trace.mode for trace in figure.data] == ["lines", "markers", "markers"]


def test_without_damage_a_row_has_one_number():
    same = Response("tenengrad", 9314.2, 9314.2, 0.5, 0.5)
    assert list(focus_figure([same]).data[-1].y) == ["tenengrad<br>9,314"]
