"""How much the best of many policies looks better than it is: the bound against simulation, the words, the looks."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from culling.audit.holdout import Lock
from culling.audit.intervals import wilson
from culling.audit.looks import Looks, Opening
from culling.audit.thermometer import numbers, optimism, read
from culling.labels import Truth

LOCK = Lock("salt", locked_at="2026-02-01T00:00:00.000+00:00")


def _truth(keep: np.ndarray[Any, Any], weights: np.ndarray[Any, Any] | None = None) -> Truth:
    paths = tuple(f"{row}.jpg" for row in range(len(keep)))
    even = np.ones(len(keep)) if weights is None else weights
    return Truth(paths, np.arange(len(keep)), np.asarray(keep, np.bool_), even, ("blind",) * len(keep))


@pytest.mark.parametrize("labels", [30, 200])
@pytest.mark.parametrize("true", [0.6, 0.9])
@pytest.mark.parametrize("policies", [2, 14, 60])
def test_the_best_of_equally_good_policies_looks_better_by_no_more_than_the_bound(
    labels: int, true: float, policies: int
) -> None:
    rng = np.random.default_rng(labels * policies)
    best = rng.binomial(labels, true, (2000, policies)).max(axis=1)
    too_good = best.mean() / labels - true
    said = np.mean([optimism(agree / labels, labels, policies) for agree in best])
    assert too_good <= said
    assert said <= 3 * too_good  # and yet it is no empty bound


def test_policies_that_are_alike_look_less_too_good_than_the_bound() -> None:
    """200 cutoffs on one worthless measure: the best by the labels agrees with .5 of the photos, as they all do."""
    rng = np.random.default_rng(5)
    values, keep = rng.random((500, 100)), rng.random((500, 100)) < 0.5
    agree = np.stack([((values > cut) == keep).sum(axis=1) for cut in np.linspace(0, 1, 200)], axis=1)
    best = agree.max(axis=1)
    said = np.mean([optimism(one / 100, 100, 200) for one in best])
    assert 0.03 < best.mean() / 100 - 0.5 < said


def test_one_policy_is_not_too_good() -> None:
    assert optimism(0.8, 60, 1) == 0


def test_the_example_of_the_words() -> None:
    """60 labels, 54 of them agreed with, 14 policies: √(56/64 · 8/64 / 60) · √(2 ln 14) = .0427 · 2.2974."""
    reading = read(14, _truth(np.arange(60) < 54), np.zeros(60, np.bool_))
    assert reading.optimism == pytest.approx(0.0426956 * 2.297414, rel=1e-5)
    assert reading.sentence == (
        "You compared 14 policies with 60 labels: the best of 14 looks better than it is by up to about 10 points, "
        "more than its 95 % interval allows for."
    )
    assert reading.state == "hot"


@pytest.mark.parametrize(
    ("policies", "labels", "state"),
    [(1, 60, "cool"), (2, 60, "warm"), (5, 60, "warm"), (6, 60, "hot"), (14, 300, "warm"), (14, 10_000, "cool")],
)
def test_how_warm_it_is_follows_from_policies_and_labels(policies: int, labels: int, state: str) -> None:
    keep = np.arange(labels) < 0.9 * labels
    assert read(policies, _truth(keep), np.zeros(labels, np.bool_)).state == state


def test_few_looks_at_many_labels_are_said_to_matter_little() -> None:
    keep = np.arange(40_000) < 36_000
    assert read(3, _truth(keep), np.zeros(40_000, np.bool_)).sentence.endswith("by less than a point.")
    assert read(1, _truth(keep[:1]), np.zeros(1, np.bool_)).sentence == (
        "One policy was compared with 1 label: nothing was chosen by them yet."
    )
    assert read(0, _truth(keep), np.zeros(40_000, np.bool_)).sentence.startswith("No policy was compared with 40,000")


def test_the_surviving_interval_is_that_of_bonferroni() -> None:
    rng = np.random.default_rng(3)
    keep, rejected = rng.random(80) < 0.6, rng.random(80) < 0.4
    reading = read(10, _truth(keep), rejected)
    agree = int((rejected != keep).sum())
    z = stats.norm.ppf(1 - 0.005 / 2)
    middle, half = (agree + z * z / 2) / (80 + z * z), z * np.sqrt(agree * (1 - agree / 80) + z * z / 4) / (80 + z * z)
    wide = reading.surviving.agreement
    assert (wide.low, wide.high) == pytest.approx((middle - half, middle + half))
    assert (reading.numbers.agreement.value, reading.numbers.agreement.count) == (agree / 80, 80)


def test_points_that_are_only_warm_and_fewer_that_are_hot_say_why() -> None:
    """By √(2 ln k / 4n): .120 of 24 labels and 2 policies, in an interval of ± .186; .059 of 300 and 8, in ± .056."""
    many = read(2, _truth(np.arange(24) < 12), np.zeros(24, np.bool_))
    fewer = read(8, _truth(np.arange(300) < 150), np.zeros(300, np.bool_))
    assert (many.state, fewer.state) == ("warm", "hot")
    assert many.optimism > fewer.optimism
    assert many.sentence.endswith("up to about 12 points, within its 95 % interval.")
    assert fewer.sentence.endswith("up to about 6 points, more than its 95 % interval allows for.")
    assert "interval" not in read(2, _truth(np.arange(900) < 450), np.zeros(900, np.bool_)).sentence


def test_few_labels_that_stand_for_most_photos_count_as_few() -> None:
    """Ten labels stand for 100 photos each, 90 for one each: what the ten say decides."""
    weights, agrees = np.where(np.arange(100) < 10, 100.0, 1.0), np.arange(100) % 5 > 0
    even, uneven = (read(10, _truth(agrees, of), np.zeros(100, np.bool_)) for of in (None, weights))
    assert 2 * even.optimism < uneven.optimism < 4 * even.optimism


def test_the_surviving_intervals_hold_for_all_policies_at_once() -> None:
    rng = np.random.default_rng(8)
    policies, labels, true = 20, 120, 0.8
    agree = rng.binomial(labels, true, (1500, policies))
    plain, wide = (wilson(agree, labels, 1 - 0.05 / looks) for looks in (1, policies))
    all_hold = [((low <= true) & (true <= high)).all(axis=1).mean() for low, high in (plain, wide)]
    assert all_hold[0] < 0.5
    assert all_hold[1] >= 0.94


def test_numbers_are_weighted_counts() -> None:
    keep = np.array([True, True, False, False])
    rejected = np.array([True, False, True, False])
    told = numbers(_truth(keep, np.array([1.0, 3.0, 2.0, 4.0])), rejected)
    assert [rate.value for rate in (told.agreement, told.precision, told.recall, told.keepers_lost)] == pytest.approx(
        [5 / 10, 2 / 3, 2 / 6, 1 / 4]
    )
    assert [rate.count for rate in (told.agreement, told.precision, told.recall, told.keepers_lost)] == [4, 2, 2, 2]


def test_labels_of_one_kind_leave_numbers_unknown() -> None:
    told = numbers(_truth(np.ones(30, np.bool_)), np.zeros(30, np.bool_))
    assert not told.precision.known
    assert not told.recall.known
    assert told.keepers_lost.value == 0


# -- what was compared -------------------------------------------------------------------------------------------------


def _looks(*rows: tuple[str, str, str, dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["policy_id", "labels", "at", "about"], dtype=object)


def _opening(policy_id: str, at: str, keep: np.ndarray[Any, Any]) -> Opening:
    told = numbers(_truth(keep), np.zeros(len(keep), np.bool_))
    return Opening(at, policy_id, "mine", told, told)


def test_each_policy_counts_once_and_openings_are_those_of_the_present_lock() -> None:
    keep = np.arange(10) < 9
    old, new = _opening("a", "2026-01-15", keep), _opening("b", "2026-02-03", keep)
    looks = Looks.of(
        _looks(
            ("a", "tuning", "2026-01-01", {}),
            ("", "holdout", "2026-01-02", {"event": "locked"}),
            ("a", "holdout", "2026-01-15", old.about),
            ("", "holdout", "2026-01-20", {"event": "unlocked"}),
            ("c", "tuning", "2026-01-21", {}),
            ("", "holdout", "2026-02-01", {"event": "locked"}),
            ("a", "tuning", "2026-02-02", {}),
            ("b", "tuning", "2026-02-02", {}),
            ("b", "holdout", "2026-02-03", new.about),
        ),
        LOCK,
    )
    assert looks.compared == {"a", "b", "c"}
    assert looks.policies == 3
    assert looks.before == {"a", "c"}
    assert looks.openings == (new,)
    assert [what for _, what in looks.events] == ["locked", "opened", "unlocked", "locked", "opened"]
    assert looks.last("b") == new
    assert looks.last("a") is None
    assert [looks.seen_with(name) for name in ("a", "b", "d")] == [3, 3, 4]


def test_an_opening_comes_back_from_the_catalog_as_it_was() -> None:
    """Also a precision that nobody knows, which JSON has no number for."""
    opening = _opening("a", "2026-02-03", np.ones(5, np.bool_))
    told = json.loads(json.dumps(opening.about, allow_nan=False))
    again = Looks.of(_looks(("a", "holdout", "2026-02-03", told)), LOCK).openings[0]
    assert again.holdout.agreement == opening.holdout.agreement
    assert not again.holdout.precision.known


def test_without_a_lock_nothing_is_open() -> None:
    opening = _opening("a", "2026-02-03", np.ones(5, np.bool_))
    looks = Looks.of(_looks(("a", "holdout", "2026-02-03", opening.about), ("a", "tuning", "2026-02-03", {})), None)
    assert (looks.policies, looks.before, looks.openings) == (1, frozenset(), ())
