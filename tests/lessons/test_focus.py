"""What focus measures see on the sample photos: blur, but noise and blocks as well, and nothing in haze."""

from __future__ import annotations

import math
from functools import cache

import pandas as pd
import pytest

from culling.lessons.focus import (
    LESSON,
    MEASURES,
    SAMPLES,
    Dose,
    damaged,
    plain_variance,
    readings,
    responses,
    standing,
)
from culling.lessons.measured import sample_photos
from culling.photos import Photo, read_photo
from culling.ui.places import SAMPLE_DATA

SHARP, BLURRED, HAZE = SAMPLES[:5], SAMPLES[5], SAMPLES[6]
NOISY_BLUR = Dose(defocus=6, noise=25)


@cache
def photo(path: str) -> Photo:
    return read_photo(SAMPLE_DATA / path)


@cache
def said(path: str, dose: Dose) -> dict[str, str]:
    found = responses(photo(path), damaged(photo(path), dose), sample_photos())
    return {response.name: response.said for response in found}


@pytest.mark.parametrize("path", SHARP)
def test_every_measure_of_focus_sees_defocus(path):
    seen = said(path, Dose(defocus=6))
    sees_no_motion = {"motion_blur", "motion_direction_ratio"}
    assert {name for name, what in seen.items() if what == "less sharp"} >= set(MEASURES) - sees_no_motion


@pytest.mark.parametrize("path", SHARP)
def test_motion_takes_detail_along_one_direction(path):
    assert set(said(path, Dose(motion=12)).values()) == {"less sharp"}


@pytest.mark.parametrize("path", SHARP)
def test_the_claim_noise_makes_a_blurred_photo_sharp(path):
    """Also the answer to the question: of its three measures only the network still sees the blur."""
    clean, noisy = readings(photo(path)), readings(damaged(photo(path), NOISY_BLUR))
    assert noisy["laplacian_variance"] > 0.99 * clean["laplacian_variance"]
    assert said(path, NOISY_BLUR)["reblur"] == "sharper"
    assert said(path, NOISY_BLUR)["blur"] == "less sharp"
    assert standing(sample_photos(), noisy)["laplacian_variance"] > 0.9
    assert standing(sample_photos(), noisy)["blur"] < 0.2
    assert LESSON.choices[LESSON.answer].startswith("blur:")


def test_very_strong_jpeg_fools_the_network_too():
    before, after = readings(photo(BLURRED)), readings(damaged(photo(BLURRED), Dose(quality=5.0)))
    assert after["laplacian_variance"] > 5 * before["laplacian_variance"]
    assert before["blur"] > 0.5 > 0.2 > after["blur"]


def test_where_nothing_can_be_in_focus_measures_keep_silent():
    assert all(math.isnan(value) for value in readings(photo(HAZE)).values())
    assert set(said(HAZE, Dose(defocus=3)).values()) == {"cannot say"}
    assert plain_variance(photo(HAZE)) < 5


def test_plain_variance_is_that_of_the_measure_where_it_speaks():
    assert plain_variance(photo(SHARP[0])) == readings(photo(SHARP[0]))["laplacian_variance"]


def test_a_dose_is_given_in_order_and_none_changes_nothing():
    sharp = photo(SHARP[0])
    assert damaged(sharp, Dose()) is sharp
    assert Dose().none
    assert not Dose(noise=1).none
    step = damaged(damaged(sharp, Dose(motion=10)), Dose(noise=5))
    assert (damaged(sharp, Dose(motion=10, noise=5)).pixels == step.pixels).all()


def test_places_among_the_samples_follow_each_measures_direction():
    samples = pd.DataFrame({"laplacian_variance": [1.0, 2.0, 3.0, math.nan], "blur": [0.1, 0.2, 0.3, 0.4]})
    found = standing(samples, {"laplacian_variance": 2.5, "blur": 0.15})
    assert found == {"laplacian_variance": pytest.approx(2 / 3), "blur": 0.75}
    assert math.isnan(standing(samples, {"blur": math.nan})["blur"])
