"""Curves and areas against scikit-learn; intervals against DeLong's definition and by simulation; plain sentences."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

from culling.audit.auc import Auc, auc, auc_sentence, newcombe
from culling.audit.curves import Band, average_precision, bands, curve, curve_of, places, policy_score
from culling.audit.intervals import wilson
from culling.audit.ranking import Ranking, rank
from culling.labels import Truth
from culling.policy import Policy, Rule, Unless
from tests.audit.edge_samples import FEW_REJECTED, FULL, PARTLY, samples

Floats = NDArray[np.float64]
KINDS = ["plain", "ties", "weights", "ties and weights", "infinite"]


def truth_of(go: NDArray[np.bool_], weights: Floats | None = None) -> Truth:
    rows = np.arange(len(go))
    given = np.ones(len(go)) if weights is None else weights
    return Truth(tuple(f"{row}.jpg" for row in rows), rows, ~go, given, ("blind",) * len(go))


def _given(kind: str, count: int = 300) -> tuple[NDArray[np.bool_], Floats, Floats]:
    rng = np.random.default_rng(len(kind))
    go = rng.random(count) < 0.35
    values = rng.normal(0, 1, count) + 0.9 * go
    values = np.round(values) if "ties" in kind else values
    if kind == "infinite":
        values[:4] = [math.inf, -math.inf, math.inf, -math.inf]
    return go, values, rng.choice([1.0, 3.5, 40.0], count) if "weights" in kind else np.ones(count)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("higher_is_worse", [True, False])
def test_curves_and_areas_are_those_of_scikit_learn(kind: str, higher_is_worse: bool) -> None:
    go, values, weights = _given(kind)
    values = values if higher_is_worse else -values
    sign = 1 if higher_is_worse else -1
    finite = np.clip(sign * values, -1e9, 1e9)  # scikit-learn takes no infinity
    truth = truth_of(go, weights)
    found = curve(truth, values, higher_is_worse)
    fpr, tpr, thresholds = roc_curve(go, finite, sample_weight=weights, drop_intermediate=False)
    assert np.allclose(found.fpr, fpr)
    assert np.allclose(found.tpr, tpr)
    assert np.allclose(np.clip(sign * found.thresholds[1:], -1e9, 1e9), thresholds[1:])
    assert found.thresholds[0] == sign * math.inf
    precision, recall, _ = precision_recall_curve(go, finite, sample_weight=weights)
    assert np.allclose(found.precision, precision[::-1])
    assert np.allclose(found.recall, recall[::-1])
    area = auc(truth, values, higher_is_worse)
    assert area.value == pytest.approx(roc_auc_score(go, finite, sample_weight=weights))
    assert area.low < area.value < area.high
    assert average_precision(found) == pytest.approx(average_precision_score(go, finite, sample_weight=weights))


def test_nan_is_left_out_and_counted_and_labels_choose_their_rows() -> None:
    values = np.array([9.0, 1, math.nan, 7, 2, math.nan, 8, 0])
    truth = truth_of(np.array([1, 0, 1, 1, 0, 0, 1, 0], bool)).where(np.arange(8) != 6)
    found = auc(truth, values, True)
    assert (found.value, found.count, found.left_out, found.rejects, found.keeps) == (1, 5, 2, 2, 3)
    whole = curve(truth, values, True)
    assert (whole.left_out, whole.thresholds.tolist()) == (2, [math.inf, 9, 7, 2, 1, 0])


@pytest.mark.parametrize("go", [[True] * 4, [False] * 4, []])
def test_one_class_only_is_no_error(go: list[bool]) -> None:
    truth, values = truth_of(np.array(go, bool)), np.arange(4.0)
    found, whole = auc(truth, values, True), curve(truth, values, True)
    assert math.isnan(found.value)
    assert (found.text, found.told_from_chance, found.wrong_way, whole.known) == ("not known", False, False, False)
    assert np.isnan(whole.tpr).all() == (not any(go))
    assert math.isnan(average_precision(whole)) == (not any(go))


def test_too_few_values_are_refused() -> None:
    with pytest.raises(ValueError, match="give one per photo"):
        auc(truth_of(np.array([True, False])), np.zeros(1), True)


# -- the interval of the area -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["plain", "ties"])
def test_the_variance_is_delong_s_worked_out_pair_by_pair(kind: str) -> None:
    go, values, _ = _given(kind, 120)
    x, y = values[go], values[~go]
    pairs = (x[:, None] > y) + 0.5 * (x[:, None] == y)
    area = pairs.mean()
    variance = pairs.mean(1).var(ddof=1) / len(x) + pairs.mean(0).var(ddof=1) / len(y)
    half = 1.959964 * math.sqrt(variance) / (area * (1 - area))
    middle = math.log(area / (1 - area))
    expected = [1 / (1 + math.exp(-(middle + side * half))) for side in (-1, 1)]
    found = auc(truth_of(go), values, True)
    assert [found.low, found.high] == pytest.approx(expected, abs=1e-6)


def test_a_weight_of_three_is_three_photos() -> None:
    go, values, _ = _given("ties", 60)
    times = np.random.default_rng(4).integers(1, 4, 60)
    weighted = auc(truth_of(go, times.astype(float)), values, True)
    assert weighted.value == pytest.approx(auc(truth_of(go.repeat(times)), values.repeat(times), True).value)


@pytest.mark.parametrize(("rejects", "keeps"), [(1, 1), (3, 40), (20, 20), (500, 500)])
def test_perfect_separation_is_not_certainty(rejects: int, keeps: int) -> None:
    values = np.arange(rejects + keeps, dtype=float)
    found = auc(truth_of(values >= keeps), values, True)
    assert (found.value, found.high) == (1, 1)
    assert found.low < 1
    z, even, low = NormalDist().inv_cdf(0.975), (rejects + keeps) / 2 - 1, found.low
    spread = low * (1 - low) * (1 + even * (1 - low) / (2 - low) + even * low / (1 + low)) / (rejects * keeps)
    assert 1 - low == pytest.approx(z * math.sqrt(spread), abs=1e-6)  # where Newcombe's score test turns round
    backwards = auc(truth_of(values >= keeps), values, False)
    assert (backwards.value, backwards.low, backwards.high) == (0, 0, pytest.approx(1 - low, abs=1e-6))


def test_one_value_for_all_is_chance_with_doubt() -> None:
    found = auc(truth_of(np.arange(40) % 2 == 0), np.full(40, 7.0), True)
    assert found.value == 0.5
    assert 0.25 < found.low < 0.4
    assert found.high == pytest.approx(1 - found.low)


@pytest.mark.parametrize(("rejects", "keeps"), [(10, 30), (30, 100), (100, 100)])
@pytest.mark.parametrize("area", [0.6, 0.8, 0.95])
def test_the_interval_holds_the_area_in_95_percent(rejects: int, keeps: int, area: float) -> None:
    rng = np.random.default_rng(rejects)
    shift = math.sqrt(2) * NormalDist().inv_cdf(area)
    go = np.arange(rejects + keeps) < rejects
    truth = truth_of(go)
    found = [auc(truth, rng.normal(size=len(go)) + shift * go, True) for _ in range(600)]
    assert 0.925 <= np.mean([one.low <= area <= one.high for one in found]) <= 0.985


def test_weighted_areas_of_samples_drawn_near_the_edge_hold_that_of_the_folder() -> None:
    rng = np.random.default_rng(8)
    values = rng.normal(size=5000)
    go = rng.random(5000) < 1 / (1 + np.exp(1.2 - 1.5 * values))
    area = auc(truth_of(go), values, True).value
    strata = np.digitize(values, np.quantile(values, [0.6, 0.85]))
    members, sizes = [np.flatnonzero(strata == at) for at in range(3)], [50, 100, 50]
    weights = np.repeat([len(rows) / size for rows, size in zip(members, sizes, strict=True)], sizes)
    held, naive = 0, 0
    for _ in range(500):
        drawn = np.concatenate([rng.choice(rows, size, False) for rows, size in zip(members, sizes, strict=True)])
        with_weights, without = (auc(truth_of(go[drawn], w), values[drawn], True) for w in (weights, np.ones(200)))
        held += with_weights.low <= area <= with_weights.high
        naive += without.low <= area <= without.high
    assert 0.93 <= held / 500 <= 0.97
    assert naive / 500 < 0.85  # that the simulation can tell the difference


@pytest.mark.parametrize("case", [FULL, PARTLY, FEW_REJECTED])
def test_weighted_areas_of_small_samples_hold_that_of_the_folder(
    case: tuple[int, int, float, float, float],
) -> None:
    held = []
    for values, go, rows, weights in samples(case, 300):
        found = auc(truth_of(go[rows], weights), values[rows], False)
        held.append(found.low <= roc_auc_score(go, -values) <= found.high)
    assert 0.92 <= np.mean(held) <= 0.99


def test_newcombe_s_interval_is_even_around_chance() -> None:
    low, high = newcombe(0.5, 30, 30, 1.959964)
    assert low + high == pytest.approx(1)


# -- bands, points, words ---------------------------------------------------------------------------------------------


def test_bands_are_wilson_s_at_each_threshold() -> None:
    go, values, _ = _given("ties", 80)
    ranking = rank(truth_of(go), values, True)
    found = curve_of(ranking)
    at = places(found)
    parts = bands(ranking, found, at)
    for place, threshold in enumerate(found.thresholds):
        claimed = values >= threshold
        for name, hits, among in (("tpr", claimed, go), ("fpr", claimed, ~go), ("precision", go, claimed)):
            expected = [float(end) for end in wilson((hits & among).sum(), among.sum())]
            band = parts[name]
            assert [band.low[place], band.high[place]] == pytest.approx(expected)


def test_bands_of_weighted_labels_are_wider_where_few_labels_stand_for_many() -> None:
    go, values, weights = _given("ties and weights", 200)
    even, uneven = (rank(truth_of(go, w), values, True) for w in (np.ones(200), weights))
    width = [np.mean(part.high - part.low) for r in (even, uneven) for part in [_all(r)["tpr"]]]
    assert width[1] > 1.2 * width[0]


def _all(ranking: Ranking) -> dict[str, Band]:
    found = curve_of(ranking)
    return bands(ranking, found, places(found))


def test_a_long_curve_is_drawn_with_few_points_that_stay_close_to_it() -> None:
    go, values, _ = _given("plain", 5000)
    found = curve(truth_of(go), values, True)
    at = places(found, 200)
    assert len(at) <= 203
    assert {0, len(found.tpr) - 1} <= set(at.tolist())
    assert np.abs(np.interp(found.fpr, found.fpr[at], found.tpr[at]) - found.tpr).max() < 0.02


def test_the_policy_s_score_ranks_as_its_cutoffs_reject() -> None:
    table = pd.DataFrame(
        {
            "laplacian_variance": [50.0, 100, 400, math.nan, 10, 60],
            "blur": [0.1, 0.9, 0.1, math.nan, 0.2, 0.6],
            "subject_sharpness": [0.1] * 4 + [0.9, 0.1],
            "mark": ["keep", None, None, None, None, "reject"],
        },
        index=pd.Index([f"{row}.jpg" for row in range(6)], name="path"),
    )
    rules = (Rule("laplacian_variance", "below", 80.0, unless=Unless("subject_sharpness", "above", 0.5)),)
    found = policy_score(table, Policy("p", rules))
    assert found.tolist() == pytest.approx([30 / 80, -20 / 80, -320 / 80, math.nan, -math.inf, 20 / 80], nan_ok=True)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            Auc(0.83, 0.78, 0.88, 300, 100, 200),
            "blur ranks a photo that should go above a keeper 83 times of 100 (78–88).",
        ),
        (
            Auc(0.52, 0.46, 0.58, 9, 4, 5),
            "blur predicts nothing here that could be told from chance (AUC .52, .46–.58).",
        ),
        (
            Auc(0.32, 0.25, 0.4, 9, 4, 5),
            "blur points the wrong way: it ranks a photo that should go above a keeper only 32 times of 100 (25–40).",
        ),
        (
            Auc(math.nan, 0, 1, 9, 0, 9),
            "blur cannot be checked: none of the photos that it has a value for is labelled reject.",
        ),
        (Auc(math.nan, 0, 1, 0, 0, 0, 5), "blur has no value for any labelled photo."),
    ],
)
def test_areas_in_plain_words(found: Auc, expected: str) -> None:
    assert auc_sentence("blur", found) == expected
