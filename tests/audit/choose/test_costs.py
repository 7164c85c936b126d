"""Cost against brute force; its interval and the stretch of equal cutoffs against simulations with a known best."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, norm

from culling.audit.choose.costs import Costs, weigh
from culling.audit.choose.refusal import Refused
from culling.audit.choose.sweep import Steps, Sweep, sweep_policy, sweep_rule
from culling.audit.said import rejected
from culling.judge import Bools, Floats
from culling.labels import Truth
from culling.policy import Policy, Rule
from tests.audit.choose.cost_folders import POLICY, folder, label, label_all

RATIOS = (1.0, 3.0, 20.0)


def _of(sweep: Sweep, truth: Truth, ratio: float) -> Costs:
    found = weigh(Steps.of(sweep, truth), ratio)
    assert isinstance(found, Costs)
    return found


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("weighted", [False, True])
def test_no_cutoff_of_any_photo_costs_less(ratio: float, weighted: bool) -> None:
    chance = np.random.default_rng(5)
    table, keep = folder(chance, 300, digits=2)
    rows = np.sort(chance.choice(300, 120, replace=False))
    truth = label(table, keep, rows, chance.choice([1.0, 4.0], 120) if weighted else None)
    for sweep in (sweep_rule(table, POLICY, "blur", "above"), sweep_policy(table, POLICY)):
        found = _of(sweep, truth, ratio)
        least = min(_cost(rejected(table, sweep.policy(lever)), truth, ratio) for lever in np.unique(sweep.places))
        assert found.cost[found.best] == pytest.approx(least)
        assert _cost(rejected(table, sweep.policy(found.lever)), truth, ratio) == pytest.approx(least)
        assert np.argmin(np.round(found.cost, 9)) == found.best  # the mildest of equal ones
        assert (found.low <= found.cost).all()
        assert (found.cost <= found.high).all()


def _cost(out: Bools, truth: Truth, ratio: float) -> float:
    mine = out[truth.rows]
    each = np.where(truth.keep, ratio * mine, ~mine) * truth.weights
    return float(each.sum() / truth.weights.sum())


def test_of_equal_cutoffs_the_present_one_is_kept() -> None:
    keep = np.array([True, False, True, False])
    table = pd.DataFrame({"blur": [0.1, 0.3, 0.6, 0.9]})
    truth = label_all(table, keep)
    # By a count of hand: at 1 to 1, above 0.75 (one missed) and above 0.2 (one lost) cost the same, all others more.
    for cutoff, stays in ((0.75, True), (0.65, True), (0.2, True), (0.4, False), (0.95, False)):
        sweep = sweep_rule(table, Policy("p", (Rule("blur", "above", cutoff),)), "blur", "above")
        found = weigh(Steps.of(sweep, truth), 1.0, present=sweep.present)
        assert isinstance(found, Costs)
        assert (found.stays is not None) == stays
        assert 4 * found.cost[found.best] == pytest.approx(1)
        if stays:
            assert sweep.policy(found.lever).rules[0].reject == cutoff
        else:
            assert found.best == 1  # the mildest of equal ones


def test_what_the_other_rules_reject_is_paid_at_every_step() -> None:
    table, keep = folder(np.random.default_rng(1), 200)
    truth = label_all(table, keep)
    alone = _of(sweep_rule(table, POLICY.without("luminance"), "blur", "above"), truth, 2.0)
    beside = _of(sweep_rule(table, POLICY, "blur", "above"), truth, 2.0)
    dark = (table["luminance"] < 20).to_numpy()
    assert beside.cost[0] == pytest.approx((2 * (dark & keep).sum() + (~dark & ~keep).sum()) / 200)
    assert alone.cost[0] == pytest.approx((~keep).sum() / 200)


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_cutoff_is_alike_where_an_exact_test_says_so(ratio: float) -> None:
    table, keep = folder(np.random.default_rng(8), 60)
    truth = label_all(table, keep)
    sweep = sweep_rule(table, POLICY.without("luminance"), "blur", "above")
    found = _of(sweep, truth, ratio)
    strict = np.argsort(sweep.places)  # the photos in the order in which the walk rejects them
    for step in range(len(found.steps)):
        between = keep[strict[min(step, found.best) : max(step, found.best)]]
        kept, even = int(between.sum()), 1 / (ratio + 1)
        tail = "greater" if step > found.best else "less"
        p = binomtest(kept, len(between), even, alternative=tail).pvalue if len(between) else 1.0
        assert found.alike[step] == (p > 0.05), (step, p)
    first, last = found.plateau
    assert first < found.lever <= last


def test_weights_that_are_all_the_same_change_nothing() -> None:
    chance = np.random.default_rng(2)
    table, keep = folder(chance, 90)
    sweep = sweep_rule(table, POLICY, "blur", "above")
    plain = _of(sweep, label_all(table, keep), 4.0)
    sevenfold = _of(sweep, label(table, keep, np.arange(90), np.full(90, 7.0)), 4.0)
    for name in ("cost", "low", "high", "alike"):
        assert getattr(plain, name) == pytest.approx(getattr(sevenfold, name))


def _normal_best(ratio: float, rejects: float) -> float:
    """The cutoff with the least expected cost where keepers are N(0.3, 0.13) and rejects N(0.6, 0.13)."""
    cutoffs = np.linspace(0.0, 1.2, 24_001)
    cost = ratio * (1 - rejects) * norm.sf(cutoffs, 0.3, 0.13) + rejects * norm.cdf(cutoffs, 0.6, 0.13)
    return float(cutoffs[cost.argmin()])


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("rejects", [0.1, 0.5])
def test_the_truly_best_cutoff_is_among_those_that_are_alike(ratio: float, rejects: float) -> None:
    chance, best, hits = np.random.default_rng(17), _normal_best(ratio, rejects), 0
    policy, rounds = Policy("p", (Rule("blur", "above", 0.5),)), 100
    for _ in range(rounds):
        keep = chance.random(150) >= rejects
        table = pd.DataFrame({"blur": chance.normal(np.where(keep, 0.3, 0.6), 0.13)})
        found = _of(sweep_rule(table, policy, "blur", "above"), label_all(table, keep), ratio)
        there, alike = found.steps.at(-best), np.flatnonzero(found.alike)
        hits += bool(alike[0] <= there <= alike[-1])
    assert hits / rounds >= 0.94


@pytest.mark.parametrize("ratio", RATIOS)
def test_the_interval_of_the_cost_holds_it(ratio: float) -> None:
    """At a cutoff that was not chosen on the labels, in at least 93 of 100 samples."""
    chance = np.random.default_rng(23)
    table, keep = folder(chance, 20_000)
    sweep = sweep_rule(table, POLICY, "blur", "above")
    real = _cost(sweep.rejected(-0.45), label_all(table, keep), ratio)
    hits, rounds = 0, 200
    for _ in range(rounds):
        found = _of(sweep, label(table, keep, np.sort(chance.choice(20_000, 120, replace=False))), ratio)
        step = found.steps.at(-0.45)
        hits += bool(found.low[step] <= real <= found.high[step])
    assert hits / rounds >= 0.93


def test_it_says_why_nothing_can_be_weighed() -> None:
    table, keep = folder(np.random.default_rng(0), 30)
    sweep = sweep_rule(table, POLICY, "blur", "above")

    def said(truth: Truth, of: Sweep = sweep) -> str:
        found = weigh(Steps.of(of, truth), 5.0, of.name)
        assert isinstance(found, Refused)
        return found.reason

    assert "no labels yet" in said(label(table, keep, np.array([])))
    assert "All labels say keep" in said(label(table, np.ones(30, bool), np.arange(30)))
    assert "All labels say reject" in said(label(table, np.zeros(30, bool), np.arange(30)))
    unknown = table.assign(blur=np.nan)
    assert "Of no labelled photo blur is known" in said(
        label_all(unknown, keep), sweep_rule(unknown, POLICY, "blur", "above")
    )
    assert "no rule" in said(label_all(table, keep), sweep_policy(table, Policy("none")))
    with pytest.raises(ValueError, match="more than 0"):
        weigh(Steps.of(sweep, label_all(table, keep)), 0.0)


def test_photos_of_one_value_change_sides_together() -> None:
    keep = np.array([True, False, False, True, True])
    table = pd.DataFrame({"blur": [0.2, 0.5, 0.5, 0.5, 0.9]})
    sweep = sweep_rule(table, Policy("p", (Rule("blur", "above", 0.6),)), "blur", "above")
    costs: Floats = _of(sweep, label_all(table, keep), 1.0).cost
    assert (5 * costs).round().tolist() == [2, 3, 2, 3]
