"""Promises for one folder: counting is never wrong, whatever the labels; samples are kept too, uneven ones thinned."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from culling.audit.choose.bounds import Guarantee, guarantee
from culling.audit.choose.promises import by_counting, by_sample, promise
from culling.audit.choose.refusal import Refused
from culling.audit.choose.rejected_share import by_share
from culling.audit.choose.sweep import Steps, sweep_policy, sweep_rule
from culling.audit.choose.thinning import thinned
from culling.judge import Bools
from culling.labels import Truth
from culling.labels.collect import collect
from culling.labels.draw import draw_edge
from culling.policy import Policy, Rule
from tests.audit.choose.cost_folders import POLICY, folder, label, label_all

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


def _edge(seed: int, table: pd.DataFrame, keep: Bools, count: int) -> Truth:
    """A sample with more photos near the cutoff, as people are offered one."""
    draw = draw_edge(table, ONE, count, seed)
    rows = np.sort(table.index.get_indexer(pd.Index(list(dict.fromkeys(draw.order)))))
    strata = np.array([draw.strata[path] for path in table.index])
    share = np.bincount(strata) / np.maximum(np.bincount(strata[rows], minlength=strata.max() + 1), 1)
    return label(table, keep, rows, share[strata[rows]])


@pytest.mark.parametrize("digits", [6, 1])
@pytest.mark.parametrize("uneven", [False, True])
def test_the_promise_by_share_is_kept_in_simulated_folders(digits: int, uneven: bool) -> None:
    """Of 200 samples at most 5 % break it, and chance: 5 % + 2 standard errors is 8 %."""
    chance = np.random.default_rng(13)
    table, keep = folder(chance, 1500, rejects=0.15, digits=digits)
    sweep = sweep_rule(table, POLICY, "blur", "above")
    made = broken = 0
    for turn in range(200):
        truth = _edge(turn, table, keep, 90) if uneven else label(table, keep, np.sort(chance.choice(1500, 90, False)))
        found = by_share(sweep, truth, 0.08)
        if isinstance(found, Guarantee):
            made += 1
            broken += sweep.rejected(found.lever)[keep].mean() > 0.08
    assert made > 150
    assert broken / 200 <= 0.08


def _elsewhere(chance: np.random.Generator, seed: int, labelled: float = 1.0) -> tuple[pd.DataFrame, Bools, Truth]:
    """(photos, which are kept, labels): drawn by how close blur is to its cutoff, while luminance will be cut.

    Of the 130 darkest of 3,000 photos, 108 lie near the cutoff of blur and should go; the other 22 are keepers that
    were unlikely to be drawn: far from it or, where not all of the sample is labelled, without any blur.
    """
    blur, luminance = chance.random(3000), chance.random(3000)
    dark = chance.permutation(np.argsort(luminance)[:130])
    blur[dark[:22]] = chance.uniform(0, 0.2, 22) if labelled == 1 else np.nan
    blur[dark[22:]] = chance.uniform(0.7, 0.75, 108)
    keep = ~((blur > 0.7) & (chance.random(3000) < 0.5))
    keep[dark] = np.arange(130) < 22
    index = pd.Index([f"{row:05}.jpg" for row in range(3000)], name="path")
    table = pd.DataFrame({"blur": blur, "luminance": luminance, "error": None}, index=index)
    draw = draw_edge(table, Policy("blurred", (Rule("blur", "above", 0.7),)), 400, seed)
    first = list(dict.fromkeys(draw.order))[: round(400 * labelled)]
    said = [(path, "keep" if keep[table.index.get_loc(path)] else "reject") for path in first]
    history = pd.DataFrame(
        [(path, None, word, "user", "blind", "", 1, False, "", "") for path, word in said],
        columns=["path", "content_hash", "label", "by", "how", "source", "draw", "repeat", "seen", "at"],
        dtype=object,
    )
    return table, keep, collect(table, history, {1: draw})


def test_the_promise_holds_for_a_measure_that_was_not_drawn_by() -> None:
    """Photos of a thinly drawn stratum are rejected before any label of them is: of 60 samples ≤ 5 % + 2 errors."""
    chance = np.random.default_rng(1)
    made = broken = unlabelled = 0
    for turn in range(60):
        table, keep, truth = _elsewhere(chance, turn)
        sweep = sweep_rule(table, Policy("dark", (Rule("luminance", "below", 0.02),)), "luminance", "below")
        found = promise(sweep, truth, 0.007)
        assert truth.sampled
        unlabelled += not truth.keep[table["luminance"].to_numpy()[truth.rows] < 0.04].any()
        made += isinstance(found, Guarantee)
        broken += isinstance(found, Guarantee) and sweep.rejected(found.lever)[keep].sum() / keep.sum() > 0.007
    assert unlabelled > 10  # the case that is meant does occur
    assert made > 50
    assert broken <= 6


def test_nothing_is_promised_by_sample_while_a_kind_that_was_drawn_has_no_label() -> None:
    refused = whole = 0
    for turn in range(12):
        table, _, truth = _elsewhere(np.random.default_rng(turn), turn, labelled=0.25)
        sweep = sweep_rule(table, Policy("dark", (Rule("luminance", "below", 0.02),)), "luminance", "below")
        found = by_sample(sweep, truth, 0.05)
        assert truth.sampled
        if np.isnan(table["blur"].to_numpy()[truth.rows]).any():
            whole += 1
            assert isinstance(found, Guarantee) or "do not allow" in found.reason
        else:
            refused += 1
            assert isinstance(found, Refused)
            assert found.reason.startswith("No label stands for 22 of 3,000 photos yet")
            even = replace(truth, weights=np.ones(len(truth)))  # drawn all alike, as far as the weights can tell
            assert isinstance(by_sample(sweep, even, 0.05), Refused)
    assert min(refused, whole) >= 2


def test_the_bound_by_share_is_made_of_two_exact_ones() -> None:
    chance = np.random.default_rng(21)
    table, keep = folder(chance, 1000, rejects=0.1)
    truth = label(table, keep, np.sort(chance.choice(1000, 100, replace=False)))
    sweep = sweep_rule(table, ONE, "blur", "above")
    found = by_share(sweep, truth, 0.1)
    assert isinstance(found, Guarantee)
    out = sweep.rejected(found.lever)
    labelled, kept = int(out[truth.rows].sum()), int((out[truth.rows] & truth.keep).sum())
    share = beta.ppf(0.96, kept + 1, labelled - kept)
    keepers = 1000 * beta.ppf(0.01, truth.keep.sum(), 100 - truth.keep.sum() + 1)
    most = min(share * out.sum(), kept + out.sum() - labelled)
    assert found.bound == pytest.approx(most / max(keepers, truth.keep.sum()))
    assert found.lost == kept


def test_few_labels_and_uneven_ones_promise_more_by_share_than_by_themselves() -> None:
    chance = np.random.default_rng(5)
    table, keep = folder(chance, 3000, rejects=0.1)
    sweep = sweep_rule(table, ONE, "blur", "above")
    for truth in (label(table, keep, np.sort(chance.choice(3000, 58, False))), _edge(3, table, keep, 100)):
        assert isinstance(guarantee(Steps.of(sweep, thinned(truth)), 0.05), Refused)
        found = promise(sweep, truth, 0.05)
        assert isinstance(found, Guarantee)
        assert found.way == "share"
        assert sweep.rejected(found.lever)[keep].mean() <= 0.05
    unknown = label(table, keep, np.arange(58))
    assert isinstance(by_sample(sweep, replace(unknown, sampled=False), 0.05), Refused)


def test_where_no_cutoff_can_be_promised_it_says_what_would_help() -> None:
    chance = np.random.default_rng(5)
    table, keep = folder(chance, 3000, rejects=0.5)
    sweep = sweep_rule(table, ONE, "blur", "above")
    uneven = promise(
        sweep, label(table, keep, np.sort(chance.choice(3000, 12, False)), chance.choice([1.0, 8.0], 12)), 0.01
    )
    assert isinstance(uneven, Refused)
    assert "These 12 labels do not allow to promise 1 %" in uneven.reason
    even = promise(sweep, label(table, keep, np.sort(chance.choice(3000, 12, False))), 0.01)
    assert isinstance(even, Refused)
    assert "Needs at least 299 labelled keepers for 1 %" in even.reason


def test_what_a_stricter_cutoff_lacks_is_told_beside_what_was_counted() -> None:
    table, keep = folder(np.random.default_rng(7), 400)
    sweep = sweep_rule(table, ONE, "blur", "above")
    first = np.argsort(sweep.places)[:10]  # the ten most blurred, and no other photo is labelled
    keep[first] = np.arange(10) == 9
    found = promise(sweep, replace(label(table, keep, np.sort(first)), sampled=False), 0.05)
    assert isinstance(found, Guarantee)
    assert found.unlabelled == 0
    assert "at least 59 labelled keepers" in found.beyond


def test_nothing_to_find_is_no_proposal() -> None:
    table, keep = folder(np.random.default_rng(1), 50)
    sweep = sweep_rule(table, ONE, "blur", "above")
    assert by_counting(sweep, label(table, keep, np.array([])), 0.1) is None
    assert by_counting(sweep, label(table, keep, np.flatnonzero(keep)), 0.1) is None
    assert by_counting(sweep_rule(table.assign(blur=np.nan), ONE, "blur", "above"), label_all(table, keep), 0.1) is None
