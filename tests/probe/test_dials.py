"""Dials: each is a damage that `culling.synth` knows, goes from nothing to severe, and says what it does not take."""

from __future__ import annotations

import numpy as np
import pytest

from culling.probe.dials import DIALS, Dial, get_dial
from culling.synth import DAMAGES, damaged_photo
from tests.probe.photos import texture


@pytest.mark.parametrize("dial", DIALS, ids=lambda dial: dial.name)
def test_a_dial_goes_in_whole_steps_from_neutral_outwards(dial: Dial) -> None:
    for arm in dial.arms:
        away = [abs(amount - dial.neutral) for amount in arm]
        assert away == sorted(away)
        assert away[0] > 0
        assert [dial.on_step(amount) for amount in arm] == list(arm)
    assert dial.neutral in dial.grid
    assert (dial.low, dial.high) == (dial.grid[0], dial.grid[-1])


@pytest.mark.parametrize("dial", DIALS, ids=lambda dial: dial.name)
def test_every_amount_is_one_that_the_damage_takes(dial: Dial) -> None:
    photo = texture()
    for amount in (arm[-1] for arm in dial.arms):
        worse = damaged_photo(photo, *dial.damage(amount))
        assert not np.array_equal(worse.pixels, photo.pixels)


def test_all_damages_are_within_reach() -> None:
    assert {name for dial in DIALS for name in dial.done_by} == {damage.name for damage in DAMAGES}


def test_exposure_turns_both_ways() -> None:
    exposure = get_dial("exposure")
    assert exposure.damage(-1.5) == ("underexpose", 1.5)
    assert exposure.damage(2.0) == ("overexpose", 2.0)
    assert exposure.said(-1.0) == "−1 EV"
    assert exposure.said(1.0) == "+1 EV"


def test_jpeg_counts_down_from_not_saved_again() -> None:
    jpeg = get_dial("jpeg")
    assert (jpeg.neutral, jpeg.low) == (100.0, 5.0)
    assert jpeg.damage(50.0) == ("jpeg", 50.0)
    assert jpeg.said(50.0) == "quality 50"


@pytest.mark.parametrize("amount", [-0.1, 11.0, float("nan"), float("inf")])
def test_what_lies_beyond_a_dial_is_refused(amount: float) -> None:
    with pytest.raises(ValueError, match="defocus goes from 0 to 10 px"):
        get_dial("defocus").check(amount)


def test_an_unknown_dial_names_the_choices() -> None:
    with pytest.raises(ValueError, match="no damage is called 'fog'; choose from defocus, gaussian_blur"):
        get_dial("fog")
