"""The best of many cutoffs looks better than it is: the more tries the more, the more labels the less."""

from __future__ import annotations

import numpy as np
import pytest

from culling.audit.holdout import SHARE
from culling.audit.thermometer import optimism
from culling.judge import apply
from culling.lessons.measured import sample_photos
from culling.lessons.overfitting import (
    DRAWS,
    LESSON,
    MEASURES,
    MOST_CUTOFFS,
    Setting,
    bound,
    draw,
    over_tries,
    rules_tried,
)

ALL = len(MEASURES)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_claim_holds_on_the_sample_photos(seed):
    most, one = Setting(seed=seed), Setting(measures=1, cutoffs=1, seed=seed)
    found, unchosen = draw(most), draw(one)
    assert (most.labels, most.looks, one.looks) == (20, 420, 1)
    assert found.training.mean() == pytest.approx(0.86, abs=0.015)
    assert found.fresh.mean() == pytest.approx(0.70, abs=0.015)
    assert abs(unchosen.optimism) < 0.02
    assert "20 labels, the best of 420 cutoffs agrees with 86 % of them and with 70 %" in LESSON.claim


def test_the_more_tries_the_more_too_good():
    found = over_tries(Setting(), (1, 3, 8, ALL))
    gaps = [one.optimism for one in found]
    assert gaps == sorted(gaps)
    assert gaps[-1] > gaps[0] + 0.04


def test_the_more_labels_the_less_too_good():
    gaps = [draw(Setting(labels=count)).optimism for count in (10, 20, 40, 73)]
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[0] > 0.2 > 0.1 > gaps[-1]


def test_labels_by_coin_teach_nothing_and_the_winner_still_shines():
    found = draw(Setting(by_coin=True))
    assert found.training.mean() > 0.7
    assert found.fresh.mean() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("by_coin", [False, True])
@pytest.mark.parametrize("labels", [10, 20, 40, 73])
def test_the_thermometer_allows_for_all_of_it(labels, by_coin):
    for measures in (1, 5, ALL):
        setting = Setting(labels, measures, by_coin=by_coin)
        found = draw(setting)
        assert 0 < found.optimism < bound(setting, float(found.training.mean()))


def test_the_bound_is_that_of_the_thermometer():
    assert bound(Setting(40, 5, 10), 0.8) == optimism(0.8, 40, 50)


def test_a_winner_agrees_with_as_many_as_counted_one_by_one():
    setting = Setting(labels=15, measures=4, cutoffs=3)
    found = draw(setting, 30)
    photos, rules = sample_photos(), rules_tried(3)
    go = (photos["label"] == "reject").to_numpy()
    for place in range(30):
        rule = rules[found.chosen[place]]
        agreed = apply(rule, photos[rule.metric].to_numpy())[0] == go
        counted = 15 * found.training[place] + (len(go) - 15) * found.fresh[place]
        assert agreed.sum() == pytest.approx(counted)


def test_no_rule_that_was_tried_agrees_with_more_than_the_winner():
    """With every measure tried and one label fewer than needed to be sure, the winner's is the largest share."""
    everything, fewer = over_tries(Setting(labels=30), (ALL, 4), 50)
    assert (everything.training >= fewer.training).all()


def test_cutoffs_need_no_label_and_lie_within_the_values():
    rules = rules_tried(MOST_CUTOFFS)
    assert len(rules) == ALL * MOST_CUTOFFS
    photos = sample_photos()
    assert all(photos[rule.metric].min() <= rule.reject <= photos[rule.metric].max() for rule in rules)
    assert [rule.metric for rule in rules_tried(1)] == list(MEASURES)
    assert rules_tried(1)[0].reject == photos[MEASURES[0]].median()


def test_the_same_setting_is_the_same_draw_and_another_seed_is_another():
    first, again, other = draw(Setting(seed=7)), draw(Setting(seed=7)), draw(Setting(seed=8))
    assert (first.chosen == again.chosen).all()
    assert len(first.chosen) == DRAWS
    assert not np.array_equal(first.training, other.training)


def test_the_lesson_speaks_of_the_lock_that_audit_has():
    assert f"lock {100 * SHARE:.0f} % of the labels" in LESSON.about


@pytest.mark.parametrize(
    "wrong", [{"labels": 4}, {"labels": 81}, {"measures": 0}, {"measures": 99}, {"cutoffs": 21}, {"seed": -1}]
)
def test_a_setting_out_of_range_is_refused(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must"):
        Setting(**wrong)
