"""The nearest photos: as by brute force, odd vectors included; the forest joins what all pairs join."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import cdist

from culling import forest
from culling.neighbours import find_neighbours


def clumps(count: int, dims: int = 8, spread: float = 0.3, seed: int = 0) -> np.ndarray:
    """Vectors around a few directions."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(max(count // 8, 1), dims))
    return (centres[rng.integers(len(centres), size=count)] + spread * rng.normal(size=(count, dims))).astype("f4")


def test_neighbours_are_those_of_brute_force() -> None:
    vectors = clumps(1500, 16)
    found = find_neighbours(vectors, 7)
    apart = cdist(vectors, vectors, "cosine")
    np.fill_diagonal(apart, np.inf)
    assert found.distances == pytest.approx(np.sort(apart, axis=1)[:, :7], abs=2e-6)
    assert np.take_along_axis(apart, found.places.astype(int), 1) == pytest.approx(found.distances, abs=2e-6)
    assert (found.places != np.arange(1500)[:, None]).all()
    assert found.exact


def test_photos_without_vector_have_no_neighbours_and_are_nobodys() -> None:
    vectors = clumps(20)
    vectors[3], vectors[7, 2], vectors[11] = np.nan, np.inf, 0
    found = find_neighbours(vectors, 5)
    assert np.flatnonzero(~found.usable).tolist() == [3, 7, 11]
    assert (found.places[[3, 7, 11]] == -1).all()
    assert np.isinf(found.distances[[3, 7, 11]]).all()
    assert not np.isin(found.places, [3, 7, 11]).any()


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_fewer_photos_than_neighbours(count: int) -> None:
    found = find_neighbours(clumps(max(count, 1))[:count], 5)
    assert found.places.shape == (count, 5)
    assert (found.places >= 0).sum(axis=1).tolist() == [max(count - 1, 0)] * count
    assert len(found.forest(2)) == max(count - 1, 0)


def test_copies_lie_at_exactly_nothing() -> None:
    found = find_neighbours(np.repeat(clumps(1, 256), 50, axis=0), 10)
    assert (found.distances == 0).all()
    assert (found.forest(2).lengths == 0).all()
    assert (found.forest(2).components(0, 50) == 0).all()


def test_more_like_this_reads_names_and_goes_beyond_what_is_stored() -> None:
    vectors = np.array([[1, 0], [1, 0.1], [0, 1], [1, 0.3], [np.nan, 0]], np.float32)
    found = find_neighbours(vectors, 2, paths=["a", "b", "c", "d", "blind"])
    assert [path for path, _ in found.like("a", 2)] == ["b", "d"]
    assert [path for path, _ in found.like("a", 9)] == ["b", "d", "c"]
    assert found.like("a", 1)[0][1] == pytest.approx(1 - 1 / np.hypot(1, 0.1), abs=1e-6)
    assert found.like("blind") == []
    with pytest.raises(ValueError, match="no photo 'z'"):
        found.like("z")
    with pytest.raises(ValueError, match="n must be 1 or more"):
        found.like("a", 0)


@pytest.mark.parametrize("min_samples", [1, 2, 3, 6])
def test_the_forest_joins_what_all_pairs_join(min_samples: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forest, "_BLOCK", 30)  # many blocks
    vectors = clumps(200, 6, seed=min_samples)
    found = find_neighbours(vectors, 8)
    apart = cdist(vectors, vectors, "cosine")
    core = np.sort(apart, axis=1)[:, min_samples - 1]
    apart = np.maximum(apart, np.maximum(core[:, None], core[None]))
    tree = found.forest(min_samples)
    assert len(tree) == 199
    assert (np.diff(tree.lengths) >= 0).all()
    for cutoff in (0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1.5):
        truth = connected_components(apart <= cutoff, directed=False)[1]
        said = tree.components(cutoff, 200)
        pairs = {(a, b) for a, b in zip(truth.tolist(), said.tolist(), strict=True)}
        assert len(pairs) == len(set(truth.tolist())) == len(set(said.tolist()))


def test_two_dense_clumps_are_bridged_beyond_the_stored_neighbours() -> None:
    """Each photo's three neighbours lie in its own clump; the pair that joins the clumps is nobody's neighbour."""
    angles = np.concatenate([np.linspace(0, 0.01, 20), np.linspace(0.05, 0.06, 20)])
    found = find_neighbours(np.column_stack([np.cos(angles), np.sin(angles)]), 3)
    assert (found.places[:20] < 20).all()
    bridge = 1 - np.cos(0.04)
    assert len(set(found.forest(2).components(bridge * 1.01, 40))) == 1
    assert len(set(found.forest(2).components(bridge * 0.9, 40))) == 2


def test_many_photos_go_through_hnswlib_which_finds_nearly_all() -> None:
    pytest.importorskip("hnswlib")
    vectors = clumps(3000, 32)
    vectors[5] = np.nan
    exact, quick = find_neighbours(vectors, 10), find_neighbours(vectors, 10, exact_up_to=100)
    assert exact.exact
    assert not quick.exact
    same = [len(set(a) & set(b)) / 10 for a, b in zip(exact.places, quick.places, strict=True)]
    assert np.mean(same) > 0.98
    assert (quick.places != np.arange(3000)[:, None]).all()
    again = find_neighbours(vectors, 10, exact_up_to=100)
    assert np.array_equal(again.places, quick.places)
    assert len(quick.forest(2)) > 2000


def test_without_hnswlib_all_pairs_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("culling.neighbours._hnswlib", lambda: None)
    assert find_neighbours(clumps(300), 5, exact_up_to=100).exact


@pytest.mark.parametrize(
    ("vectors", "k", "paths", "said"),
    [
        (np.zeros(3), 5, (), r"vectors must be \(photos, numbers\), got \(3,\)"),
        (np.zeros((3, 2)), 0, (), "k must be 1 or more, got 0"),
        (np.zeros((3, 2)), 1, ["a"], "1 paths are not of 3 vectors"),
    ],
)
def test_bad_calls_say_what_is_wrong(vectors: np.ndarray, k: int, paths: list[str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        find_neighbours(vectors, k, paths)
