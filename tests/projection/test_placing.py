"""New photos on a map: beside those they look like, and nobody else moves."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from culling.neighbours import find_neighbours
from culling.projection import place, project_pca
from tests.test_neighbours import clumps


def known_but(points: np.ndarray, *new: int) -> np.ndarray:
    held = points.astype(np.float32)
    held[list(new)] = np.nan
    return held


def test_known_points_stay_bit_for_bit() -> None:
    vectors = clumps(120)
    points = np.random.default_rng(0).normal(size=(120, 2)).astype(np.float32)
    points[3] = [1e30, -1e-30]
    known = known_but(points, *range(50, 80))
    found = place(known, find_neighbours(vectors))
    kept = np.delete(np.arange(120), range(50, 80))
    assert found[kept].tobytes() == points[kept].tobytes()
    assert np.isfinite(found).all()
    assert np.isnan(known[50:80]).all()  # what was given is left as it was


def shares_kept(points: np.ndarray, vectors: np.ndarray, rows: np.ndarray, k: int = 15) -> float:
    """How many of the nearest by vectors are among the nearest on the map."""
    apart, on_map = cdist(vectors[rows], vectors, "cosine"), cdist(points[rows], points)
    apart[np.arange(len(rows)), rows] = on_map[np.arange(len(rows)), rows] = np.inf
    nearest = [np.argsort(distances, axis=1)[:, :k] for distances in (apart, on_map)]
    return float(np.mean([np.isin(one, other).mean() for one, other in zip(*nearest, strict=True)]))


def sphere(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Vectors on a part of a sphere, and where they lie on it: a map without fault."""
    at = np.random.default_rng(2).uniform(-0.6, 0.6, size=(count, 2))
    return np.concatenate([at, np.sqrt(1 - (at**2).sum(axis=1, keepdims=True))], axis=1), at * 7


def test_new_photos_lie_beside_their_neighbours_whatever_the_scale_of_the_map() -> None:
    vectors, points = sphere(400)
    new = np.arange(40)
    near = find_neighbours(vectors)
    assert shares_kept(points, vectors, new) > 0.9
    for scale in (1e-3, 1, 1e4):
        found = place(known_but(points * scale, *new), near)
        assert shares_kept(found, vectors, new) > 0.55


def test_many_new_photos_of_one_place_do_not_lie_on_one_point() -> None:
    """Of their nearest only new ones, all reached over the one that stands at the border."""
    rng = np.random.default_rng(3)
    old, points = sphere(60)
    clump = [0, 0.2, -1] + 0.05 * rng.normal(size=(30, 3))
    bridge = np.array([[0.5, 0.4, 0.0], [0.35, 0.35, -0.35], [0.2, 0.3, -0.7]])
    vectors = np.concatenate([old, bridge, clump])
    known = np.concatenate([points, np.full((33, 2), np.nan)]).astype(np.float32)
    found = place(known, find_neighbours(vectors, 5))
    assert np.median(np.sort(cdist(found[63:], found[63:]), axis=1)[:, 1]) > 0.02
    assert shares_kept(found, vectors, np.arange(63, 93)) > 0.5


def test_the_same_photos_are_placed_alike() -> None:
    vectors, points = sphere(100)
    known, near = known_but(points, 3, 4), find_neighbours(vectors)
    assert place(known, near).tobytes() == place(known, near).tobytes()


def test_a_copy_lies_where_the_photo_lies_that_it_is_a_copy_of() -> None:
    vectors = np.concatenate([clumps(60, 32), clumps(60, 32)[7:8]])
    points = project_pca(vectors)
    found = place(known_but(points, 60), find_neighbours(vectors))
    assert found[60] == pytest.approx(points[7], abs=1e-5)


def test_a_new_photo_lies_among_its_own_kind() -> None:
    rng = np.random.default_rng(0)
    centres = np.eye(4)
    kinds = rng.integers(4, size=200)
    vectors = centres[kinds] + 0.05 * rng.normal(size=(200, 4))
    corners = np.array([[0, 0], [10, 0], [0, 10], [10, 10]])
    points = corners[kinds] + rng.normal(size=(200, 2))
    found = place(known_but(points, *range(20)), find_neighbours(vectors))
    nearest = np.linalg.norm(found[:20, None] - corners, axis=2).argmin(axis=1)
    assert nearest.tolist() == kinds[:20].tolist()


def test_what_knows_only_new_photos_waits_until_these_have_a_place() -> None:
    """A chain on a circle: each photo's two neighbours are the ones before and after it."""
    angles = np.linspace(0, 2, 30) ** 1.1
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points = np.stack([angles * 10, np.zeros(30)], axis=1)
    found = place(known_but(points, *range(12, 30)), find_neighbours(vectors, 2))
    assert np.isfinite(found).all()
    assert (found[12:, 0] >= points[8, 0]).all()  # at the end where the chain goes on, not in the middle of the map


def test_a_clump_of_strangers_goes_to_the_nearest_by_vectors() -> None:
    rng = np.random.default_rng(0)
    old = np.concatenate(
        [np.eye(3)[[0]] + 0.01 * rng.normal(size=(20, 3)), np.eye(3)[[1]] + 0.01 * rng.normal(size=(20, 3))]
    )
    new = np.array([[0, 0.7, 1]]) + 0.001 * rng.normal(size=(10, 3))  # only like each other, then like the second
    points = np.repeat([[-5.0, 0], [5, 0]], 20, axis=0)
    found = place(
        np.concatenate([points, np.full((10, 2), np.nan)]).astype("f4"), find_neighbours(np.concatenate([old, new]), 4)
    )
    assert found[40:] == pytest.approx(np.tile([5.0, 0], (10, 1)), abs=1e-4)


def test_photos_without_vector_stay_without_a_point() -> None:
    vectors = clumps(40)
    vectors[[4, 9]] = np.nan
    points = project_pca(clumps(40))
    found = place(known_but(points, 9, 10), find_neighbours(vectors))
    assert np.isnan(found[9]).all()
    assert np.isfinite(found[10]).all()
    assert np.array_equal(found[4], points[4])  # somebody knew it


def test_few_photos_of_which_the_last_has_no_vector() -> None:
    vectors = clumps(6)
    vectors[5] = np.nan
    found = place(known_but(project_pca(vectors), 2), find_neighbours(vectors))
    assert np.isfinite(found[:5]).all()


def test_a_map_without_points_is_laid_out_anew() -> None:
    vectors = clumps(30)
    found = place(np.full((30, 2), np.nan, np.float32), find_neighbours(vectors))
    assert np.array_equal(found, project_pca(find_neighbours(vectors).vectors))


def test_one_known_photo_alone() -> None:
    found = place(known_but(np.ones((5, 2)), 1, 2, 3, 4), find_neighbours(clumps(5)))
    assert found.tolist() == [[1, 1]] * 5


def test_points_of_other_photos_are_refused() -> None:
    with pytest.raises(ValueError, match="4 photos"):
        place(np.zeros((3, 2), np.float32), find_neighbours(clumps(4)))
