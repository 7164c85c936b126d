"""DBSCAN from stored neighbours says what scikit-learn says, number for number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from sklearn.cluster import DBSCAN

from culling.group import dbscan as module
from culling.group.dbscan import dbscan, hdbscan
from culling.neighbours import find_neighbours
from tests.test_neighbours import clumps


def by_sklearn(vectors: np.ndarray, distance: float, min_samples: int, metric: str = "cosine") -> list[int]:
    if metric == "cosine":
        model = DBSCAN(eps=distance, min_samples=min_samples, metric="cosine")
    else:
        vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        model = DBSCAN(eps=np.sqrt(2 * distance), min_samples=min_samples)
    return model.fit(vectors.astype(np.float64)).labels_.tolist()


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
@pytest.mark.parametrize("min_samples", [1, 2, 3, 5, 20])
@pytest.mark.parametrize("distance", [0.003, 0.02, 0.05, 0.11, 0.3, 0.9])
def test_labels_are_those_of_sklearn(distance: float, min_samples: int, metric: str) -> None:
    vectors = clumps(300, 6, seed=min_samples)
    found = find_neighbours(vectors, 6)  # 20 asks for more than are stored
    assert dbscan(found, distance, min_samples).tolist() == by_sklearn(vectors, distance, min_samples, metric)


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, float, int]:
    """Few coarse numbers, so that copies, opposite and equally distant vectors are common."""
    dims = draw(st.integers(2, 4))
    numbers = st.integers(-3, 3)
    rows = draw(st.lists(st.lists(numbers, min_size=dims, max_size=dims).filter(any), min_size=1, max_size=40))
    return np.array(rows, np.float64), draw(st.floats(0.001, 1.9)), draw(st.integers(1, 7))


@given(tables(), st.integers(1, 9))
def test_labels_are_those_of_sklearn_whatever_the_vectors(given_: tuple[np.ndarray, float, int], k: int) -> None:
    vectors, distance, min_samples = given_
    assume((np.abs(cdist(vectors, vectors, "cosine") - distance) > 1e-5).all())  # no pair at the very cutoff
    found = find_neighbours(vectors, k)
    assert dbscan(found, distance, min_samples).tolist() == by_sklearn(vectors, distance, min_samples)


def test_a_photo_between_two_clusters_goes_to_the_first() -> None:
    angles = np.array([0.30, 0.31, 0.32, 0.36, 0.40, 0.41, 0.42])
    vectors = np.column_stack([np.cos(angles), np.sin(angles)])
    distance = 1 - np.cos(0.0405)
    wanted = by_sklearn(vectors, distance, 4)
    assert wanted == [0, 0, 0, 0, 1, 1, 1]
    assert dbscan(find_neighbours(vectors, 3), distance, 4).tolist() == wanted


def test_photos_without_vector_are_in_no_cluster() -> None:
    vectors = np.repeat(clumps(1), 6, axis=0)
    vectors[[0, 4]] = np.nan
    assert dbscan(find_neighbours(vectors), 0.1).tolist() == [-1, 0, 0, 0, -1, 0]
    assert hdbscan(find_neighbours(vectors)).tolist() == [-1, 0, 0, 0, -1, 0]


@pytest.mark.parametrize("count", [0, 1])
def test_one_photo_or_none_is_alone(count: int) -> None:
    found = find_neighbours(clumps(1)[:count])
    assert dbscan(found, 0.5).tolist() == hdbscan(found).tolist() == [-1] * count
    assert dbscan(found, 0.5, min_samples=1).tolist() == [0] * count


def test_copies_are_together_at_distance_nothing() -> None:
    vectors = np.concatenate([np.repeat(clumps(1, 256), 40, axis=0), clumps(2, 256, seed=5)])
    assert dbscan(find_neighbours(vectors), 0).tolist() == [0] * 40 + [-1, -1]


def test_hdbscan_finds_clumps_of_different_density() -> None:
    rng = np.random.default_rng(0)
    tight = np.eye(8)[0] + 0.01 * rng.normal(size=(12, 8))
    loose = np.eye(8)[1] + 0.15 * rng.normal(size=(12, 8))
    labels = hdbscan(find_neighbours(np.concatenate([tight, loose])), min_cluster_size=5)
    assert set(labels[:12]) == {0}
    assert set(labels[12:]) <= {1, -1}
    assert (labels[12:] == 1).sum() >= 10


def test_bad_calls_say_what_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_neighbours(clumps(5))
    with pytest.raises(ValueError, match=r"from 0 .* to 2"):
        dbscan(found, -0.1)
    with pytest.raises(ValueError, match="got nan"):
        dbscan(found, float("nan"))
    with pytest.raises(ValueError, match="min_samples must be 1 or more"):
        dbscan(found, 0.1, 0)
    with pytest.raises(ValueError, match="min_cluster_size must be 2 or more"):
        hdbscan(found, 1)
    monkeypatch.setattr(module, "HDBSCAN_UP_TO", 4)
    with pytest.raises(ValueError, match="up to 4 photos, got 5"):
        hdbscan(found)
