"""Figures of an audit: what is drawn is what was counted; they stand alone in a notebook and in a page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from culling.audit.at_cutoff import Drawn, check_measure, check_policy, draw_check, draw_tells, tells
from culling.audit_figures import CURVE, INK, auc_figure, confusion_figure, pr_figure, roc_figure
from culling.labels import Truth
from culling.policy import Policy, Rule
from tests.test_charts import _contrast as contrast

POLICY = Policy("p", (Rule("blur", "above", 0.6),))


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    columns = {"blur": rng.random(200), "contrast": rng.uniform(0, 90, 200)}
    return pd.DataFrame(columns, index=pd.Index([f"{row}.jpg" for row in range(200)], name="path"))


@pytest.fixture(scope="module")
def truth(table: pd.DataFrame) -> Truth:
    go = table["blur"] + np.random.default_rng(2).normal(0, 0.2, 200) > 0.6
    return Truth.of(table, {str(path): "reject" if one else "keep" for path, one in go.items()})


@pytest.fixture(scope="module")
def drawn(table: pd.DataFrame, truth: Truth) -> Drawn:
    return draw_check(check_policy(table, POLICY, truth), truth)


def _named(figure: go.Figure, name: str) -> Any:
    (trace,) = [trace for trace in figure.data if trace.name == name]
    return trace


def test_the_curve_the_band_and_the_point_are_those_of_the_numbers(drawn: Drawn) -> None:
    assert drawn.at is not None
    figure = roc_figure(drawn)
    line, point = _named(figure, "p"), _named(figure, "now")
    assert np.allclose(line.x, drawn.fpr.value)
    assert np.allclose(line.y, drawn.tpr.value)
    assert (point.x[0], point.y[0]) == (drawn.at.keepers_lost.value, drawn.at.recall.value)
    assert point.y[0] + point.error_y.array[0] == pytest.approx(drawn.at.recall.high)
    (band,) = [trace for trace in figure.data if trace.fill == "toself"]
    count = len(drawn.tpr.value)
    assert np.allclose(band.y[:count], drawn.tpr.high)
    assert np.allclose(band.y[count:][::-1], drawn.tpr.low)
    precision = pr_figure(drawn)
    steps = _named(precision, "p")
    assert np.trapezoid(steps.y, steps.x) == pytest.approx(drawn.average_precision)  # the area beneath
    assert list(dict.fromkeys(steps.y)) == list(dict.fromkeys(drawn.precision.value[1:]))
    assert _named(precision, "chance").y == (drawn.prevalence.value,) * 2
    assert _named(precision, "now").y[0] == drawn.at.precision.value


def test_what_is_pointed_at_says_where_the_cutoff_would_be(drawn: Drawn, table: pd.DataFrame, truth: Truth) -> None:
    said = list(_named(roc_figure(drawn), "p").customdata)
    assert said[0].startswith("a cutoff beyond all of them")
    assert any(text.startswith("every cutoff") and "milder" in text for text in said)
    assert any(text.startswith("every cutoff") and "stricter" in text for text in said)
    blur = next(one for one in tells(table, truth) if one.metric == "blur")
    own = draw_tells(table, blur, truth)
    figure = roc_figure(own)
    assert f"cut at {own.thresholds[5]:.4g}" in _named(figure, "blur").customdata[5]
    assert not [trace for trace in figure.data if trace.name == "now"]


def test_without_both_classes_there_is_a_frame_and_no_curve(table: pd.DataFrame, truth: Truth) -> None:
    kept = truth.where(truth.keep)
    empty = draw_check(check_measure(table, POLICY, "blur", kept), kept)
    for figure in (pr_figure(empty), roc_figure(empty)):
        assert [trace.name for trace in figure.data] == ["chance"]


def test_a_rate_that_is_not_known_has_no_point(table: pd.DataFrame, truth: Truth) -> None:
    mild = draw_check(check_policy(table, Policy("p", (Rule("blur", "above", 1.0),)), truth), truth)
    assert [trace.name for trace in pr_figure(mild).data].count("now") == 0  # nothing is rejected: no precision
    assert _named(roc_figure(mild), "now").x == (0.0,)


def test_the_matrix_shows_its_four_counts(table: pd.DataFrame, truth: Truth) -> None:
    found = check_policy(table, POLICY, truth).confusion
    texts = [note.text for note in confusion_figure(found).layout.annotations]
    assert texts == [
        f"<b>{count}</b><br>{words}"
        for count, words in (
            (found.tp, "rightly rejected"), (found.fn, "missed rejects"),
            (found.fp, "lost keepers"), (found.tn, "rightly kept"),
        )
    ]  # fmt: skip


def test_areas_are_drawn_from_the_best_on_with_their_intervals(table: pd.DataFrame, truth: Truth) -> None:
    found = tells(table, truth)
    figure = auc_figure(found)
    points = figure.data[-1]
    assert list(points.y) == [one.metric for one in found] == ["blur", "contrast"]
    assert [tuple(line.x) for line in figure.data[:-1]] == [(one.auc.low, one.auc.high) for one in found]
    assert points.marker.color[0] == CURVE
    assert points.marker.color[1] != CURVE  # contrast says nothing here


@pytest.mark.parametrize("page", ["#FFFFFF", "#17181A"])
def test_lines_and_words_can_be_seen_on_both_pages(page: str) -> None:
    assert contrast(CURVE, page) >= 3
    assert contrast(INK, page) >= 3
