"""The map that is there at once: as the singular value decomposition says, whatever the vectors."""

from __future__ import annotations

import numpy as np
import pytest

from culling.projection import project_pca
from tests.test_neighbours import clumps


@pytest.mark.parametrize("shape", [(300, 12), (5, 40), (20_000, 3)], ids=str)
def test_it_is_what_the_singular_value_decomposition_says(shape: tuple[int, int]) -> None:
    vectors = np.random.default_rng(0).normal(size=shape) @ np.diag(np.linspace(3, 1, shape[1]))
    _, _, directions = np.linalg.svd(vectors - vectors.mean(axis=0), full_matrices=False)
    expected = (vectors - vectors.mean(axis=0)) @ directions[:2].T
    found = project_pca(vectors.astype(np.float32))
    assert found.dtype == np.float32
    assert np.abs(found) == pytest.approx(np.abs(expected), abs=2e-3)
    signs = np.sign((found * expected).sum(axis=0))
    assert found == pytest.approx(expected * signs, abs=2e-3)


def test_the_largest_part_of_each_direction_is_positive() -> None:
    vectors = np.random.default_rng(1).normal(size=(200, 6)) * [1, 5, 1, 1, 3, 1]
    for turned in (vectors, -vectors):
        found = project_pca(turned)
        assert np.corrcoef(found[:, 0], turned[:, 1])[0, 1] > 0.9
        assert np.corrcoef(found[:, 1], turned[:, 4])[0, 1] > 0.9


def test_photos_without_vector_have_no_point_and_move_nobody() -> None:
    vectors = clumps(50)
    holed = np.insert(vectors, [0, 7, 50], np.nan, axis=0)
    holed[0] = np.inf
    found = project_pca(holed)
    assert np.flatnonzero(np.isnan(found).any(axis=1)).tolist() == [0, 8, 52]
    assert np.array_equal(found[~np.isnan(found[:, 0])], project_pca(vectors))


@pytest.mark.parametrize("vectors", [clumps(1, 256), np.repeat(clumps(1, 256), 9, axis=0), np.ones((4, 3))], ids=len)
def test_one_photo_and_copies_of_one_lie_in_the_middle(vectors: np.ndarray) -> None:
    assert (project_pca(vectors) == 0).all()


def test_what_differs_in_one_direction_lies_on_a_line() -> None:
    found = project_pca(clumps(2, 256))
    assert (found[:, 1] == 0).all()
    apart = np.linalg.norm(np.subtract(*clumps(2, 256)))
    assert abs(found[1, 0] - found[0, 0]) == pytest.approx(apart, rel=1e-5)


@pytest.mark.parametrize("shape", [(0, 8), (3, 0), (3, 1)], ids=str)
def test_hardly_any_numbers(shape: tuple[int, int]) -> None:
    found = project_pca(np.arange(np.prod(shape), dtype=float).reshape(shape))
    assert found.shape == (shape[0], 2)
    assert np.isnan(found).all() == (0 in shape)


def test_a_list_of_numbers_is_no_list_of_vectors() -> None:
    with pytest.raises(ValueError, match=r"\(photos, numbers\)"):
        project_pca(np.zeros(5))
