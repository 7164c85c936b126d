"""The promise on lost keepers: exact numbers by enumeration, and kept in simulation, also with ties and weights."""

from __future__ import annotations

import math
from itertools import combinations_with_replacement
from math import comb, factorial, prod

import numpy as np
import pandas as pd
import pytest

from culling.audit.choose.bounds import Guarantee, guarantee, keepers_needed, most_lost
from culling.audit.choose.refusal import Refused
from culling.audit.choose.sweep import Steps, sweep_policy, sweep_rule
from culling.audit.choose.thinning import thinned
from culling.audit.said import rejected
from culling.policy import Policy, Rule
from tests.audit.choose.cost_folders import POLICY, folder, label, label_all

SHARES = (0.01, 0.05, 0.1, 0.25)


def _chance_of_at_most(lost: int, keepers: int, share: float) -> float:
    return sum(comb(keepers, k) * share**k * (1 - share) ** (keepers - k) for k in range(lost + 1))


@pytest.mark.parametrize("share", SHARES)
def test_without_a_lost_keeper_it_needs_ln_delta_over_ln_of_what_is_left(share: float) -> None:
    needed = keepers_needed(share)
    assert needed == math.ceil(math.log(0.05) / math.log(1 - share))
    assert (1 - share) ** needed <= 0.05 < (1 - share) ** (needed - 1)


def test_fifty_nine_keepers_for_five_per_cent_and_a_confidence_that_can_be_set() -> None:
    assert keepers_needed(0.05) == 59
    assert keepers_needed(0.05, confidence=0.99) == 90
    assert keepers_needed(0.05, lost=1) == 93


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("keepers", [0, 1, 10, 59, 130])
def test_as_many_may_be_lost_as_the_binomial_sum_allows(share: float, keepers: int) -> None:
    allowed = [lost for lost in range(keepers) if _chance_of_at_most(lost, keepers, share) <= 0.05]
    assert most_lost(keepers, share) == (max(allowed) if allowed else -1)
    for lost in range(3):
        needed = keepers_needed(share, lost)
        assert most_lost(needed, share) >= lost > most_lost(needed - 1, share)


def test_the_step_is_the_strictest_that_the_exact_bound_allows() -> None:
    chance = np.random.default_rng(4)
    table, keep = folder(chance, 400, digits=2)
    truth = label(table, keep, np.sort(chance.choice(400, 250, replace=False)))
    for sweep in (sweep_rule(table, POLICY, "blur", "above"), sweep_policy(table, POLICY)):
        found = guarantee(Steps.of(sweep, truth), 0.08)
        assert isinstance(found, Guarantee)
        out = rejected(table, sweep.policy(found.lever))[truth.rows]
        assert (out & truth.keep).sum() == found.lost
        assert _chance_of_at_most(found.lost, found.keepers, found.bound) == pytest.approx(0.05)
        assert found.bound <= 0.08
        beyond = rejected(table, sweep.policy(found.steps.lever(found.step + 1)))[truth.rows]
        assert _chance_of_at_most(int((beyond & truth.keep).sum()), found.keepers, 0.08) > 0.05


def test_it_refuses_with_the_number_of_keepers_that_are_missing() -> None:
    table, keep = folder(np.random.default_rng(0), 200)
    sweep = sweep_rule(table, POLICY.without("luminance"), "blur", "above")
    rows = np.flatnonzero(keep)[:12]
    found = guarantee(Steps.of(sweep, label(table, keep, rows)), 0.05)
    assert isinstance(found, Refused)
    assert found.missing == 47
    assert "at least 59 labelled keepers for 5 %; you have 12: label 47 more keepers" in found.reason
    allowed = float(found.reason.split("allow ")[1].split(" %")[0]) / 100
    assert isinstance(guarantee(Steps.of(sweep, label(table, keep, rows)), allowed), Guarantee)
    assert isinstance(guarantee(Steps.of(sweep, label(table, keep, rows)), allowed - 0.001), Refused)


def test_without_labels_it_says_how_many_it_takes_and_one_kind_is_enough() -> None:
    table, keep = folder(np.random.default_rng(0), 200)
    sweep = sweep_rule(table, POLICY.without("luminance"), "blur", "above")
    nothing = guarantee(Steps.of(sweep, label(table, keep, np.array([]))), 0.05)
    assert isinstance(nothing, Refused)
    assert nothing.missing == 59
    only_rejects = guarantee(Steps.of(sweep, label(table, keep, np.flatnonzero(~keep))), 0.05)
    assert isinstance(only_rejects, Refused)
    only_keepers = guarantee(Steps.of(sweep, label(table, keep, np.flatnonzero(keep))), 0.05)
    assert isinstance(only_keepers, Guarantee)


def test_what_the_other_rules_lose_counts_and_can_make_it_hopeless() -> None:
    table, keep = folder(np.random.default_rng(0), 300)
    table["luminance"] = np.where(np.arange(300) % 2, 10.0, 100.0)
    found = guarantee(Steps.of(sweep_rule(table, POLICY, "blur", "above"), label_all(table, keep)), 0.05)
    assert isinstance(found, Refused)
    assert "The other rules alone lose" in found.reason
    assert found.missing is None


def test_a_share_that_is_none_is_turned_down() -> None:
    table, keep = folder(np.random.default_rng(0), 20)
    steps = Steps.of(sweep_rule(table, POLICY, "blur", "above"), label_all(table, keep))
    for share in (0.0, 1.0, math.nan, -0.1):
        with pytest.raises(ValueError, match="between 0 and 1"):
            guarantee(steps, share)


def _exact_violation(values: list[int], of_keepers: int, share: float, confidence: float) -> float:
    """Over all samples of labelled keepers with replacement, how likely the cutoff chosen loses more than `share`.

    Keepers lie on `values`, one each; a sample is as likely as there are orders to draw it in.
    """
    table = pd.DataFrame({"blur": np.array(values, float) / 10})
    everyone = np.ones(len(values), np.bool_)
    sweep = sweep_rule(table, Policy("p", (Rule("blur", "above", 0.5),)), "blur", "above")
    bad = 0.0
    for rows in combinations_with_replacement(range(len(values)), of_keepers):
        orders = factorial(of_keepers) / prod(factorial(rows.count(row)) for row in set(rows))
        drawn = pd.DataFrame({"blur": table["blur"].to_numpy()[list(rows)]})
        own = sweep_rule(drawn, Policy("p", (Rule("blur", "above", 0.5),)), "blur", "above")
        steps = Steps.of(own, label_all(drawn, np.ones(of_keepers, np.bool_)))
        found = guarantee(steps, share, confidence=confidence)
        if isinstance(found, Guarantee):
            last = found.steps.between(found.step)[1]  # the strictest cutoff that the promise covers
            bad += orders * float(sweep.rejected(last)[everyone].mean() > share)
    return bad / len(values) ** of_keepers


@pytest.mark.parametrize("values", [[1, 2, 3, 4], [1, 1, 2, 2], [5, 5, 5, 1], [1, 2, 2, 2]])
@pytest.mark.parametrize("share", [0.2, 0.3, 0.5])
def test_over_all_small_samples_the_promise_is_broken_no_more_often_than_it_says(
    values: list[int], share: float
) -> None:
    assert _exact_violation(values, 5, share, confidence=0.7) <= 0.3


@pytest.mark.parametrize("digits", [6, 1])
@pytest.mark.parametrize("weighted", [False, True])
def test_the_promise_is_kept_in_simulated_folders(digits: int, weighted: bool) -> None:
    """Of 300 samples of labels at most 5 % break it, and chance: 5 % + 2 standard errors is 7.5 %."""
    chance = np.random.default_rng(31)
    table, keep = folder(chance, 4000, digits=digits)
    sweep = sweep_rule(table, POLICY, "blur", "above")
    near = np.abs(table["blur"].to_numpy() - 0.5) < 0.15
    broken = made = 0
    for _ in range(300):
        if weighted:  # photos near the cutoff are three times as likely
            rows = np.sort(np.concatenate([_some(chance, near, 150), _some(chance, ~near, 100)]))
            weights = np.where(near[rows], near.sum() / 150, (~near).sum() / 100)
            truth = thinned(label(table, keep, rows, weights))
        else:
            truth = label(table, keep, np.sort(chance.choice(4000, 200, replace=False)))
        found = guarantee(Steps.of(sweep, truth), 0.1)
        if isinstance(found, Guarantee):
            made += 1
            broken += sweep.rejected(found.steps.between(found.step)[1])[keep].mean() > 0.1
    assert made > 200
    assert broken / 300 <= 0.075


def _some(chance: np.random.Generator, among: np.ndarray, count: int) -> np.ndarray:
    return chance.choice(np.flatnonzero(among), count, replace=False)


def test_thinning_keeps_each_photo_as_often_as_it_stands_for_others_whatever_was_said() -> None:
    chance = np.random.default_rng(6)
    table, keep = folder(chance, 3000)
    weights = chance.choice([1.0, 2.0, 4.0], 3000)
    truth = label(table, keep, np.arange(3000), weights)
    left = thinned(truth)
    rate = [np.isin(np.flatnonzero(weights == weight), left.rows).mean() for weight in (1.0, 2.0, 4.0)]
    assert rate[2] == 1
    assert rate[:2] == pytest.approx([0.25, 0.5], abs=0.05)
    assert thinned(truth).paths == left.paths
    assert thinned(label(table, ~keep, np.arange(3000), weights)).paths == left.paths
    even = label_all(table, keep)
    assert thinned(even) is even
