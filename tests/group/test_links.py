"""Chains of near pairs: as by asking about every pair, and seldom about two that hang together already."""

from __future__ import annotations

import numpy as np
import pytest

from culling.forest import joined
from culling.group.links import groups_of, linked_within


def test_groups_are_numbered_by_their_first_photo_and_parts_of_one_are_none() -> None:
    assert groups_of(np.array([7, 3, -1, 3, 9, 7, -1])).tolist() == [0, 1, -1, 1, -1, 0, -1]
    assert groups_of(np.zeros(0, np.int64)).tolist() == []
    assert groups_of(np.array([-1, 4])).tolist() == [-1, -1]


@pytest.mark.parametrize("seed", range(8))
def test_chains_are_those_of_all_pairs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    times, places = np.sort(rng.uniform(0, 30, 80)), rng.integers(0, 6, 80)
    ends = np.searchsorted(times, times + 2, side="right") - 1
    asked = 0

    def near(some: np.ndarray, others: np.ndarray) -> np.ndarray:
        nonlocal asked
        asked += len(some)
        return np.abs(places[some] - places[others]) <= 1

    said = groups_of(linked_within(ends, near))
    pairs = [(a, b) for a in range(80) for b in range(a + 1, ends[a] + 1) if abs(places[a] - places[b]) <= 1]
    truth = groups_of(joined(*np.array(pairs).T, 80))
    assert said.tolist() == truth.tolist()
    assert asked < sum(ends[a] - a for a in range(80))


def test_what_hangs_together_is_not_asked_about() -> None:
    asked = []

    def near(some: np.ndarray, others: np.ndarray) -> np.ndarray:
        asked.append(len(some))
        return np.ones(len(some), np.bool_)

    assert set(linked_within(np.full(5000, 4999), near)) == {0}
    assert asked == [4999]


def test_no_more_rows_ahead_than_allowed() -> None:
    values = np.array([0, 1, 2, 0])
    said = linked_within(np.full(4, 3), lambda some, others: values[some] == values[others], most=2)
    assert len(set(said.tolist())) == 4
