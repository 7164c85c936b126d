"""A proposed cutoff in words: on which side it rejects, and where its band of doubt lies."""

from __future__ import annotations

import numpy as np

from culling.audit.choose.sweep import Steps, sweep_rule
from culling.charts import Axis
from culling.policy import Policy
from culling.rule import Side
from culling.ui.rooms.audit.costs.questions import Asked
from tests.audit.choose.cost_folders import folder, label_all


def test_a_band_is_told_in_the_direction_in_which_it_lies() -> None:
    photos, keep = folder(np.random.default_rng(4), 60)
    truth = label_all(photos, keep)

    def asked(metric: str, side: Side) -> Asked:
        sweep = sweep_rule(photos, Policy("none"), metric, side)
        return Asked(photos, truth, sweep, Steps.of(sweep, truth), Axis(0.0, 1.0))

    above, below = asked("blur", "above"), asked("luminance", "below")
    assert above.band_words(-0.31, -0.0297) == "blur: reject above 0.31, maybe from 0.0297"
    assert below.band_words(20.0, 60.0) == "luminance: reject below 20, maybe up to 60"
    assert above.band_words(-0.31, -0.31) == "blur above 0.31"  # no band, no word of it
