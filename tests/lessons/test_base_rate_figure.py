"""The figures of the lesson on base rates say what its numbers say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from culling.charts import Axis
from culling.judge import apply
from culling.lessons.base_rate import CUTOFF, at_cutoff, sample_labels
from culling.lessons.base_rate_figure import FLAWED, precision_figure, spread_figure
from culling.rule import Rule

LABELLED = sample_labels("laplacian_variance")
AXIS = Axis(8.0, 6000.0, log=True)


def test_areas_are_photos_of_1000_so_the_flawed_shrink_when_they_are_rare():
    for share in (0.5, 0.02):
        good, flawed = spread_figure(LABELLED, CUTOFF, share, AXIS).data
        assert (good.name, flawed.name) == ("good", "flawed")
        assert sum(flawed.y[:-1]) == pytest.approx(1000 * share)
        known = 52 / 53  # one good photo has no value
        assert sum(good.y[:-1]) == pytest.approx(1000 * (1 - share) * known)


def test_a_label_counts_for_the_photos_that_it_stands_for():
    truth = LABELLED.truth
    rejected = apply(Rule(LABELLED.measure, reject=CUTOFF), LABELLED.values)[0][truth.rows]
    drawn = replace(LABELLED, truth=replace(truth, weights=np.where(rejected, 1.0, 9.0)))
    edges = np.array([AXIS.low, CUTOFF, AXIS.high])
    found = at_cutoff(drawn, CUTOFF, 0.5)
    flawed, good = drawn.shares(edges)
    assert (flawed[0], good[0]) == pytest.approx((found.recall.value, found.keepers_lost.value))
    assert flawed[0] < at_cutoff(LABELLED, CUTOFF, 0.5).recall.value


def test_the_tint_lies_on_the_rejected_side():
    tint, line = spread_figure(LABELLED, CUTOFF, 0.5, AXIS).layout.shapes
    assert (tint.x0, tint.x1, tint.fillcolor) == (AXIS.low, CUTOFF, FLAWED)
    assert line.x0 == CUTOFF
    above, _ = spread_figure(sample_labels("blur"), 0.3, 0.5, Axis(0.0, 0.8)).layout.shapes
    assert (above.x0, above.x1) == (0.8, 0.3)


def test_the_point_lies_on_the_curve_and_the_curve_in_its_band():
    figure = precision_figure(LABELLED, CUTOFF, 0.05)
    band, curve, point, lot = figure.data
    assert point.y[0] == pytest.approx(at_cutoff(LABELLED, CUTOFF, 0.05).precision.value)
    assert np.interp(0.05, curve.x, curve.y) == pytest.approx(point.y[0])
    upper, lower = np.split(np.array(band.y), 2)
    assert (lower[::-1] <= curve.y).all()
    assert (curve.y <= upper).all()
    assert (np.array(lot.y) == np.array(lot.x)).all()


def test_without_a_rejected_photo_only_the_lot_is_drawn():
    assert [trace.name for trace in precision_figure(LABELLED, 0.0, 0.5).data] == ["by lot"]
