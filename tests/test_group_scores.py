"""Pairs counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.group_scores import count_pairs, f1, score


def test_pairs_are_counted_as_by_hand() -> None:
    truth = [0, 0, 0, 1, 1, 2]
    labels = [0, 0, 1, 1, -1, -1]  # right: 1 of 4; put together: 2, one of them wrong
    found = score([count_pairs(labels, truth)])
    assert (found.precision, found.recall) == (0.5, 0.25)
    assert found.f1 == pytest.approx(2 * 0.5 * 0.25 / 0.75)
    assert f1([count_pairs(labels, truth)]) == found.f1


def test_perfect_groups_and_none_at_all() -> None:
    truth = [5, 5, 9, 9, 9, 1]
    perfect = score([count_pairs([1, 1, 0, 0, 0, -1], truth)])
    assert perfect[:3] == (1, 1, 1)
    assert perfect.f1_interval == (1, 1)
    nothing = score([count_pairs([-1] * 6, truth)])
    assert nothing[:3] == (1, 0, 0)


def test_folders_are_added_up_but_not_joined() -> None:
    one, other = count_pairs([0, 0], [0, 0]), count_pairs([0, 0], [0, 1])
    both = score([one, other])
    assert (both.precision, both.recall) == (0.5, 1)


def test_strangers_lower_precision_and_the_interval_holds_the_middle() -> None:
    rng = np.random.default_rng(0)
    truth = np.repeat(np.arange(30), 4)
    labels = np.where(rng.random(120) < 0.8, truth, (truth + 1) % 30)
    found = score([count_pairs(labels, truth)])
    assert 0 < found.precision < 1
    for value, (low, high) in zip(found[:3], found[3:], strict=True):
        assert low < value < high
