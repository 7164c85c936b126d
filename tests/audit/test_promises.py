"""Promises for one folder: counting is never wrong, whatever the labels; samples are kept too, uneven ones thinned."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from culling.audit.bounds import Guarantee
from culling.audit.promises import by_counting, by_sample, promise
from culling.audit.refusal import Refused
from culling.audit.sweep import sweep_policy, sweep_rule
from culling.policy import Policy, Rule
from tests.audit.cost_folders import POLICY, folder, label, label_all

ONE = Policy("one", (Rule("blur", "above", 0.5),))
BLUR = [0.9, 0.8, 0.8, 0.6, 0.4, 0.3, 0.2]


@pytest.mark.parametrize("share", [0.2, 0.34, 0.5])
def test_counting_holds_for_every_truth_and_no_stricter_cutoff_does(share: float) -> None:
    """All 2⁷ truths of seven photos, of which those on `rows` are labelled, for all choices of four."""
    table = pd.DataFrame({"blur": BLUR})
    sweep = sweep_rule(table, ONE, "blur", "above")
    truths = np.array(list(product([True, False], repeat=7)))
    proposed = 0
    for rows in ([0, 1, 2, 3], [0, 1, 4, 5, 6], [2, 3, 4, 5], [0, 3, 4, 5, 6], range(7)):
        rows = np.array(list(rows))
        for said in product([True, False], repeat=len(rows)):
            keep = np.ones(7, np.bool_)
            keep[rows] = said
            found = by_counting(sweep, label(table, keep, rows), share)
            if found is None:
                continue
            proposed += 1
            possible = truths[(truths[:, rows] == keep[rows]).all(axis=1)]
            assert _worst(sweep.rejected(found.lever), possible) == pytest.approx(found.bound)
            assert found.bound <= share
            stricter = sweep.places[sweep.places >= found.lever]
            if len(stricter):
                assert _worst(sweep.rejected(np.nextafter(stricter.min(), 1)), possible) > share
    assert proposed > 20


def _worst(out: np.ndarray, truths: np.ndarray) -> float:
    """The largest share of keepers lost over truths."""
    keepers = truths.sum(axis=1)
    return float(np.max((truths & out).sum(axis=1)[keepers > 0] / keepers[keepers > 0], initial=0.0))


def test_what_others_reject_counts_and_so_do_photos_that_cannot_be_judged() -> None:
    table = pd.DataFrame({"blur": [0.9, 0.7, 0.1, np.nan, 0.2], "luminance": [100.0, 100.0, 5.0, 100.0, 100.0]})
    keep = np.array([False, True, True, True, True])
    sweep = sweep_rule(table, POLICY, "blur", "above")
    found = by_counting(sweep, label(table, keep, np.array([0, 1, 3, 4])), 0.25)
    assert found is not None
    assert (found.lost, found.unlabelled, found.keepers) == (0, 1, 3)
    assert found.bound == 0.25
    assert by_counting(sweep, label(table, keep, np.array([0, 1, 3, 4])), 0.24) is None


def test_where_everything_is_labelled_it_is_exact() -> None:
    table, keep = folder(np.random.default_rng(3), 120)
    for sweep in (sweep_rule(table, ONE, "blur", "above"), sweep_policy(table, POLICY)):
        found = promise(sweep, label_all(table, keep), 0.1)
        assert isinstance(found, Guarantee)
        assert found.unlabelled == 0
        lost = [sweep.rejected(lever)[keep].mean() for lever in np.unique(sweep.places)]
        assert found.bound == max(share for share in lost if share <= 0.1)


def test_the_stricter_of_both_is_taken() -> None:
    chance = np.random.default_rng(5)
    table, keep = folder(chance, 3000)
    sweep = sweep_rule(table, ONE, "blur", "above")
    few = label(table, keep, np.sort(chance.choice(3000, 300, replace=False)))
    sampled, counted = by_sample(sweep, few, 0.1), by_counting(sweep, few, 0.1)
    assert isinstance(sampled, Guarantee)
    assert counted is None or counted.lever < sampled.lever
    assert promise(sweep, few, 0.1).lever == sampled.lever  # type: ignore[union-attr]
    strict = label(table, keep, np.flatnonzero(table["blur"].to_numpy() > 0.35))
    assert promise(sweep, strict, 0.1).unlabelled == 0  # type: ignore[union-attr]


def test_of_an_uneven_sample_it_says_that_only_part_counts() -> None:
    chance = np.random.default_rng(5)
    table, keep = folder(chance, 3000)
    rows = np.sort(chance.choice(3000, 80, replace=False))
    refused = promise(
        sweep_rule(table, ONE, "blur", "above"), label(table, keep, rows, chance.choice([1.0, 8.0], 80)), 0.05
    )
    assert isinstance(refused, Refused)
    assert f"Only part of your {keep[rows].sum()} labelled keepers" in refused.reason
    assert refused.missing is not None


def test_what_a_stricter_cutoff_lacks_is_told_beside_what_was_counted() -> None:
    table, keep = folder(np.random.default_rng(7), 400)
    sweep = sweep_rule(table, ONE, "blur", "above")
    first = np.argsort(sweep.places)[:10]  # the ten most blurred, and no other photo is labelled
    keep[first] = np.arange(10) == 9
    found = promise(sweep, label(table, keep, np.sort(first)), 0.05)
    assert isinstance(found, Guarantee)
    assert found.unlabelled == 0
    assert "at least 59 labelled keepers" in found.beyond


def test_nothing_to_find_is_no_proposal() -> None:
    table, keep = folder(np.random.default_rng(1), 50)
    sweep = sweep_rule(table, ONE, "blur", "above")
    assert by_counting(sweep, label(table, keep, np.array([])), 0.1) is None
    assert by_counting(sweep, label(table, keep, np.flatnonzero(keep)), 0.1) is None
    assert by_counting(sweep_rule(table.assign(blur=np.nan), ONE, "blur", "above"), label_all(table, keep), 0.1) is None
