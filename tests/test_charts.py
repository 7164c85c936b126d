"""Histograms: counted exactly as `decide` decides, on an axis that can be read, in colours that can be told apart."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from culling.charts import VERDICT_COLOURS, Axis, axis_for, histogram, nice_step, side_counts
from culling.decide import decide
from culling.policy import Policy
from culling.rule import Rule

ROOT = Path(__file__).resolve().parents[1]


def _rules(below: float, band: float, above: float, over: float) -> list[Rule]:
    return [
        Rule("luminance", "below", below, below + band),
        Rule("luminance", "above", above, above - over),
    ]


@given(
    values=st.lists(st.floats(0, 255), min_size=1, max_size=60),
    below=st.floats(0, 255),
    above=st.floats(0, 255),
    band=st.floats(0, 60),
    over=st.floats(0, 60),
)
def test_side_counts_are_those_of_decide(
    values: list[float], below: float, above: float, band: float, over: float
) -> None:
    rules = _rules(below, band, above, over)
    table = pd.DataFrame({"luminance": values}, index=[str(row) for row in range(len(values))])
    decided = decide(table, Policy("p", tuple(rules)))["verdict"].value_counts()
    counted = side_counts(np.sort(np.array(values)), Axis(20, 200).edges(), rules)
    assert {verdict: int(counts.sum()) for verdict, counts in counted.items()} == {
        verdict: int(decided[verdict]) for verdict in ("keep", "maybe", "reject")
    }


def test_a_value_at_the_cutoff_is_not_beyond_it() -> None:
    values, edges = np.array([399.9, 400.0, 600.0]), np.linspace(0, 1000, 11)
    below = side_counts(values, edges, [Rule("laplacian_variance", "below", 400, 600)])
    assert [int(below[verdict].sum()) for verdict in ("reject", "maybe", "keep")] == [1, 1, 1]
    above = side_counts(values, edges, [Rule("reblur", "above", 400)])
    assert [int(above[verdict].sum()) for verdict in ("reject", "maybe", "keep")] == [1, 0, 2]


def test_every_value_is_in_a_bar_also_far_outside_the_axis() -> None:
    values = np.array([-1e9, 0.0, 5.0, 1e9])
    counts = side_counts(values, Axis(1, 10, log=True).edges(8), [])["keep"]
    assert counts.sum() == 4
    assert counts[0] == 2
    assert counts[-1] == 1


def test_bars_are_split_where_the_cut_goes_through_one() -> None:
    figure = histogram([1.0, 2.0, 3.0], [Rule("entropy", "below", 2.5)], axis=Axis(0, 100))
    heights = {trace.name: np.asarray(trace.y) for trace in figure.data}
    assert heights["reject"][0] == 1  # 1.0 lies in the first bar
    assert heights["reject"].sum() == 2
    assert heights["keep"].sum() == 1


def test_a_long_tail_gets_a_log_axis_and_a_level_spread_a_linear_one() -> None:
    rng = np.random.default_rng(3)
    sharp = rng.lognormal(6, 1.5, 500)
    assert axis_for(sharp).log
    assert not axis_for(rng.normal(120, 30, 500)).log


def test_a_share_that_fills_its_span_is_linear_unless_nearly_all_lie_in_its_first_bars() -> None:
    rng = np.random.default_rng(5)
    spread = np.append(rng.uniform(0.01, 0.1, 90), rng.uniform(0.2, 0.6, 14))  # blur of a folder
    assert not axis_for(spread, [0.5], (0, 1)).log
    assert axis_for(spread).log
    crowded = np.append(rng.lognormal(-8, 1, 95), rng.uniform(0.2, 1, 9))  # a probability that is mostly nothing
    assert axis_for(crowded, [0.5], (0, 1)).log


def test_zeros_do_not_stop_a_log_axis() -> None:
    axis = axis_for([0.0] * 50 + [1e-5, 0.01, 0.02, 0.5])
    assert axis.log
    assert axis.low > 0
    assert side_counts(np.array([0.0] * 50), axis.edges(), [])["keep"][0] == 50


@pytest.mark.parametrize("values", [[], [np.nan], [5.0], [5.0, 5.0], [0.0], [-3.0, -3.0], [np.inf, 1.0], [1e-12]])
def test_any_column_has_an_axis_and_stops(values: list[float]) -> None:
    axis = axis_for(values)
    stops = axis.stops()
    assert axis.low < axis.high
    assert len(stops) > 5
    assert stops == sorted(set(stops))
    assert np.all(np.diff(axis.edges()) > 0)


def test_the_axis_holds_the_cutoffs_and_stays_in_the_span() -> None:
    axis = axis_for([100.0, 120.0, 130.0], cutoffs=[30.0, 250.0], span=(0, 255))
    assert axis.low <= 30 < 250 <= axis.high <= 255


def test_one_far_outlier_does_not_flatten_the_rest() -> None:
    axis = axis_for([*np.linspace(100, 200, 400), 390.0])
    assert axis.high < 250


def test_cutoffs_are_drawn_where_they_are() -> None:
    figure = histogram([10.0, 20.0, 30.0], [Rule("luminance", "below", 15.0, 25.0)], axis=Axis(0, 40))
    line = next(shape for shape in figure.layout.shapes if shape.type == "line")
    band = next(shape for shape in figure.layout.shapes if shape.type == "rect")
    assert line.x0 == line.x1 == 15.0
    assert sorted((band.x0, band.x1)) == [15.0, 25.0]
    assert figure.layout.annotations[0].text == "reject below 15"


def test_the_words_on_a_log_axis_stand_at_the_line() -> None:
    figure = histogram([10.0, 1000.0], [Rule("tenengrad", "below", 100.0)], axis=Axis(1, 10_000, log=True))
    assert figure.layout.annotations[0].x == pytest.approx(2.0)  # plotly places words by the exponent


def test_a_hundred_thousand_photos_make_a_small_figure() -> None:
    values = np.sort(np.random.default_rng(1).lognormal(6, 1, 100_000))
    text = histogram(values, [Rule("tenengrad", "below", 300.0)], ordered=True).to_json()
    assert len(text) < 60_000


@pytest.mark.parametrize(("step", "nice"), [(0.03, 0.05), (1.0, 1.0), (1.1, 2.0), (7.0, 10.0), (200.0, 200.0)])
def test_nice_steps(step: float, nice: float) -> None:
    assert nice_step(step) == pytest.approx(nice)


# -- colours ------------------------------------------------------------------------------------------------------

# Machado, Oliveira, Fernandes 2009, severity 1, on linear RGB.
_SIGHT = {
    "normal": np.eye(3),
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritanopia": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}


def _linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def _contrast(one: str, other: str) -> float:
    low, high = sorted(float(_linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def _lab(linear: np.ndarray) -> np.ndarray:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    ratio = to_xyz @ np.clip(linear, 0, 1) / [0.9505, 1, 1.089]
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", _SIGHT)
def test_verdicts_are_told_apart_by_every_eye(sight: str) -> None:
    seen = {name: _lab(np.array(_SIGHT[sight]) @ _linear(colour)) for name, colour in VERDICT_COLOURS.items()}
    for one, other in itertools.combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) > 15, f"{one} and {other} look alike under {sight}"


def _theme() -> dict[str, dict[str, str]]:
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        return tomllib.load(file)["theme"]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_verdicts_stand_out_on_the_page_and_on_cards(mode: str) -> None:
    theme = _theme()[mode]
    for name, colour in VERDICT_COLOURS.items():
        assert _contrast(colour, theme["backgroundColor"]) >= 3, name
        assert _contrast(colour, "#000000") >= 4.5, f"the letter on {name}"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_theme_says_the_same_colours(mode: str) -> None:
    theme = _theme()[mode]
    named = {"keep": "blueColor", "maybe": "yellowColor", "reject": "redColor", "unjudged": "grayColor"}
    assert {verdict: theme[key] for verdict, key in named.items()} == dict(VERDICT_COLOURS)


@pytest.mark.parametrize(("high", "dtick"), [(0.5, "D2"), (4.0, "D2"), (5000.0, 1)])
def test_labels_of_a_log_axis_have_room(high: float, dtick: object) -> None:
    figure = histogram(np.array([0.05, high]), [], axis=Axis(0.05, high, log=True))
    assert figure.layout.xaxis.dtick == dtick


def test_values_that_a_rule_does_not_count_for_are_drawn_as_kept() -> None:
    ordered, edges = np.array([5.0, 10.0, 10.0, 20.0, 30.0]), np.array([0.0, 10.0, 20.0, 40.0])
    below, above = Rule("luminance", "below", 15.0, 25.0), Rule("luminance", "above", 29.0)
    spared, never = np.array([True, False, True, True, False]), np.zeros(5, np.bool_)
    counts = side_counts(ordered, edges, [below, above], [spared, never])
    assert {name: found.tolist() for name, found in counts.items()} == {
        "keep": [1, 1, 1], "maybe": [0, 0, 0], "reject": [0, 1, 1],
    }  # fmt: skip
    anyway = side_counts(ordered, edges, [below], [np.arange(5) == 4])  # 30 is kept whether the rule counts or not
    plain = side_counts(ordered, edges, [below])
    assert {name: found.tolist() for name, found in anyway.items()} == {name: plain[name].tolist() for name in plain}
    unordered = histogram([30.0, np.nan, 5.0], [below], axis=Axis(0, 40), exempt=[np.array([False, False, True])])
    assert sum(sum(trace.y) for trace in unordered.data if trace.name == "reject") == 0
