"""Weights of labels: every possible sample of a small folder, so that nothing is left to chance."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations, permutations, product

import numpy as np
import pandas as pd
import pytest

from culling.labels.label import EXCLUDED, Draw
from culling.labels.weights import Weighed, weigh

PATHS = [f"{name}.jpg" for name in "abcdefg"]
INDEX = pd.Index(PATHS, dtype=object)
VALUES = np.array([1.0, 0.0, 4.0, 2.0, 0.0, 7.0, 3.0])  # what is to be summed over the folder
THREE = dict(zip(PATHS, (0, 0, 0, 1, 1, 2, 2), strict=True))
TWO = dict(zip(PATHS, (0, 1, 0, 1, 0, 1, 1), strict=True))


def _draw(strata: Mapping[str, int], excluded: Mapping[str, int] | None = None) -> Draw:
    return Draw("edge", "", strata, tuple(strata), {EXCLUDED: excluded} if excluded else {})


def _weigh(draws: Mapping[int, Draw], drawn: Mapping[int, Collection[str]], others: Collection[str] = ()) -> Weighed:
    rows = {number: np.sort(INDEX.get_indexer(pd.Index(list(paths)))) for number, paths in drawn.items()}
    labelled = INDEX.get_indexer(pd.Index(sorted({*others}.union(*drawn.values()))))
    return weigh(labelled, rows, draws, INDEX, np.ones(len(INDEX), np.bool_))


def _total(draws: Mapping[int, Draw], drawn: Mapping[int, Collection[str]]) -> float:
    """Horvitz and Thompson's estimate of the sum over the folder."""
    labelled = sorted(set().union(*drawn.values()))
    return float(_weigh(draws, drawn).weights @ VALUES[INDEX.get_indexer(pd.Index(labelled))])


def _samples(strata: Mapping[str, int], counts: Mapping[int, int]) -> Iterator[tuple[str, ...]]:
    """Every sample with so many photos of each stratum; all are as likely."""
    members = {number: [path for path in strata if strata[path] == number] for number in counts}
    for parts in product(*(combinations(members[number], count) for number, count in counts.items())):
        yield tuple(path for part in parts for path in part)


@pytest.mark.parametrize(
    ("strata", "counts"),
    [(dict.fromkeys(PATHS, 0), {0: 3}), (TWO, {0: 1, 1: 2}), (THREE, {0: 2, 1: 1, 2: 1}), (THREE, {0: 3, 1: 1, 2: 2})],
)
def test_one_sample_is_unbiased_over_all_samples(strata: Mapping[str, int], counts: Mapping[int, int]) -> None:
    totals = [_total({1: _draw(strata)}, {1: sample}) for sample in _samples(strata, counts)]
    assert np.mean(totals) == pytest.approx(VALUES.sum(), rel=1e-12)


def test_two_independent_samples_with_other_strata_are_unbiased_over_all_pairs() -> None:
    draws = {1: _draw(TWO), 2: _draw(THREE)}
    pairs = product(_samples(TWO, {0: 1, 1: 2}), _samples(THREE, {0: 1, 1: 1, 2: 1}))
    totals = [_total(draws, {1: one, 2: other}) for one, other in pairs]
    assert len(totals) == 18 * 12
    assert np.mean(totals) == pytest.approx(VALUES.sum(), rel=1e-12)


@pytest.mark.parametrize("strata", [dict.fromkeys(PATHS, 0), TWO])
def test_a_second_sample_of_what_was_left_is_unbiased_over_all_pairs(strata: Mapping[str, int]) -> None:
    first = dict.fromkeys(set(strata.values()), 1)
    totals = []
    for one in _samples(strata, first):
        left = {path: number for path, number in strata.items() if path not in one}
        draws = {1: _draw(strata), 2: _draw(left, {path: strata[path] for path in one})}
        totals.append([_total(draws, {1: one, 2: other}) for other in _samples(left, dict.fromkeys(first, 2))])
    assert np.mean(totals) == pytest.approx(VALUES.sum(), rel=1e-12)


def test_rates_of_a_second_sample_with_other_strata_of_what_was_left_are_off_by_little() -> None:
    """How many photos of a new stratum are left is itself a matter of chance, so this one is not exact."""
    means = []
    for one in _samples(dict.fromkeys(PATHS, 0), {0: 2}):
        left = {path: number for path, number in TWO.items() if path not in one}
        draws = {1: _draw(dict.fromkeys(PATHS, 0)), 2: _draw(left, {path: TWO[path] for path in one})}
        rates = []
        for other in _samples(left, dict.fromkeys(set(left.values()), 1)):
            weights = _weigh(draws, {1: one, 2: other}).weights
            rates.append(weights @ VALUES[INDEX.get_indexer(pd.Index(sorted({*one, *other})))] / weights.sum())
        means.append(np.mean(rates))
    assert np.mean(means) == pytest.approx(VALUES.mean(), rel=0.02)


def test_a_sample_that_is_labelled_in_part_is_unbiased_over_all_orders_that_reach_every_stratum() -> None:
    by_counts: dict[tuple[int, ...], list[float]] = {}
    for sample in _samples(TWO, {0: 2, 1: 3}):
        for shown in permutations(sample):
            counts = tuple(sum(TWO[path] == number for path in shown[:3]) for number in (0, 1))
            if min(counts):
                by_counts.setdefault(counts, []).append(_total({1: _draw(TWO)}, {1: shown[:3]}))
    assert {counts: np.mean(totals) for counts, totals in by_counts.items()} == {
        (1, 2): pytest.approx(VALUES.sum()),
        (2, 1): pytest.approx(VALUES.sum()),
    }


def test_hajeks_mean_of_an_uneven_sample_is_off_by_no_more_than_its_ratio_bias() -> None:
    """Over all samples, where the weights add up to the folder every time (stratified), it is exact."""
    means = []
    for sample in _samples(THREE, {0: 1, 1: 1, 2: 2}):
        weights = _weigh({1: _draw(THREE)}, {1: sample}).weights
        values = VALUES[INDEX.get_indexer(pd.Index(sorted(sample)))]
        assert weights.sum() == pytest.approx(len(PATHS))
        means.append(weights @ values / weights.sum())
    assert np.mean(means) == pytest.approx(VALUES.mean())


def test_photos_that_are_gone_count_nowhere() -> None:
    strata = dict.fromkeys([*PATHS, "gone.jpg", "lost.jpg"], 0)
    found = _weigh({1: _draw(strata)}, {1: PATHS[:2]})
    assert found.weights.tolist() == [3.5, 3.5]
    assert found.sampled


def test_labels_outside_of_any_sample_weigh_one_and_say_so() -> None:
    found = _weigh({1: _draw(dict.fromkeys(PATHS, 0))}, {1: PATHS[:2]}, PATHS[5:])
    assert found.weights.tolist() == [3.5, 3.5, 1.0, 1.0]
    assert not found.sampled
    assert "2 of 4 labelled photos were not drawn at random" in found.notes[0]


def test_a_photo_that_its_sample_does_not_know_weighs_one() -> None:
    found = _weigh({1: _draw(dict.fromkeys(PATHS[1:], 0))}, {1: PATHS[:3]})
    assert found.weights.tolist() == [1.0, 3.0, 3.0]
    assert not found.sampled


def test_a_stratum_that_no_label_stands_for_yet_is_told() -> None:
    found = _weigh({1: _draw(THREE)}, {1: ["a.jpg", "d.jpg"]})
    assert found.weights == pytest.approx([3.0, 2.0])
    assert not found.sampled
    assert found.notes == ("No label stands for 2 of 7 photos yet: rates do not tell of them.",)


def test_a_whole_labelled_folder_needs_no_weights() -> None:
    found = _weigh({1: _draw(THREE)}, {1: ["a.jpg", "d.jpg"]}, PATHS)
    assert found.weights.tolist() == [1.0] * 7
    assert (found.sampled, found.notes) == (True, ())


def test_a_photo_that_came_after_the_sample_is_told_and_one_in_twenty_is_borne() -> None:
    index = pd.Index([f"{number}.jpg" for number in range(101)], dtype=object)
    some = Draw("uniform", "", dict.fromkeys(index[:-1], 0), (), {})
    rows = {1: np.arange(10)}
    found = weigh(np.arange(10), rows, {1: some}, index, np.ones(101, np.bool_))
    assert found.weights == pytest.approx(10.0)
    assert found.sampled
    assert found.notes == ("No label stands for 1 of 101 photos yet: rates do not tell of them.",)
    few = Draw("uniform", "", dict.fromkeys(index[:90], 0), (), {})
    assert not weigh(np.arange(10), rows, {1: few}, index, np.ones(101, np.bool_)).sampled


def test_no_label_is_no_sample() -> None:
    found = weigh(np.array([], np.int64), {}, {}, INDEX, np.ones(7, np.bool_))
    assert len(found.weights) == 0
    assert not found.sampled
