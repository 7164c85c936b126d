"""The histogram of the lesson shows both lights, and the ends that the measures of clipping count."""

from __future__ import annotations

import numpy as np
import pytest

from culling.lessons.exposure import exposed
from culling.lessons.exposure_figure import luma_figure
from culling.metrics.light import highlight_clipping
from culling.photos import Photo


def test_both_lights_are_drawn_and_the_ends_are_where_clipping_is_counted():
    photo = Photo(np.tile(np.arange(0, 240, dtype=np.uint8)[None, :, None], (8, 1, 3)))
    now = exposed(photo, 1.0)
    figure = luma_figure(photo, now)
    assert [trace.name for trace in figure.data] == ["before", "after"]
    assert sum(figure.data[1].y) == pytest.approx(1.0)
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [(0, 6), (250, 256)]
    assert 0.2 < figure.data[1].y[-1] == pytest.approx(highlight_clipping(now), abs=0.01)  # the last bar is 252–255
