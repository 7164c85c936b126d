"""Moving one cutoff: the steps of the walk are what `decide` says, at every lever, for every kind of lever."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from culling.audit.choose.sweep import Steps, Sweep, readable, shifted, sweep_policy, sweep_rule
from culling.audit.said import rejected
from culling.judge import Bools
from culling.labels import Truth
from culling.policy import Policy, Rule, Unless
from tests.audit.choose.cost_folders import POLICY, folder, label

CONDITION = Unless("luminance", "above", 120.0)


def _small(seed: int = 3) -> tuple[pd.DataFrame, Bools, Truth]:
    """Forty photos with ties, missing values and one that cannot be read, 25 of them labelled with weights."""
    chance = np.random.default_rng(seed)
    table, keep = folder(chance, 40, digits=1)
    table.loc[table.index[:4], "blur"] = np.nan
    table["error"] = table["error"].astype(object)
    table.iloc[5, table.columns.get_loc("error")] = "broken"
    rows = np.sort(chance.choice(40, 25, replace=False))
    return table, keep, label(table, keep, rows, chance.choice([1.0, 2.5], 25))


SWEEPS = {
    "above": lambda table: sweep_rule(table, POLICY, "blur", "above"),
    "below": lambda table: sweep_rule(table, POLICY, "luminance", "below"),
    "new": lambda table: sweep_rule(table, POLICY, "luminance", "above"),
    "unless": lambda table: sweep_rule(
        table, POLICY.replace(Rule("blur", "above", 0.5, unless=CONDITION)), "blur", "above"
    ),
    "together": lambda table: sweep_policy(table, POLICY),
}


@pytest.mark.parametrize("kind", SWEEPS)
def test_every_step_counts_what_decide_rejects_there(kind: str) -> None:
    table, _, truth = _small()
    sweep: Sweep = SWEEPS[kind](table)
    steps = Steps.of(sweep, truth)
    assert len(steps) > 5
    for step in range(len(steps)):
        out = rejected(table, sweep.policy(steps.lever(step)))
        assert np.array_equal(out, sweep.rejected(steps.lever(step)))
        mine, keepers, weights = out[truth.rows], truth.keep, truth.weights
        assert steps.lost[step] == (mine & keepers).sum()
        assert steps.missed[step] == (~mine & ~keepers).sum()
        assert steps.lost_weight[step] == pytest.approx(weights[mine & keepers].sum())
        assert steps.missed_weight[step] == pytest.approx(weights[~mine & ~keepers].sum())
        assert steps.lost_square[step] == pytest.approx((weights**2)[mine & keepers].sum())
        assert steps.missed_square[step] == pytest.approx((weights**2)[~mine & ~keepers].sum())
        assert steps.at(steps.lever(step)) == step


@pytest.mark.parametrize("kind", SWEEPS)
def test_the_mildest_lever_rejects_no_photo_by_itself_and_the_ends_bound_the_steps(kind: str) -> None:
    table, _, truth = _small()
    sweep: Sweep = SWEEPS[kind](table)
    steps = Steps.of(sweep, truth)
    assert np.array_equal(sweep.rejected(steps.lever(0)), sweep.always)
    bounds = [steps.between(step) for step in range(len(steps))]
    assert all(first < last for first, last in bounds)
    assert all(one[1] == other[0] for one, other in pairwise(bounds))


def test_the_present_cutoff_is_where_the_lever_stands() -> None:
    table, _, _ = _small()
    for kind, sweep in ((kind, make(table)) for kind, make in SWEEPS.items()):
        assert (sweep.present == sweep.present) is (kind != "new")
        if kind != "new":
            assert np.array_equal(sweep.rejected(sweep.present), rejected(table, sweep.policy(sweep.present)))
            assert sweep.lever(sweep.cutoff(sweep.present)) == sweep.present


def test_a_band_stays_where_it_can_and_is_drawn_where_it_is_asked_for() -> None:
    table, _, _ = _small()
    sweep = sweep_rule(table, POLICY, "blur", "above")
    assert sweep.policy(-0.6).rules_on("blur") == (Rule("blur", "above", 0.6, maybe=0.4),)
    assert sweep.policy(-0.35).rules_on("blur") == (Rule("blur", "above", 0.35),)
    assert sweep.policy_at(-0.6, -0.2).rules_on("blur") == (Rule("blur", "above", 0.6, maybe=0.2),)
    together = sweep_policy(table, POLICY).policy_at(-0.1, 0.1)
    assert set(together.rules) == {
        Rule("blur", "above", 0.55, maybe=0.45),
        Rule("luminance", "below", 18.0, maybe=22.0),
    }


def test_a_shift_moves_every_cutoff_by_a_share_of_itself() -> None:
    moved = shifted(POLICY, 0.1)
    assert set(moved.rules) == {Rule("blur", "above", 0.45, maybe=0.35), Rule("luminance", "below", 22.0)}
    assert shifted(POLICY, 0.0) == POLICY


def test_a_measure_that_the_table_lacks_is_named() -> None:
    table, _, _ = _small()
    with pytest.raises(ValueError, match="laplacian_variance"):
        sweep_rule(table, POLICY, "laplacian_variance", "below")
    with pytest.raises(ValueError, match="no column luminance"):
        sweep_policy(table.drop(columns="luminance"), Policy("p", POLICY.rules))


@pytest.mark.parametrize(
    ("above", "up_to", "expected"),
    [
        (0.0, 1.0, 0.5),
        (0.312, 0.398, 0.35),
        (411.2, 412.9, 412.0),
        (-0.53, -0.52, -0.525),
        (0.1, np.nextafter(0.1, 1), None),
    ],
)
def test_a_cutoff_has_as_few_digits_as_its_stretch_allows(above: float, up_to: float, expected: float | None) -> None:
    found = readable(above, up_to)
    assert above < found <= up_to
    assert expected is None or found == pytest.approx(expected)
