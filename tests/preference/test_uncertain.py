"""Which photos to mark next."""

from __future__ import annotations

import numpy as np

from culling.preference.uncertain import most_uncertain


def test_the_least_sure_come_first_and_a_burst_once() -> None:
    p = np.linspace(0, 1, 60)
    vectors = np.eye(60)
    vectors[28:33] = vectors[28]  # a burst at 0.5
    rows = most_uncertain(p, np.ones(60, np.bool_), vectors, 5)
    assert len(rows) == 5
    assert np.isin(rows, np.arange(28, 33)).sum() == 1
    doubt = np.abs(p[rows] - 0.5)
    assert (np.diff(doubt) >= 0).all()
    assert doubt.max() < 1 / 6 + 0.02, "nearest third"


def test_marked_and_unknown_photos_are_not_asked_about() -> None:
    p = np.array([0.5, np.nan, 0.51, 0.9])
    rows = most_uncertain(p, np.array([False, True, True, True]), np.full((4, 8), np.nan), 12)
    assert rows.tolist() == [2, 3]
    assert most_uncertain(p, np.zeros(4, np.bool_), np.eye(4), 3).tolist() == []


def test_farthest_first_is_what_brute_force_gives() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(40, 6))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    p = rng.uniform(size=40)
    pool = np.argsort(np.abs(p - 0.5))[:13]
    chosen = [int(pool[0])]
    while len(chosen) < 6:
        rest = [int(row) for row in pool if row not in chosen]
        chosen.append(max(rest, key=lambda row: min(1 - vectors[row] @ vectors[other] for other in chosen)))
    assert set(most_uncertain(p, np.ones(40, np.bool_), vectors, 6)) == set(chosen)
