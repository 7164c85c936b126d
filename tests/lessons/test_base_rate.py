"""Recall and keepers lost stay, precision falls with the share of flawed photos: on the sample photos' labels."""

from __future__ import annotations

import math

import numpy as np
import pytest

from culling.labels import Truth
from culling.lessons import base_rate
from culling.lessons.base_rate import (
    CUTOFF,
    LESSON,
    MEASURES,
    at_cutoff,
    first_cutoff,
    labels_of,
    measures_of,
    natural_frequencies,
    precision,
    precision_rate,
    sample_labels,
)
from culling.lessons.measured import sample_photos

BLUR = sample_labels(MEASURES[0])


def percent(share: float) -> int:
    return round(100 * share)


def test_the_claim_holds_on_the_sample_photos():
    many, few = (at_cutoff(BLUR, CUTOFF, share) for share in (0.5, 0.02))
    assert (many.recall, many.keepers_lost) == (few.recall, few.keepers_lost)
    numbers = [many.recall, many.keepers_lost, many.precision, few.precision]
    assert [percent(one.value) for one in numbers] == [97, 6, 94, 26]
    assert LESSON.claim.startswith("A cutoff that finds 97 % of the flawed photos and loses 6 % of the good ones")
    assert LESSON.claim.endswith(
        "94 of 100 rejections where half of the photos are flawed, and in 26 of 100 where 2 % are."
    )


def test_the_answer_is_what_odds_and_likelihood_ratio_give():
    ratio = 9.0  # 90 % precision at one flawed for one good
    assert precision(ratio * 0.1, 0.1, 0.5) == pytest.approx(0.9)
    rare = float(precision(ratio * 0.1, 0.1, 0.02))
    assert rare / (1 - rare) == pytest.approx(2 / 98 * ratio)
    assert LESSON.choices[LESSON.answer] == f"About {percent(rare)} %"


@pytest.mark.parametrize("measure", MEASURES)
def test_precision_falls_with_the_share_of_flawed_photos_for_every_measure(measure):
    labelled = sample_labels(measure)
    flawed, good = labelled.known
    cutoff = float(np.median(np.concatenate([flawed, good])))
    found = [at_cutoff(labelled, cutoff, share).precision.value for share in (0.8, 0.5, 0.2, 0.05, 0.01)]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.5 > found[-1]


def test_at_the_labels_own_share_precision_is_that_of_the_labels():
    found = at_cutoff(BLUR, CUTOFF, BLUR.base_rate)
    assert found.precision.value == pytest.approx(found.counts.precision.value)
    assert found.precision.count == found.counts.tp + found.counts.fp
    assert found.precision.low <= found.counts.precision.low
    assert found.precision.high >= found.counts.precision.value


def test_only_flaws_of_sharpness_stand_against_the_good_ones():
    photos = sample_photos()
    flaws = photos.loc[[*BLUR.truth.paths], "flaw"][~BLUR.truth.keep]
    assert set(flaws) == set(base_rate.FLAWS)
    assert (len(flaws), int(BLUR.truth.keep.sum())) == (29, int((photos["label"] == "keep").sum()))


def test_nobody_rejected_has_no_precision_and_a_photo_without_a_value_is_never_rejected():
    nothing = at_cutoff(BLUR, 0.0, 0.5)
    assert math.isnan(nothing.precision.value)
    assert nothing.of_thousand == {"tp": 0, "fn": 500, "fp": 0, "tn": 500}
    everything = at_cutoff(BLUR, 1e9, 0.02)
    unknown = np.isnan(BLUR.values[BLUR.truth.rows]).sum()
    assert everything.counts.fn + everything.counts.tn == unknown == 1


def test_without_a_lost_keeper_precision_is_1_and_its_interval_says_how_little_that_means():
    found = at_cutoff(BLUR, 100.0, 0.02)
    assert (found.counts.fp, found.precision.value, found.precision.high) == (0, 1.0, 1.0)
    assert found.precision.low < 0.25


@pytest.mark.parametrize("share", [0.005, 0.02, 0.15, 0.5, 0.8])
@pytest.mark.parametrize(("recall", "lost"), [(0.97, 0.06), (0.0, 0.0), (1.0, 1.0), (0.333, 0.001)])
def test_natural_frequencies_add_up_and_say_what_the_rates_say(share, recall, lost):
    cells = natural_frequencies(recall, lost, share)
    assert sum(cells.values()) == 1000
    assert min(cells.values()) >= 0
    assert cells["tp"] == pytest.approx(1000 * share * recall, abs=1)
    assert cells["fp"] == pytest.approx(1000 * (1 - share) * lost, abs=1)


@pytest.mark.parametrize("share", [0.5, 0.05])
def test_the_interval_holds_the_truth_as_often_as_it_says(share):
    rng, recall, lost = np.random.default_rng(0), 0.8, 0.15
    true, held, draws = float(precision(recall, lost, share)), 0, 400
    keep = np.repeat([False, True], [30, 50])
    paths = tuple(map(str, range(80)))
    truth = Truth(paths, np.arange(80), keep, np.ones(80), ("imported",) * 80)
    for _ in range(draws):
        found = precision_rate(truth, rng.random(80) < np.where(keep, lost, recall), share)
        held += found.low <= true <= found.high
    assert held / draws >= 0.95


def test_weights_of_labels_count_in_the_rates():
    table = sample_photos().iloc[:40]
    truth = Truth.of(table, dict(table["label"]))
    heavy = Truth(truth.paths, truth.rows, truth.keep, np.where(truth.rows < 20, 5.0, 1.0), truth.how)
    plain, weighted = (at_cutoff(labels_of(table, one, "blur"), 0.2, 0.5) for one in (truth, heavy))
    assert plain.counts.tp == weighted.counts.tp
    assert plain.recall.value != weighted.recall.value


def test_measures_offered_are_known_of_enough_labels_of_either_kind():
    table = sample_photos().drop(columns="flaw")  # a word here, a measure in the table of a scan
    truth = Truth.of(table, dict(table["label"]))
    offered = measures_of(table, truth)
    assert "blur" in offered
    assert "luminance" not in offered  # no better end, so no side to reject
    assert measures_of(table, truth.where(truth.rows < 12)) == []


def test_a_cutoff_begins_where_the_lesson_or_the_measure_says():
    assert first_cutoff(MEASURES[0]) == CUTOFF
    assert first_cutoff("blur") == 0.35
    assert first_cutoff("subject_cut") is None


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        at_cutoff(BLUR, CUTOFF, share)
