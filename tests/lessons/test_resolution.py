"""One cutoff at every size: verdicts flip on the sample photos, by as much as the lesson says."""

from __future__ import annotations

import math
from functools import cache

import pandas as pd
import pytest

from culling.lessons.resolution import (
    FOLKLORE,
    LESSON,
    SAMPLES,
    flips,
    measured_at,
    rejected,
    samples_at,
    shares,
    sizes,
)
from culling.lessons.sized import SIZES
from culling.photos import Photo, read_photo
from culling.ui.places import SAMPLE_DATA

MEASURE = "laplacian_variance"


@cache
def photo(path: str) -> Photo:
    return read_photo(SAMPLE_DATA / path)


@pytest.fixture(scope="module")
def samples() -> pd.DataFrame:
    return samples_at(MEASURE)


def counted(samples: pd.DataFrame, cutoff: float) -> dict[tuple[str, int], tuple[int, int]]:
    return {(share.kind, share.size): (share.rejected, share.of) for share in shares(samples, MEASURE, cutoff)}


@pytest.mark.parametrize("path", SAMPLES[:4])
def test_the_claim_one_photo_passes_and_fails_one_cutoff(path):
    values = measured_at(photo(path), MEASURE, sizes(photo(path)))
    turned = {cutoff for cutoff in FOLKLORE if flips(MEASURE, cutoff, values)}
    assert turned, values


def test_a_blurred_photo_made_small_counts_as_sharper_than_a_sharp_one_left_large():
    sharp = measured_at(photo(SAMPLES[0]), MEASURE, (480,))[480]
    blurred = measured_at(photo(SAMPLES[1]), MEASURE, (240,))[240]
    assert blurred > 400 > sharp


def test_the_answer_names_what_the_cutoffs_do_at_each_size(samples):
    at_100, at_400 = counted(samples, 100), counted(samples, 400)
    found = [at_100["blurred", size] for size in (480, 240, 120)]
    assert found == [(26, 29), (6, 29), (1, 29)]
    assert all(at_100["fine", size] == (0, 53) for size in SIZES)
    assert at_400["blurred", 240] == (24, 29)
    assert at_400["fine", 480] == (24, 53)
    told = LESSON.because[LESSON.answer]
    for words in ("29 sample photos", "26 at 480 px, 6 at 240 px and 1 at 120 px", "24 of them", "24 of 53"):
        assert words in told


def test_sizes_end_with_the_photos_own_and_leave_out_what_is_close_to_it():
    assert sizes(photo(SAMPLES[0])) == [120, 160, 240, 320, 480]
    assert sizes(photo(SAMPLES[1])) == [120, 160, 240, 320, 510]


def test_a_verdict_is_that_of_a_rule_and_nan_is_never_rejected():
    assert rejected(MEASURE, 400, 399.9)
    assert not rejected(MEASURE, 400, 400)
    assert rejected("blur", 0.35, 0.36)
    assert not rejected("blur", 0.35, math.nan)
    assert flips("blur", 0.35, {120: math.nan, 160: 0.1, 240: 0.5, 320: math.nan, 480: 0.2}) == [240, 480]
