"""Corrections over many tests: against scipy, by their definitions, and by what they promise under the null."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control

from culling.audit.slicing.many_looks import benjamini_hochberg, holm

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(P_VALUES)
def test_benjamini_hochberg_is_scipys(p: list[float]) -> None:
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p, method="bh"), rtol=1e-12)


@given(P_VALUES)
def test_holm_believes_what_its_steps_believe(p: list[float]) -> None:
    """Holm's own words: from the smallest on, believe while p ≤ α / (tests left); then stop."""
    corrected = holm(p)
    for alpha in (0.01, 0.05, 0.2):
        believed = set()
        for step, at in enumerate(sorted(range(len(p)), key=lambda at: p[at])):
            if p[at] * (len(p) - step) > alpha:
                break
            believed.add(at)
        assert {at for at, value in enumerate(corrected) if value <= alpha} == believed


@given(P_VALUES)
def test_holm_is_the_stricter_one(p: list[float]) -> None:
    assert (holm(p) >= benjamini_hochberg(p) - 1e-12).all()
    assert (benjamini_hochberg(p) >= np.array(p) - 1e-12).all()


def test_what_was_not_tested_is_no_look() -> None:
    p = [0.04, np.nan, 0.01, np.nan]
    np.testing.assert_allclose(benjamini_hochberg(p), [0.04, np.nan, 0.02, np.nan])
    np.testing.assert_allclose(holm(p), [0.04, np.nan, 0.02, np.nan])
    assert benjamini_hochberg([]).shape == (0,)


def test_a_p_value_outside_its_range_is_refused() -> None:
    for correct in (benjamini_hochberg, holm):
        with pytest.raises(ValueError, match="within 0 … 1"):
            correct([0.5, 1.2])


def test_where_half_is_true_one_find_in_twenty_is_false() -> None:
    """100 tests, 40 of them of something that is there: the share of false finds stays at 5 % · 60 / 100."""
    from scipy.stats import norm

    lots = np.random.default_rng(3).normal(size=(400, 100))
    lots[:, :40] += 3
    false = []
    for p in norm.sf(lots):
        found = benjamini_hochberg(p) < 0.05
        false.append(found[40:].sum() / max(found.sum(), 1))
    assert np.mean(false) == pytest.approx(0.03, abs=0.01)
