"""Slices: rates as counted by hand, tests as scipy's, and chance held at bay."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from culling.audit.intervals import weighted_rate
from culling.audit.slicing.columns import NO_TAG, Slicing, slicings
from culling.audit.slicing.fisher import fisher_exact
from culling.audit.slicing.slices import RATES, Sliced, counted, slice_rates
from culling.audit.slicing.words import left_out, sentence
from culling.labels import Truth


def _table(**columns: list[object]) -> pd.DataFrame:
    size = max(len(values) for values in columns.values())
    return pd.DataFrame(columns, index=pd.Index([f"{number}.jpg" for number in range(size)], name="path"))


# -- the rates -------------------------------------------------------------------------------------------------------


def _labelled(count: int = 400, weighted: bool = False) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, Truth]:
    """A folder of three cameras and tags with labels of two thirds of it."""
    lots = np.random.default_rng(2)
    table = _table(
        camera=lots.choice(["A", "B", "C"], count).tolist(),
        tags=lots.choice(["", "sun", "sun, sea", "sea"], count).tolist(),
    )
    rejected, judged = lots.random(count) < 0.3, lots.random(count) < 0.95
    said = {path: str(lots.choice(["keep", "reject"])) for path in table.index[lots.random(count) < 0.66]}
    truth = Truth.of(table, said)
    weights = lots.choice([1.0, 4.0], len(truth)) if weighted else truth.weights
    return table, rejected & judged, judged, Truth(truth.paths, truth.rows, truth.keep, weights, truth.how)


@pytest.mark.parametrize("weighted", [False, True])
def test_each_rate_is_what_counting_gives(weighted: bool) -> None:
    table, rejected, judged, truth = _labelled(weighted=weighted)
    go, by = ~truth.keep, rejected[truth.rows]
    all_ = np.ones(len(truth), np.bool_)
    expected = {
        "wrong": (by != go, all_),
        "precision": (go, by),
        "recall": (by, go),
        "missed": (~by, go),
        "lost": (by, ~go),
    }
    for name, (hits, among) in expected.items():
        found = slice_rates(counted(name, rejected, judged, truth), slicings(table)).frame  # type: ignore[arg-type]
        for row in found.itertuples():
            column, own = {"camera": ("camera", {row.slice}), "tag": ("tags", {row.slice})}[row.by]
            texts = [{part for part in str(text).split(", ") if part} or {NO_TAG} for text in table[column]]
            inside = np.array([bool(texts[at] & own) for at in truth.rows])
            rate = weighted_rate(hits[among], inside[among], truth.weights[among])
            assert row[3] == rate.count
            assert (row.value, row.low, row.high) == tuple(map(pytest.approx, (rate.value, rate.low, rate.high)))
            others = weighted_rate(hits[among], ~inside[among], truth.weights[among])
            assert row.rest == pytest.approx(others.value)


def test_reject_rates_are_of_judged_photos_and_need_no_labels() -> None:
    table, rejected, judged, _ = _labelled()
    found = slice_rates(counted("rejected", rejected, judged), slicings(table))
    for row in found.frame[found.frame["by"] == "camera"].itertuples():
        own = (table["camera"] == row.slice).to_numpy()
        assert row.value == pytest.approx(rejected[own].sum() / judged[own].sum())
        there = [[rejected[own & judged].sum(), (judged & ~rejected)[own].sum()]]
        there.append([rejected[~own & judged].sum(), (judged & ~rejected)[~own].sum()])
        assert row.p == pytest.approx(stats.fisher_exact(there).pvalue)
    assert found.overall.value == pytest.approx(rejected.sum() / judged.sum())


def test_bad_calls_are_told() -> None:
    table, rejected, judged, truth = _labelled()
    with pytest.raises(ValueError, match="there is no rate"):
        counted("beauty", rejected, judged, truth)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="compares with labels"):
        counted("recall", rejected, judged)
    with pytest.raises(ValueError, match="1 photo on"):
        slice_rates(counted("rejected", rejected, judged), slicings(table), least=0)


@given(st.lists(st.tuples(*[st.integers(0, 25)] * 4), min_size=1, max_size=8))
def test_fishers_test_is_scipys(tables: list[tuple[int, int, int, int]]) -> None:
    a, b, c, d = np.array(tables).T
    expected = [stats.fisher_exact([[row[0], row[1]], [row[2], row[3]]]).pvalue for row in tables]
    np.testing.assert_allclose(fisher_exact(a, a + b, c, c + d), expected, rtol=1e-9)


def test_fishers_test_of_large_tables() -> None:
    table = np.array([[1200, 3800], [900, 4100]])
    assert fisher_exact(1200, 5000, 900, 5000)[0] == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-9)
    with pytest.raises(ValueError, match="between 0 and count"):
        fisher_exact(3, 2, 0, 1)


# -- many looks ------------------------------------------------------------------------------------------------------


def _sliced(places: list[list[int]], hits: list[int], least: int = 1) -> Sliced:
    """One way after the other, each with the slice of every photo."""
    ways = [
        Slicing(f"way{at}", tuple(f"s{own}" for own in sorted(set(place))), np.arange(len(place)), np.array(place))
        for at, place in enumerate(places)
    ]
    hit = np.array(hits, np.bool_)
    return slice_rates(counted("rejected", hit, np.ones(len(hit), np.bool_)), ways, least)


def test_small_slices_are_shown_and_not_tested() -> None:
    found = _sliced([[0] * 12 + [1] * 9 + [2]], [1] * 12 + [0] * 10, least=10)
    assert found.frame["count"].tolist() == [12, 9, 1]
    assert found.frame["p"].isna().tolist() == [False, True, True]
    assert (found.looks, found.too_small) == (1, 2)
    assert "2 slices have fewer than 10 photos" in left_out(found)
    assert "way0 s0 (100 % rejected against 0 %)" in sentence(found)


def test_the_same_photos_are_one_look() -> None:
    """Two halves, each named by camera and by lens: four slices, one test; a third way is another."""
    halves, thirds = [0] * 10 + [1] * 10, [0, 1] * 10
    found = _sliced([halves, halves, thirds], [1] * 9 + [0] * 11)
    assert found.looks == 2
    looks = found.frame["look"].tolist()
    assert looks[0] == looks[1] == looks[2] == looks[3] != looks[4] == looks[5]
    expected = stats.false_discovery_control(found.frame["p"][[0, 4]])
    assert found.frame["q"].tolist() == [*map(pytest.approx, [expected[0]] * 4 + [expected[1]] * 2)]
    told = sentence(found)
    assert told.startswith("Of 2 slices 1 differs from the rest")
    assert "way0 s0 (90 % rejected against 0 %, the same photos as way1 s0)" in told


def test_q_is_over_all_ways_at_once() -> None:
    lots = np.random.default_rng(8)
    found = _sliced([lots.integers(0, 5, 500).tolist() for _ in range(4)], (lots.random(500) < 0.2).tolist())
    assert found.looks == 20
    np.testing.assert_allclose(found.frame["q"], stats.false_discovery_control(found.frame["p"]))
    assert (found.frame["holm"] >= found.frame["q"] - 1e-12).all()


def test_where_nothing_differs_at_most_one_folder_in_twenty_is_told_otherwise() -> None:
    """300 folders of 600 photos, rejected by lot, five ways of two to ten slices."""
    lots = np.random.default_rng(11)
    cuts = [lots.integers(0, size, 600).tolist() for size in (2, 4, 6, 8, 10)]
    false = sum(len(_sliced(cuts, (lots.random(600) < 0.25).tolist()).differing) > 0 for _ in range(300))
    assert false <= stats.binom.ppf(0.999, 300, 0.05)


def test_what_differs_is_found() -> None:
    lots = np.random.default_rng(12)
    cut = lots.integers(0, 10, 2000)
    found = _sliced([cut.tolist()], (lots.random(2000) < np.where(cut == 7, 0.4, 0.12)).tolist())
    assert found.differing["slice"].iloc[0] == "s7"
    assert found.differing["q"].iloc[0] < 1e-6


def test_no_labels_of_the_kind_give_words_and_no_numbers() -> None:
    table, rejected, judged, truth = _labelled()
    nobody = counted("recall", rejected, judged, truth.where(truth.keep))
    found = slice_rates(nobody, slicings(table))
    assert found.frame["value"].isna().all()
    assert found.overall.count == 0
    assert "No slice can be tested" in sentence(found)
    assert set(RATES) >= {"rejected", "lost"}
    empty = slice_rates(nobody, [])
    assert (empty.looks, empty.too_small, len(empty.frame)) == (0, 0, 0)
