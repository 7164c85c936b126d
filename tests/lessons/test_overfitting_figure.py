"""The figures of the lesson on overfitting show the draws that they are given."""

from __future__ import annotations

import numpy as np
import pytest

from culling.lessons.overfitting import Draws, Setting, bound, over_tries
from culling.lessons.overfitting_figure import spread_figure, tries_figure


def test_each_draw_is_in_one_bar_and_the_means_are_lines():
    drawn = Draws(np.zeros(4, np.int64), np.array([0.9, 1.0, 1.0, 0.9]), np.array([0.5, 0.6, 0.7, 0.2]))
    figure = spread_figure(drawn)
    training, fresh = figure.data
    assert sum(training.y) == pytest.approx(1.0)
    assert sum(fresh.y) == pytest.approx(1.0)
    assert training.y[int(np.argmin(np.abs(np.array(training.x) - 1.0)))] == 0.5
    assert [shape.x0 for shape in figure.layout.shapes] == [pytest.approx(0.95), pytest.approx(0.5)]
    assert figure.layout.xaxis.range[0] < 0.2


def test_the_lines_are_the_means_and_the_dotted_one_is_what_the_thermometer_leaves():
    setting, steps = Setting(), (1, 5, 21)
    drawn = over_tries(setting, steps, 50)
    looks = [many * setting.cutoffs for many in steps]
    bounds = [bound(Setting(measures=many), 0.8) for many in steps]
    training, fresh, least = tries_figure(looks, drawn, bounds, 100).data
    assert list(training.x) == [20, 100, 420]
    assert list(training.y) == pytest.approx([one.training.mean() for one in drawn])
    assert list(fresh.y) == pytest.approx([one.fresh.mean() for one in drawn])
    assert np.array(training.y) - np.array(least.y) == pytest.approx(bounds)
