"""Label these next: the allocation against brute force, its gain against simulated labelling, and its weights."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from culling.audit.choose.margin_strata import MarginStrata, margin_strata
from culling.audit.choose.next_labels import GOALS, Goal, draw_next, even_outlook, outlook
from culling.audit.confusion import confusion
from culling.audit.said import rejected
from culling.judge import Bools
from culling.labels import Draw, Label, Truth
from culling.labels.collect import collect
from culling.labels.draw import EXCLUDED
from culling.policy import Policy, Rule
from tests.audit.choose.cost_folders import POLICY, folder, label, label_all

ONE = Policy("one", (Rule("blur", "above", 0.5),))


def _strata(sizes: list[int], labelled: list[int], rejects: list[int], out: list[bool]) -> MarginStrata:
    """Made up: codes in the order of the strata, the first photos of each labelled."""
    codes = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(codes)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    taken = place < np.repeat(labelled, sizes)
    whole = [np.array(part, np.int64) for part in (sizes, labelled, rejects)]
    return MarginStrata(codes, np.array(out), *whole, taken, whole[0] - whole[1], "id")


def _variance(strata: MarginStrata, goal: Goal, added: tuple[int, ...]) -> float:
    """Of the stratified estimate of the rate, linearised, straight from the textbook (Cochran 1977, 5.3 and 6.5)."""
    share = (strata.rejects + 0.5) / (strata.labelled + 1)
    rejects, keepers = strata.sizes * share, strata.sizes * (1 - share)
    if goal == "precision":
        rate, weight = rejects[strata.rejected].sum() / strata.sizes[strata.rejected].sum(), strata.rejected * 1.0
    else:
        counted = rejects if goal == "recall" else keepers
        rate = counted[strata.rejected].sum() / counted.sum()
        weight = np.where(strata.rejected, 1 - rate, rate)
    yes, no = strata.rejects + 0.5, strata.labelled - strata.rejects + 0.5
    expected = yes * no / ((yes + no) * (yes + no + 1))
    labels = strata.labelled + np.array(added)
    return float((strata.sizes**2 * weight**2 * expected * (1 / labels - 1 / strata.sizes)).sum())


@pytest.mark.parametrize("goal", GOALS)
@pytest.mark.parametrize("count", [1, 7, 12])
def test_no_other_allocation_has_less_expected_variance(goal: Goal, count: int) -> None:
    strata = _strata([9, 40, 200, 30], [3, 5, 6, 4], [2, 3, 1, 0], [True, True, False, False])
    found = outlook(strata, goal, count)
    assert found.count == count
    assert (found.added <= strata.open).all()
    choices = (added for added in product(range(count + 1), repeat=4) if sum(added) == count)
    possible = [added for added in choices if (np.array(added) <= strata.open).all()]
    least = min(_variance(strata, goal, added) for added in possible)
    assert _variance(strata, goal, tuple(found.added.tolist())) == pytest.approx(least)


def test_every_stratum_gets_its_first_labels_before_any_gets_more() -> None:
    strata = _strata([50, 100, 400], [0, 1, 0], [0, 0, 0], [True, False, False])
    assert (strata.labelled + outlook(strata, "precision", 30).added).min() >= 3
    assert outlook(strata, "precision", 30).added[0] == 30 - 2 - 3
    assert outlook(strata, "precision", 4).count == 4
    assert outlook(strata, "precision", 10_000).added.tolist() == [50, 99, 400]


def test_strata_are_whole_sides_nearest_first_and_hold_every_readable_photo() -> None:
    chance = np.random.default_rng(2)
    table, keep = folder(chance, 600)
    table["error"] = table["error"].astype(object)
    table.iloc[3, table.columns.get_loc("error")] = "broken"
    table.iloc[4:9, table.columns.get_indexer(["blur", "luminance"])] = np.nan
    truth = label(table, keep, np.sort(chance.choice(np.arange(10, 600), 80, replace=False)))
    strata = margin_strata(table, POLICY, truth)
    assert strata.codes[3] == -1
    assert set(strata.codes[4:9]) == {len(strata.sizes) - 1}
    out = rejected(table, POLICY)
    assert np.array_equal(strata.rejected[strata.codes[10:]], out[10:])
    assert strata.sizes.sum() == 599
    assert strata.labelled.sum() == 80
    assert strata.rejects.sum() == (~truth.keep).sum()
    assert (strata.open == strata.sizes - strata.labelled).all()
    blur = np.abs(table["blur"].to_numpy() - 0.5)
    own = margin_strata(table, ONE, truth)
    nearest = [blur[own.codes == code].max() for code in np.flatnonzero(own.rejected)]
    assert nearest == sorted(nearest)


def test_few_photos_make_few_strata_and_none_makes_none() -> None:
    table, keep = folder(np.random.default_rng(2), 12)
    assert len(margin_strata(table, ONE, label_all(table, keep)).sizes) == 2
    empty = margin_strata(table.iloc[:0], ONE, label(table, keep, np.array([])))
    assert len(empty.sizes) == 0
    nobody = margin_strata(table, Policy("p", (Rule("blur", "above", 1.0),)), label_all(table, keep))
    assert nobody.rejected.tolist() == [False]
    assert np.isnan(outlook(nobody, "precision", 3).now.value)


def _labelled(table: pd.DataFrame, keep: Bools, draw: Draw, number: int) -> list[Label]:
    paths = dict.fromkeys(draw.order)
    return [
        Label(path, "keep" if keep[table.index.get_loc(path)] else "reject", how="blind", draw=number) for path in paths
    ]


def _collected(table: pd.DataFrame, labels: list[Label], draws: dict[int, Draw]) -> Truth:
    rows = [{**one.row, "content_hash": one.path, "at": str(place)} for place, one in enumerate(labels)]
    return collect(table, pd.DataFrame(rows), draws)


def test_the_draw_takes_what_was_allotted_and_weights_follow_from_it() -> None:
    chance = np.random.default_rng(9)
    table, keep = folder(chance, 800)
    nothing = label(table, keep, np.array([]))
    found = outlook(margin_strata(table, ONE, nothing), "precision", 120)
    draw = draw_next(table, found, seed=4)
    assert (draw.method, draw.policy_id) == ("next", ONE.policy_id)
    drawn = table.index.get_indexer(pd.Index(list(dict.fromkeys(draw.order))))
    assert np.bincount(found.strata.codes[drawn], minlength=len(found.added)).tolist() == found.added.tolist()
    truth = _collected(table, _labelled(table, keep, draw, 1), {1: draw})
    assert truth.sampled
    own = found.strata.codes[truth.rows]
    assert truth.weights == pytest.approx((found.strata.sizes / np.maximum(found.added, 1))[own])
    assert truth.weights.sum() == pytest.approx(800)


def test_what_was_labelled_is_not_drawn_again() -> None:
    table, keep = folder(np.random.default_rng(9), 300)
    before = label(table, keep, np.arange(0, 300, 3))
    draw = draw_next(table, outlook(margin_strata(table, ONE, before), "recall", 50))
    assert not set(draw.order) & set(before.paths)
    assert set(draw.about[EXCLUDED]) == set(before.paths)


@pytest.mark.parametrize(("goal", "at_least"), [("precision", 1.4), ("recall", 1.15), ("keepers_lost", 1.4)])
def test_it_beats_as_many_photos_drawn_all_alike(goal: Goal, at_least: float) -> None:
    """Spread of the estimate after 60 labels at random and 100 more of each kind, and the width that was told."""
    chance = np.random.default_rng(41)
    table, keep = folder(chance, 2500, rejects=0.2)
    out = rejected(table, ONE)
    errors: dict[str, list[float]] = {"next": [], "even": []}
    told = []
    real = getattr(confusion(label_all(table, keep), out), goal).value
    for _ in range(60):
        first = np.sort(chance.choice(2500, 60, replace=False))
        strata = margin_strata(table, ONE, label(table, keep, first))
        found = outlook(strata, goal, 100)
        told.append(found.then.high - found.then.low)
        own = [chance.choice(_open(strata, code), more, replace=False) for code, more in enumerate(found.added)]
        rows = np.sort(np.concatenate([first, *own]))
        counts = np.bincount(strata.codes[rows], minlength=len(strata.sizes))
        weights = (strata.sizes / np.maximum(counts, 1))[strata.codes[rows]]
        rest = np.setdiff1d(np.arange(2500), first)
        even = np.sort(np.concatenate([first, chance.choice(rest, 100, replace=False)]))
        for name, truth in (("next", label(table, keep, rows, weights)), ("even", label(table, keep, even))):
            errors[name].append(getattr(confusion(truth, out), goal).value - real)
    spread = {name: float(np.sqrt(np.mean(np.square(found)))) for name, found in errors.items()}
    assert spread["even"] / spread["next"] > at_least
    assert np.mean(told) == pytest.approx(2 * 1.96 * spread["next"], rel=0.35)


def _open(strata: MarginStrata, code: int) -> np.ndarray:
    return np.flatnonzero((strata.codes == code) & ~strata.taken)


@pytest.mark.parametrize("goal", GOALS)
def test_the_interval_is_told_to_shrink_and_more_so_than_with_an_even_draw(goal: Goal) -> None:
    chance = np.random.default_rng(3)
    table, keep = folder(chance, 1500)
    strata = margin_strata(table, ONE, label(table, keep, np.sort(chance.choice(1500, 90, replace=False))))
    widths = [outlook(strata, goal, count).then for count in (20, 80, 300)]
    even = even_outlook(strata, goal, 80).then
    found = [one.high - one.low for one in (outlook(strata, goal, 20).now, *widths)]
    assert found == sorted(found, reverse=True)
    assert widths[1].high - widths[1].low <= even.high - even.low + 1e-9


def test_nothing_to_ask_for_is_turned_down() -> None:
    strata = _strata([9, 40], [3, 5], [2, 3], [True, False])
    with pytest.raises(ValueError, match="at least 1"):
        outlook(strata, "recall", 0)
    with pytest.raises(ValueError, match="precision, recall, keepers_lost"):
        outlook(strata, "luck", 3)  # type: ignore[arg-type]
    everything = _strata([4, 4], [4, 4], [2, 2], [True, False])
    table, _ = folder(np.random.default_rng(0), 8)
    with pytest.raises(ValueError, match=r"sample has at least 1 photo|no photo is left"):
        draw_next(table, outlook(everything, "recall", 5))


def test_it_says_when_no_label_is_left_that_matters() -> None:
    done = _strata([6, 40, 200], [6, 5, 6], [4, 3, 1], [True, False, False])
    assert not outlook(done, "precision", 20).helps
    assert not outlook(done, "precision", 10_000).helps
    assert outlook(done, "recall", 20).helps
