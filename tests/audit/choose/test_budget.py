"""A plan for so many photos: the band is the widest that fits, and what goes wrong is what the labels count."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from culling.audit.choose.bounds import Guarantee, guarantee
from culling.audit.choose.budget import Plan, nearest, plan_review
from culling.audit.choose.refusal import Refused
from culling.audit.choose.sweep import Steps, Sweep, sweep_policy, sweep_rule
from culling.audit.said import decide_alone
from culling.decide import decide
from culling.judge import Bools
from culling.labels import Truth
from culling.policy import Policy, Rule
from tests.audit.choose.cost_folders import POLICY, folder, label

ALONE = Policy("alone", POLICY.rules_on("blur"))


def _folder(digits: int = 2) -> tuple[pd.DataFrame, Bools, Truth]:
    chance = np.random.default_rng(12)
    table, keep = folder(chance, 500, digits=digits)
    table["mark"] = None
    table.loc[table.index[:25], "mark"] = "keep"
    return table, keep, label(table, keep, np.sort(chance.choice(500, 220, replace=False)))


def _plan(table: pd.DataFrame, sweep: Sweep, truth: Truth, photos: int) -> Plan | Refused:
    promise = guarantee(Steps.of(sweep, truth), 0.1)
    assert isinstance(promise, Guarantee)
    return plan_review(table, sweep, truth, photos, promise)


def _to_review(table: pd.DataFrame, policy: Policy) -> int:
    said = decide(table, policy)
    return int(((said["verdict"] == "maybe") & (said["source"] == "policy")).sum())


@pytest.mark.parametrize("photos", [1, 10, 60, 200, 499])
@pytest.mark.parametrize("together", [False, True])
def test_the_band_is_the_widest_that_fits(photos: int, together: bool) -> None:
    table, _, truth = _folder()
    sweep = sweep_policy(table, ALONE) if together else sweep_rule(table, ALONE, "blur", "above")
    plan = _plan(table, sweep, truth, photos)
    assert isinstance(plan, Plan)
    assert plan.review == _to_review(table, plan.policy) <= photos
    wider = np.unique(sweep.places[sweep.places > plan.end])
    if len(wider) > 1:  # one value further, and there would be too many
        assert _to_review(table, sweep.policy_at(plan.promise.lever, float(wider[1]) + 1e-6)) > photos
    assert np.array_equal(
        (decide_alone(table, plan.policy)["verdict"] == "reject").to_numpy(), sweep.rejected(plan.promise.lever)
    )


def test_what_is_left_to_go_wrong_is_what_the_labels_say_of_the_rest() -> None:
    table, keep, truth = _folder()
    plan = _plan(table, sweep_rule(table, ALONE, "blur", "above"), truth, 60)
    assert isinstance(plan, Plan)
    said = decide_alone(table, plan.policy)["verdict"].astype(str).to_numpy()[truth.rows]
    lost = (said == "reject") & keep[truth.rows]
    missed = (said == "keep") & ~keep[truth.rows]
    assert plan.lost.value == pytest.approx(lost.mean())
    assert plan.missed.value == pytest.approx(missed.mean())
    assert plan.wrong.value == pytest.approx((lost | missed).mean())
    assert plan.wrong.low < plan.wrong.value < plan.wrong.high
    assert plan.photos == 500


def test_more_review_leaves_less_to_go_wrong_and_loses_no_more_keepers() -> None:
    table, _, truth = _folder()
    sweep = sweep_rule(table, ALONE, "blur", "above")
    plans = [_plan(table, sweep, truth, photos) for photos in (5, 50, 150, 300)]
    assert all(isinstance(plan, Plan) for plan in plans)
    missed = [plan.missed.value for plan in plans if isinstance(plan, Plan)]
    assert missed == sorted(missed, reverse=True)
    assert missed[0] > missed[-1]
    assert len({plan.lost.value for plan in plans if isinstance(plan, Plan)}) == 1


def test_photos_in_doubt_by_other_rules_count_and_may_be_too_many() -> None:
    table, _, truth = _folder()
    policy = ALONE.replace(Rule("luminance", "below", 20.0, maybe=90.0))
    sweep = sweep_rule(table, policy, "blur", "above")
    found = _plan(table, sweep, truth, 20)
    assert isinstance(found, Refused)
    assert "maybe already" in found.reason
    fits = _plan(table, sweep, truth, 300)
    assert isinstance(fits, Plan)
    assert fits.band < fits.review == _to_review(table, fits.policy) <= 300


def test_a_budget_that_no_further_photo_fits_into_makes_no_band() -> None:
    table, _, truth = _folder(digits=1)  # dozens of photos share each value
    plan = _plan(table, sweep_rule(table, ALONE, "blur", "above"), truth, 1)
    assert isinstance(plan, Plan)
    assert (plan.band, plan.end) == (0, plan.promise.lever)
    assert [rule.maybe for rule in plan.policy.rules] == [None]


def test_the_guard_s_photos_are_part_of_the_budget() -> None:
    table, _, truth = _folder()
    table["group"] = np.arange(500) // 2
    sweep = sweep_rule(table, ALONE.guarding(), "blur", "above")
    plan = _plan(table, sweep, truth, 120)
    assert isinstance(plan, Plan)
    assert plan.review > plan.band
    assert plan.review == _to_review(table, plan.policy) <= 120


def test_the_nearest_photos_are_those_with_the_smallest_margin_and_no_mark() -> None:
    table, _, _ = _folder(digits=6)
    margin = decide(table, POLICY)["margin"].abs()[table["mark"].isna()]
    assert nearest(table, POLICY, 30) == margin.sort_values(kind="stable").index[:30].tolist()


def test_a_budget_of_nothing_is_turned_down() -> None:
    table, _, truth = _folder()
    with pytest.raises(ValueError, match="1 photo at least"):
        _plan(table, sweep_rule(table, ALONE, "blur", "above"), truth, 0)
