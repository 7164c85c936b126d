"""The figure of the lesson on bokeh: right and up is sharper, whichever way the measure's numbers go."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from culling.lessons.bokeh import CUTOFFS, SUBJECT
from culling.lessons.bokeh_figure import bokeh_figure

SAMPLES = pd.DataFrame(
    {
        "flaw": ["clean", "clean", "blurred"],
        "laplacian_variance": [900.0, 380.0, 12.0],
        "blur_map_mean": [0.6, 2.2, 4.5],
        SUBJECT: [0.95, 0.99, 0.45],
    }
)
BEFORE = {"laplacian_variance": 1100.0, "blur_map_mean": 0.7, SUBJECT: 0.97}
AFTER = {"laplacian_variance": 330.0, "blur_map_mean": 1.3, SUBJECT: 0.975}


@pytest.mark.parametrize("measure", ["laplacian_variance", "blur_map_mean"])
def test_sharper_is_farther_and_both_cuts_are_drawn(measure):
    figure = bokeh_figure(SAMPLES, measure, 0.8, BEFORE, AFTER)
    low, high = figure.layout.xaxis.range
    assert (low > high) == (measure == "blur_map_mean")
    across, along = figure.layout.shapes
    assert (across.x0, along.y0) == (CUTOFFS[measure], 0.8)
    assert [len(trace.x) for trace in figure.data] == [2, 1, 2, 2]
    assert list(figure.data[-1].x) == [BEFORE[measure], AFTER[measure]]


def test_a_photo_without_a_subject_has_no_place():
    figure = bokeh_figure(SAMPLES, "laplacian_variance", 0.8, BEFORE, AFTER | {SUBJECT: math.nan})
    assert len(figure.data) == 2
