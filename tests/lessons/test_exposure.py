"""What clips is lost, what does not comes back; and mean brightness puts good and bad photos into the wrong order."""

from __future__ import annotations

import numpy as np
import pytest

from culling.lessons import exposure
from culling.lessons.exposure import LESSON, bracketed, exposed, lost, readings
from culling.lessons.measured import sample_photos
from culling.overlay.zebra import clipped_places
from culling.photos import Photo, read_photo
from culling.policy import Policy, Rule
from culling.synth import damaged_photo
from culling.ui.places import SAMPLE_DATA

EVS = np.arange(0.25, 4.25, 0.25)


@pytest.fixture(scope="module", params=exposure.SAMPLES)
def photo(request: pytest.FixtureRequest) -> Photo:
    return read_photo(SAMPLE_DATA / request.param)


@pytest.fixture(scope="module")
def lake() -> Photo:
    return read_photo(SAMPLE_DATA / exposure.SAMPLES[0])


@pytest.fixture(scope="module")
def ramp() -> Photo:
    """Every grey level once, in a row."""
    return Photo(np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2))


def test_exposing_is_the_damage_that_synth_knows(lake):
    for ev in (-2.25, 1.5):
        damage = "overexpose" if ev > 0 else "underexpose"
        assert (exposed(lake, ev).pixels == damaged_photo(lake, damage, abs(ev)).pixels).all()
    assert (exposed(lake, 0.0).pixels == lake.pixels).all()


@pytest.mark.parametrize("ev", [-4.25, 4.25, float("nan"), float("inf")])
def test_light_beyond_the_slider_is_refused(lake, ev):
    with pytest.raises(ValueError, match="between -4 and 4"):
        exposed(lake, ev)


def test_the_claim_holds_on_every_photo_of_the_lesson(photo):
    """Two stops up and down: levels up to 137 come back exactly, all above come back as 137."""
    back = bracketed(photo, 2.0).pixels
    assert (back[photo.pixels <= 137] == photo.pixels[photo.pixels <= 137]).all()
    assert (back[photo.pixels > 137] == 137).all()
    found = lost(photo, 2.0)
    off = np.abs(back.astype(int) - photo.pixels).max(axis=2)
    assert (found.wrong, found.most) == (pytest.approx((off > 1).mean()), off.max())
    assert found.wrong > 0.02
    assert found.wrong_elsewhere == 0.0
    assert found.wrong <= found.full


@pytest.mark.parametrize("ev", EVS)
def test_at_any_light_every_level_that_is_not_full_comes_back_and_the_others_become_one(ramp, ev):
    between, back = exposed(ramp, ev).pixels[0, :, 0], bracketed(ramp, ev).pixels[0, :, 0]
    assert (back[between < 255] == ramp.pixels[0, between < 255, 0]).all()
    assert len(set(back[between == 255].tolist())) == 1


def test_the_answer_burnt_to_white_becomes_an_even_grey(lake):
    burnt = (exposed(lake, 2.0).pixels == 255).all(axis=2)
    back = bracketed(lake, 2.0).pixels[burnt]
    assert burnt.mean() > 0.3
    assert np.ptp(lake.pixels[burnt].astype(int)) > 50
    assert np.ptp(back) == 0
    assert 128 < back[0, 0] < 150
    assert LESSON.choices[LESSON.answer] == "An even grey without clouds"


def test_taking_light_away_and_giving_it_back_loses_steps_in_the_shadows_and_no_highlight(photo):
    off = np.abs(bracketed(photo, -2.0).pixels.astype(int) - photo.pixels)
    assert off.max() <= 3
    assert off[photo.pixels >= 250].max(initial=0) <= 2
    assert lost(photo, -2.0).most == off.max()


def test_nothing_is_lost_without_a_change(lake):
    assert lost(lake, 0.0) == exposure.Lost(0.0, 0.0, 0.0, 0)


def test_measures_and_zebra_follow_the_light(lake):
    values = {
        ev: {one.measure: one for one in readings(lake, exposed(lake, ev), Policy.default())} for ev in (-3, 0, 3)
    }
    assert [values[ev]["luminance"].now for ev in (-3, 0, 3)] == sorted(
        values[ev]["luminance"].now for ev in (-3, 0, 3)
    )
    assert values[3]["highlight_clipping"].now > 0.5 > 0.05 > values[0]["highlight_clipping"].now
    assert values[-3]["shadow_clipping"].now > values[0]["shadow_clipping"].now
    assert values[3]["p_overexposed"].now > 0.9 > values[0]["p_overexposed"].now
    assert values[-3]["p_underexposed"].now > 0.9 > values[0]["p_underexposed"].now
    burnt, _ = clipped_places(exposed(lake, 3.0))
    assert burnt.mean() == pytest.approx(values[3]["highlight_clipping"].now)


def test_readings_say_what_the_policy_says(lake):
    policy = Policy("mine", (Rule("luminance", "above", 200.0, maybe=180.0), Rule("contrast", "below", 1.0)))
    found = {one.measure: one for one in readings(lake, exposed(lake, 2.0), policy)}
    assert found["luminance"].before == pytest.approx(147.2, abs=0.1)
    assert (found["luminance"].rules, found["luminance"].said) == ("> 200", "maybe")
    assert found["contrast"].said == "keep"
    assert (found["p_dark"].rules, found["p_dark"].said) == ("", "")
    assert tuple(found) == exposure.MEASURES


def test_mean_brightness_puts_each_pair_into_the_wrong_order():
    photos = sample_photos()
    (night, dark), (day, bright) = exposure.DARK_PAIR, exposure.BRIGHT_PAIR
    assert list(photos.loc[[night, dark, day, bright], "label"]) == ["keep", "reject", "keep", "reject"]
    assert list(photos.loc[[dark, bright], "flaw"]) == ["underexposed", "overexposed"]
    assert photos.loc[night, "luminance"] < photos.loc[dark, "luminance"]
    assert photos.loc[day, "luminance"] > photos.loc[bright, "luminance"]
    assert set(exposure.KEYS) == {night, dark, day, bright}
