"""Curves: one flip for a damage that only worsens, exactly where the measure meets the cutoff; ties, NaN, several."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import islice, pairwise

import pytest

from culling.metrics import get_metric
from culling.policy import Policy
from culling.probe.curve import coarse_to_fine, curve, growing_curve
from culling.probe.dials import DIALS, get_dial
from culling.probe.probed import Probed, Setting, Values
from culling.rule import Rule
from culling.synth import damaged_photo
from tests.probe.photos import FOCUS, LIGHT, flat, texture

DEFOCUS = get_dial("defocus")


class Drawn(Probed):
    """Values as a function of the amount, so that the truth is known without any photo."""

    def __init__(self, of: Mapping[float, float] | None = None, **named: float) -> None:
        super().__init__(flat(128, 8))
        self.asked: list[float] = []
        self.bends = dict(of or {})

    def values(self, where: Setting, names: object, photo: object = None) -> Values:
        amount = where[0][1] if where else 0.0
        self.asked.append(amount)
        at = max(bend for bend in self.bends if bend <= amount)
        return {"tenengrad": self.bends[at]}


RULE = Policy("drawn", (Rule("tenengrad", "below", 100.0, maybe=200.0),))


def test_a_growing_blur_flips_once_a_cutoff_right_where_the_measure_passes_it() -> None:
    photo = texture()
    found = curve(Probed(photo), get_dial("gaussian_blur"), FOCUS)
    assert [(flip.was, flip.now, flip.by) for flip in found.flips] == [
        ("keep", "maybe", ("laplacian_variance",)),
        ("maybe", "reject", ("laplacian_variance",)),
    ]
    measure = get_metric("laplacian_variance").measure
    for flip, cutoff in zip(found.flips, (1000.0, 400.0), strict=True):
        before, after = (measure(damaged_photo(photo, "gaussian_blur", at)) for at in (flip.last, flip.amount))
        assert after < cutoff <= before
        assert flip.amount - flip.last == pytest.approx(found.dial.step)
        assert f"laplacian_variance {after:.4g}" in flip.because


def test_points_hold_the_measures_at_every_amount_also_those_asked_for() -> None:
    photo = texture()
    found = curve(Probed(photo), get_dial("noise"), FOCUS, ["contrast"])
    assert tuple(point.amount for point in found.points) == found.dial.grid
    worst = damaged_photo(photo, "add_noise", 45.0)
    assert dict(found.points[-1].values) == {
        name: get_metric(name).measure(worst) for name in ("laplacian_variance", "contrast")
    }
    assert found.undamaged is not None
    assert found.undamaged.values["contrast"] == get_metric("contrast").measure(photo)


def test_exposure_has_flips_on_both_sides_of_none() -> None:
    found = curve(Probed(flat(128)), get_dial("exposure"), LIGHT)
    assert [(flip.was, flip.now) for flip in found.flips_of(0)] == [("keep", "reject")]
    assert [(flip.was, flip.now) for flip in found.flips_of(1)] == [("keep", "reject")]
    dark, bright = found.flips
    assert dark.amount < 0 < bright.amount
    for flip, name in ((dark, "underexpose"), (bright, "overexpose")):
        last, first = (int(damaged_photo(flat(128), name, abs(at)).pixels[0, 0, 0]) for at in (flip.last, flip.amount))
        assert (last >= 60 > first) if flip is dark else (last <= 200 < first)


def test_a_value_at_the_cutoff_is_not_beyond_it() -> None:
    found = curve(Drawn({0.0: 300.0, 1.0: 200.0, 2.0: 100.0}), DEFOCUS, RULE)
    assert [(flip.amount, flip.now) for flip in found.flips] == [(2.0, "maybe")]
    assert curve(Drawn({0.0: 300.0, 1.0: 200.0}), DEFOCUS, RULE).flips == ()


def test_both_cutoffs_between_two_points_of_the_grid_are_two_flips() -> None:
    found = curve(Drawn({0.0: 300.0, 5.35: 150.0, 6.1: 50.0}), DEFOCUS, RULE)
    assert [(flip.last, flip.amount, flip.was, flip.now) for flip in found.flips] == [
        (5.3, 5.35, "keep", "maybe"),
        (6.05, 6.1, "maybe", "reject"),
    ]


def test_a_curve_that_turns_back_has_all_its_flips() -> None:
    found = curve(Drawn({0.0: 300.0, 1.0: 50.0, 2.0: 300.0, 4.0: 50.0}), DEFOCUS, RULE)
    assert [(flip.amount, flip.was, flip.now) for flip in found.flips] == [
        (1.0, "keep", "reject"),
        (2.0, "reject", "keep"),
        (4.0, "keep", "reject"),
    ]
    assert [flip.by for flip in found.flips] == [("tenengrad",)] * 3


def test_where_a_measure_cannot_say_the_verdict_is_unjudged_from_there_on() -> None:
    found = curve(Drawn({0.0: 300.0, 3.0: math.nan}), DEFOCUS, RULE)
    (flip,) = found.flips
    assert (flip.amount, flip.now, flip.because) == (3.0, "unjudged", "tenengrad could not be measured")


def test_a_curve_grows_coarse_before_fine_and_stops_with_its_listener() -> None:
    probed = Drawn({0.0: 300.0, 3.0: 50.0})
    first = list(islice(growing_curve(probed, DEFOCUS, RULE), 4))
    assert probed.asked == [0.0, 10.0, 1.5, 0.5]
    assert [len(one.points) for one in first] == [1, 2, 3, 4]
    assert not any(one.whole or one.flips for one in first)
    every = list(growing_curve(probed, DEFOCUS, RULE))
    assert every[-1].whole
    assert all(before.done < before.of for before in every[:-1])
    assert [one.done for one in every] == sorted(one.done for one in every)


def test_flips_hidden_in_one_gap_are_looked_for_step_by_step() -> None:
    """Two flips between two neighbours of the grid take longer than the grid foretells: also then it can be stopped."""
    probed = Drawn({0.0: 300.0, 4.1: 150.0, 4.8: 50.0})
    measured = []
    for one in growing_curve(probed, DEFOCUS, RULE):
        measured.append(len(probed.asked))
        assert one.done <= one.of
    assert len(one.flips) == 2
    assert max(after - before for before, after in pairwise([0, *measured])) == 1


@pytest.mark.parametrize("dial", DIALS, ids=lambda dial: dial.name)
def test_coarse_to_fine_goes_to_every_amount_once(dial: object) -> None:
    assert isinstance(dial, type(DEFOCUS))
    assert sorted(coarse_to_fine(dial)) == list(dial.grid)


def test_the_same_photo_and_seed_give_the_same_curve() -> None:
    first, second, other = (curve(Probed(texture(), seed), get_dial("shake"), FOCUS) for seed in (1, 1, 2))
    assert first == second
    assert first.points != other.points
