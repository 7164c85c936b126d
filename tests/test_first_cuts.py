"""Where a first cut lies, and what browser parts are told of an axis."""

from __future__ import annotations

import numpy as np

from culling.first_cuts import axis_data, axis_of, first_rule, sides_of
from culling.metrics import get_metric
from culling.rule import Rule

VALUES = np.linspace(20, 220, 201)


def test_sides_are_those_that_can_be_a_flaw() -> None:
    assert sides_of("laplacian_variance") == ("below",)
    assert sides_of("blur") == ("above",)
    assert sides_of("luminance") == ("below", "above")


def test_a_first_cut_is_the_measures_own_or_takes_three_in_a_hundred() -> None:
    axis = axis_of("luminance", VALUES)
    own = get_metric("laplacian_variance").cutoff
    assert own is not None
    assert first_rule("laplacian_variance", "below", VALUES, axis) == Rule("laplacian_variance", "below", own)
    above = first_rule("luminance", "above", VALUES, axis)
    assert above.reject in axis.stops()
    assert abs((above.reject < VALUES).mean() - 0.03) < 0.01
    assert first_rule("luminance", "above", np.zeros(0), axis_of("luminance", np.zeros(0))).side == "above"


def test_an_axis_holds_all_cutoffs_and_offers_the_sides_that_are_free() -> None:
    rules = [Rule("luminance", "below", 5.0, 10.0)]
    axis = axis_of("luminance", VALUES, rules)
    assert axis.low <= 5.0
    data = axis_data("luminance", axis, VALUES, rules)
    assert (data["low"], data["high"], data["unit"]) == (axis.low, axis.high, "levels")
    assert list(data["free"]) == ["above"]
    assert data["reach"] == Rule("luminance", "below", 0.0).reach
    assert data["about"].startswith(get_metric("luminance").summary)
