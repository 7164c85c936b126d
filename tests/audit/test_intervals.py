"""Intervals against scipy, exact coverage, and samples drawn near the edge; weights against enumerated samples."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import binom, binomtest

from culling.audit.design import Design, student
from culling.audit.intervals import Rate, clopper_pearson, weighted_rate, wilson
from tests.audit.edge_samples import FEW_REJECTED, FULL, PARTLY, samples

PAIRS = [(0, 1), (1, 1), (0, 20), (3, 20), (20, 20), (50, 104), (999, 1000), (1, 10_000)]


@pytest.mark.parametrize(("hits", "count"), PAIRS)
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_both_intervals_are_those_of_scipy(hits: int, count: int, confidence: float) -> None:
    test = binomtest(hits, count)
    for found, method in ((wilson, "wilson"), (clopper_pearson, "exact")):
        low, high = found(hits, count, confidence)
        expected = test.proportion_ci(confidence, method)
        assert (float(low), float(high)) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_one_sided_bounds_put_all_the_doubt_on_their_side() -> None:
    for hits, count in PAIRS:
        low, high = clopper_pearson(hits, count, 0.95, "high")
        assert (low, high) == (0, pytest.approx(binomtest(hits, count, alternative="less").proportion_ci(0.95).high))
        low, high = clopper_pearson(hits, count, 0.95, "low")
        assert (low, high) == (pytest.approx(binomtest(hits, count, alternative="greater").proportion_ci(0.95).low), 1)


def test_no_lost_keeper_in_59_is_what_a_five_percent_bound_takes() -> None:
    assert clopper_pearson(0, [58, 59], sides="high")[1] == pytest.approx([0.0503, 0.0495], abs=1e-4)


def test_arrays_are_taken_element_by_element_and_nothing_counted_says_nothing() -> None:
    for found in (wilson, clopper_pearson):
        low, high = found([0, 2, 5], [0, 4, 5])
        assert (low[0], high[0]) == (0, 1)
        assert (low[1], high[1]) == tuple(float(end) for end in found(2, 4))
        assert high[2] == 1


@pytest.mark.parametrize("given", [(-1, 5, 0.95), (6, 5, 0.95), (1, 5, 0.0), (1, 5, 1.0), (0, -1, 0.95)])
def test_what_cannot_be_counted_is_refused(given: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="must lie between"):
        wilson(*given)


@pytest.mark.parametrize("count", [10, 30, 100, 400])
def test_wilson_holds_the_truth_as_often_as_it_says_on_average_and_clopper_pearson_always(count: int) -> None:
    rates = np.linspace(0.01, 0.99, 197)[:, None]
    hits = np.arange(count + 1)
    chances = binom.pmf(hits, count, rates)
    held = [((low <= rates) & (rates <= high)) for low, high in (wilson(hits, count), clopper_pearson(hits, count))]
    covered = [(chances * inside).sum(1) for inside in held]
    assert 0.94 < covered[0].mean() < 0.96
    assert covered[0].min() > 0.83
    assert covered[1].min() >= 0.95


def test_a_rate_in_words() -> None:
    assert Rate(0.82, 0.741, 0.883, 100).text == "82 % (74–88)"
    assert Rate(0.004, 0.002, 0.0083, 9000).text == "0.4 % (0.2–0.8)"
    assert Rate(math.nan, 0, 1, 0).text == "not known"


# -- weights ----------------------------------------------------------------------------------------------------------


def test_equal_weights_give_wilson_whatever_they_are() -> None:
    hits, among = np.arange(50) % 3 == 0, np.arange(50) % 2 == 0
    low, high = wilson(9, 25)
    for weight in (1.0, 37.5):
        found = weighted_rate(hits, among, np.full(50, weight))
        assert (found.value, found.low, found.high) == pytest.approx((9 / 25, float(low), float(high)))
        assert found.count == 25
    assert weighted_rate(hits, np.zeros(50, bool), np.ones(50)).text == "not known"


def test_scaled_weights_change_nothing() -> None:
    rng = np.random.default_rng(1)
    hits, among, weights = rng.random(90) < 0.4, rng.random(90) < 0.7, rng.choice([1.5, 8.0, 20.0], 90)
    found, scaled = (weighted_rate(hits, among, factor * weights) for factor in (1.0, 3.0))
    assert (found.value, found.low, found.high) == pytest.approx((scaled.value, scaled.low, scaled.high))
    assert found.value == pytest.approx(np.average(hits[among], weights=weights[among]))


def test_over_all_samples_that_could_be_drawn_estimate_and_variance_are_right() -> None:
    """Every sample of 2 of 4 and 3 of 6 photos, enumerated."""
    go = np.array([1, 0, 1, 1, 0, 0, 0, 1, 0, 0], bool)
    strata = np.array([0] * 4 + [1] * 6)
    values, variances = [], []
    for first in combinations(range(4), 2):
        for second in combinations(range(4, 10), 3):
            drawn = np.array([*first, *second])
            weights = np.where(strata[drawn] == 0, 4 / 2, 6 / 3 + 1e-9)  # else one weight, and so one stratum
            values.append(weighted_rate(go[drawn], np.ones(5, bool), weights).value)
            variances.append(Design.of(weights).variance(weights * go[drawn] / 10)[0])
    assert np.mean(values) == pytest.approx(0.4)
    first_spread, second_spread = 0.4**2 * go[:4].var(ddof=1) / 2, 0.6**2 * go[4:].var(ddof=1) / 3
    around = first_spread * (2 - 1) / 2 + second_spread * (3 - 1) / 3  # of sums of squares that are divided by n
    one_more = 2 * (2 / 10) ** 2 * 0.4  # in each stratum a label of weight 2, which is a hit in 4 of 10
    assert np.mean(variances) == pytest.approx(around + one_more)


def test_degrees_of_freedom_are_those_of_the_stratum_that_decides() -> None:
    rng = np.random.default_rng(2)
    light, heavy = 400, 6
    weights = np.repeat([1.0, 200.0], [light, heavy])
    freedom = Design.of(weights).variance(weights * rng.normal(size=light + heavy))[1]
    assert heavy <= freedom < heavy + 1
    alike = Design.of(np.repeat([1.0, 1.0001], [50, 50])).variance(np.tile([1.0, -1.0], 50))[1]
    assert alike == pytest.approx(100, rel=1e-3)
    assert float(student(5, 0.95)) == pytest.approx(2.570582, abs=1e-6)  # as tables of Student's t have it
    assert float(student(1e9, 0.99)) == pytest.approx(2.575829, abs=1e-6)


def test_two_labels_that_say_the_same_do_not_show_that_all_their_photos_are_alike() -> None:
    """What a stratum of few labels hides would count for half of the folder."""
    hits = np.array([True, False] * 50 + [True, True])
    weights = np.repeat([1.0, 50.0], [100, 2])
    found = weighted_rate(hits, np.ones(102, bool), weights)
    assert found.value == 0.75
    assert found.low < 0.4  # 0.25 + half of what the 50 labels allow, were the stratum taken for all alike: 0.72


def test_a_photo_drawn_with_certainty_counts_for_itself_alone() -> None:
    hits = np.array([True] * 20 + [False] * 20)
    found = weighted_rate(hits, np.ones(40, bool), np.where(hits, 1.0, 50.0))
    assert found.value == pytest.approx(20 / 1020)
    assert found.high < 0.2


def test_all_or_none_is_as_sure_as_kish_s_count() -> None:
    weights = np.array([1.0] * 30 + [9.0] * 10)
    kish = weights.sum() ** 2 / (weights**2).sum()
    found = weighted_rate(np.ones(40, bool), np.ones(40, bool), weights)
    assert (found.value, found.low) == (1, pytest.approx(float(wilson(kish, kish)[0])))
    none = weighted_rate(np.zeros(40, bool), np.ones(40, bool), weights)
    assert (none.value, none.high) == (0, pytest.approx(1 - found.low))


def test_weights_that_no_two_labels_share_make_no_strata() -> None:
    rng = np.random.default_rng(5)
    hits, weights = rng.random(60) < 0.5, 1 + rng.random(60)
    found = weighted_rate(hits, np.ones(60, bool), weights)
    spread = found.value * (1 - found.value)
    variance = (weights**2 * ((hits - found.value) ** 2 + spread / 60)).sum() / weights.sum() ** 2
    effective = spread / variance * (1.959964 / 2.000298) ** 2  # t with 60 degrees of freedom
    low, high = wilson(found.value * effective, effective)
    assert (found.low, found.high) == pytest.approx((float(low), float(high)))


Population = tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]


def _edge(rng: np.random.Generator, rate: float, of: str) -> Population:
    """(hits, among, stratum) of 5,000 photos: three strata by how near to the cutoff a photo lies."""
    margin = rng.normal(0.3, 1.0, 5000)
    if of == "agreement":
        chance = 1 / (1 + np.exp(-(np.abs(margin) * 1.5 + _shift(np.abs(margin) * 1.5, rate))))
        return rng.random(5000) < chance, np.ones(5000, bool), np.digitize(margin, [-0.3, 0.3])
    rejected = margin < 0
    chance = 1 / (1 + np.exp(-(-1.5 * margin + _shift(-1.5 * margin[rejected], rate))))
    return (rng.random(5000) < chance) & rejected, rejected, np.digitize(margin, [-0.3, 0.3])


def _shift(scores: NDArray[np.float64], rate: float) -> float:
    """What to add to the scores so that their mean logistic is the rate: by halving."""
    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 / (1 + np.exp(-(scores + middle)))).mean() < rate else (low, middle)
    return low


def _held(rng: np.random.Generator, population: Population, count: int, rounds: int) -> float:
    """How often the interval of a sample drawn near the edge holds the rate of the folder."""
    hits, among, strata = population
    truth = hits[among].mean()
    members = [np.flatnonzero(strata == stratum) for stratum in range(3)]
    sizes = [count // 4, count // 2, count // 4]
    inside = 0
    for _ in range(rounds):
        drawn = np.concatenate(
            [rng.choice(rows, size, replace=False) for rows, size in zip(members, sizes, strict=True)]
        )
        weights = np.repeat([len(rows) / size for rows, size in zip(members, sizes, strict=True)], sizes)
        found = weighted_rate(hits[drawn], among[drawn], weights)
        inside += found.low <= truth <= found.high
    return inside / rounds


@pytest.mark.parametrize("of", ["agreement", "precision"])
@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5, 0.9, 0.98])
def test_samples_drawn_near_the_edge_hold_the_folder_s_rate_in_95_percent(of: str, rate: float) -> None:
    """Averaged over sizes and folders, since steps of whole photos make coverage go up and down."""
    rng = np.random.default_rng(round(1000 * rate) + len(of))
    found = [_held(rng, _edge(rng, rate, of), count, 100) for count in (80, 160, 240, 320) for _ in range(5)]
    assert 0.93 <= np.mean(found) <= 0.97


@pytest.mark.parametrize("case", [FULL, PARTLY, FEW_REJECTED])
@pytest.mark.parametrize("of", ["precision", "keepers lost", "agreement"])
def test_small_samples_and_those_labelled_in_part_hold_it_too(
    case: tuple[int, int, float, float, float], of: str
) -> None:
    held = []
    for values, go, rows, weights in samples(case, 400):
        out = values < case[3]
        hits, among = {
            "precision": (go, out),
            "keepers lost": (out, ~go),
            "agreement": (out == go, np.ones(len(go), bool)),
        }[of]
        found = weighted_rate(hits[rows], among[rows], weights)
        held.append(found.low <= hits[among].mean() <= found.high)
    assert 0.92 <= np.mean(held) <= 0.99


def test_unweighted_the_same_samples_would_be_wrong() -> None:
    """That the simulation can fail: without weights far more photos seem to be wrongly decided."""
    rng = np.random.default_rng(3)
    hits, among, strata = _edge(rng, 0.9, "agreement")
    drawn = np.concatenate(
        [rng.choice(np.flatnonzero(strata == at), size, False) for at, size in enumerate((75, 400, 75))]
    )
    assert weighted_rate(hits[drawn], among[drawn], np.ones(550)).high < hits.mean()
