"""Whole image against subject on the sample photos: bokeh rejected, exempted; missed focus let through."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from culling.lessons.bokeh import (
    CUTOFFS,
    LESSON,
    SAMPLES,
    SHOWN_FLAWS,
    SUBJECT,
    UNLESS,
    judged,
    policies,
    sample_points,
    softened,
    values_of,
)
from culling.photos import Photo, read_photo
from culling.policy import Policy, Rule
from culling.ui.places import SAMPLE_DATA

ESPRESSO, BOKEH = SAMPLES[0], SAMPLES[4:]
MEASURE = "laplacian_variance"
PLAIN, EXEMPTING = policies(MEASURE, UNLESS)


@cache
def photo(path: str) -> Photo:
    return read_photo(SAMPLE_DATA / path)


@cache
def values(path: str, part: str = "background", radius: float = 0.0, measure: str = MEASURE) -> dict[str, float]:
    return values_of(softened(photo(path), part, radius), measure)  # type: ignore[arg-type]


def verdicts(found: dict[str, float]) -> list[str]:
    return [judged(found, policy)[0] for policy in (PLAIN, EXEMPTING)]


def test_the_claim_a_soft_background_is_rejected_and_exempted():
    assert verdicts(values(ESPRESSO)) == ["keep", "keep"]
    assert verdicts(values(ESPRESSO, "background", 4)) == ["reject", "keep"]
    assert verdicts(values(ESPRESSO, "everything", 4)) == ["reject", "reject"]


@pytest.mark.parametrize("path", BOKEH)
def test_so_is_bokeh_that_was_taken_as_such(path):
    assert verdicts(values(path)) == ["reject", "keep"]
    assert "subject_sharpness" in judged(values(path), EXEMPTING)[1]


@pytest.mark.parametrize("path", SAMPLES)
def test_the_subject_tells_which_part_is_soft(path):
    """Softening the background leaves the subject's number where it was; softening the subject does not."""
    clean = values(path)[SUBJECT]
    assert values(path, "background", 4)[SUBJECT] == pytest.approx(clean, abs=0.02)
    assert values(path, "subject", 4)[SUBJECT] < UNLESS < clean


@pytest.mark.parametrize("measure", CUTOFFS)
def test_every_measure_of_the_whole_image_is_fooled(measure):
    plain, exempting = policies(measure, UNLESS)
    soft = values(ESPRESSO, "background", 4, measure)
    assert judged(values(ESPRESSO, measure=measure), plain)[0] == "keep"
    assert [judged(soft, policy)[0] for policy in (plain, exempting)] == ["reject", "keep"]


def test_the_answer_missed_focus_passes_until_it_has_a_rule_of_its_own():
    missed = values(ESPRESSO, "subject", 4)
    assert missed[MEASURE] > CUTOFFS[MEASURE]
    assert missed[SUBJECT] < UNLESS
    assert judged(missed, EXEMPTING)[0] == "keep"
    own = Policy("own", (*EXEMPTING.rules, Rule(SUBJECT, "below", UNLESS)))
    assert judged(missed, own)[0] == "reject"
    assert LESSON.choices[LESSON.answer].startswith("It is kept")


def test_only_the_named_part_is_softened():
    sharp, mask = photo(ESPRESSO), photo(ESPRESSO).subject
    assert mask is not None
    moved = np.abs(softened(sharp, "subject", 6).pixels.astype(int) - sharp.pixels).mean(axis=2)
    height, width = moved.shape
    rows = np.arange(height) * mask.mask.shape[0] // height
    columns = np.arange(width) * mask.mask.shape[1] // width
    inside = mask.mask[rows][:, columns]
    assert moved[inside < 0.05].max() < 1
    assert moved[inside > 0.8].mean() > 1


def test_nothing_is_softened_by_nothing_or_without_a_subject():
    sharp = photo(ESPRESSO)
    assert softened(sharp, "subject", 0) is sharp
    plain = Photo(np.full((64, 64, 3), 128, np.uint8))
    assert softened(plain, "subject", 4) is plain
    with pytest.raises(ValueError, match="part must be one of background"):
        softened(sharp, "sky", 4)  # type: ignore[arg-type]


def test_sample_photos_beside_it_have_both_numbers():
    found = sample_points()
    assert set(found["flaw"]) == set(SHOWN_FLAWS)
    assert set(CUTOFFS) <= set(found.columns)
    assert found.loc[ESPRESSO, SUBJECT] == pytest.approx(values(ESPRESSO)[SUBJECT], rel=0.01)
