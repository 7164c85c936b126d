"""The map as a figure: every photo once, in the right colour, names as they are, and told what is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from culling.charts import VERDICT_COLOURS
from culling.map_figure import MOST, PALETTE, RAMP, UNKNOWN, map_figure, map_page
from tests.test_charts import _contrast as contrast

POINTS = np.array([[0, 0], [1, 0], [np.nan, np.nan], [2, 5], [3, 1], [4, 1]], np.float32)


def drawn(figure: go.Figure) -> dict[int, tuple[str, str, str]]:
    """By row: line of the legend, colour, what is shown when it is pointed at."""
    found: dict[int, tuple[str, str, str]] = {}
    for trace in figure.data:
        if trace.type == "scattergl":
            for row, ink, text in zip(trace.customdata, trace.marker.color, trace.text, strict=True):
                assert row not in found
                found[int(row)] = (trace.name, ink, text)
    return found


def column(name: str, *values: Any) -> pd.Series:
    """Numbers as numbers, all else as it is."""
    kind = float if all(isinstance(value, int | float) for value in values) else object
    return pd.Series(list(values), name=name, dtype=kind)


def test_points_lie_where_they_lie_and_know_their_row() -> None:
    figure = map_figure(POINTS, column("verdict", "keep", "reject", "keep", "keep", "maybe", "unjudged"))
    where = {
        int(row): (x, y) for trace in figure.data for row, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)
    }
    assert where == {row: tuple(POINTS[row]) for row in (0, 1, 3, 4, 5)}
    assert figure.layout.yaxis.scaleanchor == "x"
    assert figure.layout.dragmode == "lasso"


def test_verdicts_have_their_colours_their_order_and_a_shape_each() -> None:
    figure = map_figure(POINTS, column("verdict", "reject", "reject", "keep", "keep", "maybe", "unjudged"))
    assert [trace.name for trace in figure.data] == list(VERDICT_COLOURS)
    assert len({trace.marker.symbol for trace in figure.data}) == 4
    assert {name: ink for name, ink, _ in drawn(figure).values()} == dict(VERDICT_COLOURS)


def test_kinds_are_ordered_by_number_rare_ones_together_and_unknown_ones_grey() -> None:
    cameras = [*["B"] * 5, *["A"] * 5, *(f"C{nth:02}" for nth in range(20)), None, np.nan, ""]
    figure = map_figure(np.random.default_rng(0).normal(size=(33, 2)), column("camera", *cameras))
    names = [trace.name for trace in figure.data]
    assert names == ["A", "B", *(f"C{nth:02}" for nth in range(9)), "11 others", "no camera"]
    found = drawn(figure)
    assert len({found[row][1] for row in range(30)}) == 12
    assert {found[row][1] for row in (30, 31, 32)} == {UNKNOWN}
    assert "C15" in found[25][2]
    assert found[25][0] == "11 others"


def test_colours_can_be_given() -> None:
    figure = map_figure(POINTS, column("kind", *"abbabb"), colours={"b": "#123456"})
    assert {name: ink for name, ink, _ in drawn(figure).values()} == {"b": "#123456", "a": PALETTE[1]}


def test_groups_go_by_number_and_their_colours_come_again() -> None:
    figure = map_figure(POINTS, column("group", 0, 12, 2, 1, 13, np.nan))
    found = drawn(figure)
    assert [found[row][1] for row in (0, 1, 3, 4, 5)] == [PALETTE[0], PALETTE[0], PALETTE[1], PALETTE[1], UNKNOWN]
    assert found[0][0] == "in 4 groups"
    assert found[4][2] == "group 13"
    assert found[5][2] == "alone"


def test_numbers_have_a_scale_whose_ends_are_the_ramps() -> None:
    values = column("entropy", 1.0, 2.0, 1.5, 3.0, np.nan, 2.0)
    figure = map_figure(POINTS, values, unit="bits")
    found = drawn(figure)
    assert found[4][:2] == ("not measured", UNKNOWN)
    assert "entropy 3 bits" in found[3][2]
    inks = [rgb(found[row][1]) for row in (0, 1, 3)]
    assert inks[0] == pytest.approx(rgb(RAMP[0]), abs=8)
    assert inks[1] == pytest.approx(rgb(RAMP[2]), abs=12)
    assert inks[2] == pytest.approx(rgb(RAMP[4]), abs=8)
    (scale,) = (trace for trace in figure.data if trace.marker.showscale)
    assert scale.marker.cmin <= 1
    assert scale.marker.cmax >= 3
    assert "bits" in scale.marker.colorbar.title.text


def test_a_long_tail_has_a_scale_of_ratios() -> None:
    values = pd.Series(np.geomspace(1, 10_000, 100), name="laplacian_variance")
    points = np.random.default_rng(0).normal(size=(100, 2))
    (scale,) = (trace for trace in map_figure(points, values).data if trace.marker.showscale)
    assert scale.marker.cmax == pytest.approx(4, abs=0.1)  # of ten
    assert float(scale.marker.colorbar.ticktext[-1]) == pytest.approx(10_000, rel=0.2)


def rgb(ink: str) -> list[float]:
    if ink.startswith("#"):
        return [int(ink[at : at + 2], 16) for at in (1, 3, 5)]
    return [float(part) for part in ink.removeprefix("rgb(").rstrip(")").split(",")]


@pytest.mark.parametrize("ink", [*PALETTE, *RAMP, UNKNOWN])
def test_every_colour_stands_off_from_both_pages(ink: str) -> None:
    assert min(contrast(ink, "#ffffff"), contrast(ink, "#0e1117")) >= 3


def test_a_crowd_is_drawn_by_lot_and_that_is_told() -> None:
    points = np.random.default_rng(1).normal(size=(500, 2))
    points[:100] = np.nan
    first, second = (map_figure(points, names=[f"n{row}" for row in range(500)], most=50) for _ in range(2))
    assert drawn(first) == drawn(second)
    assert len(drawn(first)) == 50
    assert np.std(list(drawn(first))) > 80  # from all of them, not the first ones
    assert first.layout.annotations[0].text == "50 of 400 photos are drawn, by lot; 100 without a place are left out"
    assert not map_figure(POINTS[:2]).layout.annotations
    assert MOST == 20_000


@pytest.mark.parametrize("points", [np.zeros((0, 2)), np.full((3, 2), np.nan)], ids=len)
def test_a_map_of_nobody_says_so(points: np.ndarray) -> None:
    figure = map_figure(points, pd.Series([None] * len(points), name="mark", dtype=object))
    assert not drawn(figure)
    assert figure.layout.annotations[0].text.startswith("No photo has a place")


def test_hostile_names_are_texts() -> None:
    names = ["</script><script>alert(1)</script>", "<a href='http://x'>y</a>", "", "a\nb\udc80", "%{x}", "$x^2$"]
    page = map_page(map_figure(POINTS, column("<b>camera</b>", *names), names, title="<i>&"), "<title>").decode()
    assert "<script>alert" not in page
    assert "<a href" not in page.replace("\\u003c", "<").split("Plotly.newPlot")[-1]
    assert "<title>&lt;title&gt;</title>" in page
    shown = drawn(map_figure(POINTS, None, names))
    assert shown[0][2] == "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"
    assert shown[3][2] == "a�b�"


def test_the_page_needs_nothing_else_and_is_the_same_each_time() -> None:
    figure = map_figure(POINTS, names=list("abcdef"))
    page = map_page(figure, "six")
    assert page == map_page(map_figure(POINTS, names=list("abcdef")), "six")
    text = page.decode()
    assert 'src="http' not in text
    settings = text.rsplit("Plotly.newPlot", 1)[1]
    assert '"showSendToCloud": false' in settings  # plotly's own choice is a button that sends all to its servers


def test_what_is_not_of_the_same_photos_is_refused() -> None:
    with pytest.raises(ValueError, match="not of 6 points"):
        map_figure(POINTS, names=["a"])
    with pytest.raises(ValueError, match="not of 6 points"):
        map_figure(POINTS, column("verdict", "keep"))


def test_truth_values_are_words_and_a_column_of_one_number_has_a_colour() -> None:
    keepers = drawn(map_figure(POINTS, pd.Series([True, False] * 3, name="keeper")))
    assert {name for name, _, _ in keepers.values()} == {"yes", "no"}
    same = drawn(map_figure(POINTS, column("blur", *[0.5] * 6)))
    assert len({ink for _, ink, _ in same.values()}) == 1
