"""Nested cross-validation: what is said of a photo depends on no mark of its own fold."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from culling.preference.examples import lesson
from culling.preference.features import FEATURES, design
from culling.preference.how_good import auc_of_shoots, beyond_chance, singles, tried
from culling.preference.validated import steps, validate
from tests.preference.made import Made, made


def asked(photos: Made) -> tuple[object, np.ndarray, np.ndarray]:
    return design(photos.table, FEATURES), photos.keep, np.arange(len(photos.table)) % 4


def test_marks_of_a_fold_change_nothing_that_is_said_of_it() -> None:
    photos, keep, fold = asked(made(120))
    before = validate(photos, keep, fold)  # type: ignore[arg-type]
    turned = np.where(fold == 2, ~keep, keep)
    after = validate(photos, turned, fold)  # type: ignore[arg-type]
    np.testing.assert_array_equal(after.probabilities[fold == 2], before.probabilities[fold == 2])
    assert (after.probabilities[fold == 1] != before.probabilities[fold == 1]).all()


def test_every_step_is_counted_and_any_of_them_can_stop_it() -> None:
    photos, keep, fold = asked(made(80))
    seen: list[int] = []
    validate(photos, keep, fold, lambda: seen.append(1))  # type: ignore[arg-type]
    assert len(seen) == steps(4) == 11

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        validate(photos, keep, fold, stop)  # type: ignore[arg-type]


def test_the_account_is_that_of_scikit_learn() -> None:
    photos, keep, fold = asked(made(200))
    found = validate(photos, keep, fold)  # type: ignore[arg-type]
    seen = tried(found.probabilities, keep)
    assert seen.auc.value == pytest.approx(roc_auc_score(keep, found.probabilities))
    assert seen.auc.value > 0.75
    assert seen.brier == pytest.approx(brier_score_loss(keep, found.probabilities))
    assert seen.brier < seen.brier_of_share == pytest.approx(keep.mean() * (1 - keep.mean()))
    assert found.losses.mean() == pytest.approx(log_loss(keep, found.probabilities))
    low = found.probabilities < 0.4
    at = seen.at(0.4)
    assert (at.tp, at.fp) == (np.sum(low & ~keep), np.sum(low & keep))


def test_bins_of_the_reliability_hold_each_photo_once_and_probabilities_mean_what_they_say() -> None:
    rng = np.random.default_rng(4)
    p = rng.uniform(size=3000)
    bins = tried(p, rng.random(3000) < p).reliability()
    assert sum(part.kept.count for part in bins) == 3000
    assert [part.said for part in bins] == sorted(part.said for part in bins)
    assert sum(part.kept.low <= part.said <= part.kept.high for part in bins) >= 8, "ten intervals of 95 %"


def test_single_measures_are_ranked_by_how_well_they_tell_the_marks_apart() -> None:
    photos = made(200)
    found = singles(photos.table, lesson(photos.table, photos.said))
    assert found[0].name == "blur"
    assert found[0].higher_is_worse
    assert found[0].auc.value == pytest.approx(roc_auc_score(~photos.keep, photos.table["blur"]))
    assert "eyes_open" not in [one.name for one in found], "it has a value for too few photos"
    assert "smile" not in [one.name for one in found]


def test_with_each_photo_a_shoot_of_its_own_the_interval_is_delongs_but_for_students_t() -> None:
    rng = np.random.default_rng(6)
    keep = rng.random(300) < 0.4
    seen = tried(np.round(1 / (1 + np.exp(-rng.normal(size=300) - keep)), 1), keep)
    assert auc_of_shoots(seen, np.arange(300)) == pytest.approx((seen.auc.value, seen.auc.low, seen.auc.high), abs=2e-3)


def test_the_interval_over_shoots_holds_the_truth_where_that_over_photos_does_not() -> None:
    rng = np.random.default_rng(7)
    together = np.repeat(np.arange(20), 10)
    held = []
    for _ in range(300):
        of_shoot = rng.normal(size=(2, 20))[:, together]
        keep = of_shoot[0] + rng.normal(size=200) > 0
        p = of_shoot[1] + rng.normal(size=200)  # knows the shoot, and nothing of the mark
        seen = tried(1 / (1 + np.exp(-p)), keep)
        _, low, high = auc_of_shoots(seen, together)
        held.append((low <= 0.5 <= high, seen.auc.low <= 0.5 <= seen.auc.high))
    of_shoots, of_photos = np.mean(held, axis=0)
    assert of_photos < 0.85
    assert 0.93 <= of_shoots <= 0.98


def test_one_shoot_says_nothing_of_others() -> None:
    seen = tried(np.linspace(0.1, 0.9, 10), np.arange(10) % 2 == 0)
    assert auc_of_shoots(seen, np.zeros(10, np.int64))[1:] == (0, 1)


def test_photos_of_one_shoot_count_as_one_observation() -> None:
    rng = np.random.default_rng(5)
    together = np.repeat(np.arange(40), 10)
    draws = [rng.normal(size=40)[together] + rng.normal(size=400) for _ in range(400)]
    found = np.array([beyond_chance(draw, together) for draw in draws])
    assert found[:, 1].mean() == pytest.approx(found[:, 0].std(), rel=0.1)
