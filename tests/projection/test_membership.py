"""The weights of neighbours: umap's own numbers, in odd cases as well."""

from __future__ import annotations

import numpy as np
import pytest

from culling.neighbours import find_neighbours
from culling.projection.membership import memberships
from tests.test_neighbours import clumps

# Said by umap-learn 0.5.12: smooth_knn_dist and compute_membership_strengths, 6 neighbours of which one is the photo.
DISTANCES = [
    [0.013691999949514866, 0.03081599995493889, 0.0365930013358593, 0.041724998503923416, 0.050725001841783524],
    [0.18218499422073364, 0.20444999635219574, 0.24461500346660614, 0.2741380035877228, 0.31470200419425964],
    [0.4510760009288788, 0.54932701587677, 0.5931339859962463, 0.632440984249115, 0.6542220115661621],
]
WEIGHTS = [
    [1.0, 0.5347700119018555, 0.43296998739242554, 0.35892000794410706, 0.2583000063896179],
    [1.0, 0.7327600121498108, 0.418179988861084, 0.27689000964164734, 0.15714000165462494],
    [1.0, 0.5480200052261353, 0.4191100001335144, 0.32947999238967896, 0.288349986076355],
]


def test_they_are_the_numbers_that_umap_says() -> None:
    assert memberships(np.array(DISTANCES, np.float32)) == pytest.approx(np.array(WEIGHTS), abs=2e-5)


@pytest.mark.parametrize("k", [7, 15])
def test_they_add_up_to_the_logarithm_of_their_number(k: int) -> None:
    distances = find_neighbours(clumps(300, 16), k).distances
    assert memberships(distances).sum(axis=1) == pytest.approx(np.full(300, np.log2(k + 1)), abs=1e-4)
    later = memberships(distances, nearest_counts_full=False)
    assert later.sum(axis=1) == pytest.approx(np.full(300, np.log2(k + 1)), abs=1e-4)
    assert (later[:, 0] < 1).all()


def test_a_neighbour_that_is_not_there_counts_nothing_and_the_others_as_if_alone() -> None:
    distances = np.array([[0.1, 0.2, 0.4, np.inf, np.inf], [np.inf] * 5], np.float32)
    found = memberships(distances)
    assert found[0, :3] == pytest.approx(memberships(distances[:1, :3])[0])
    assert (found[0, 3:] == 0).all()
    assert (found[1] == 0).all()


@pytest.mark.parametrize("row", [[0, 0, 0], [0, 0, 0.1], [0, 0.1, 0.2], [1e-6, 1e-6, 1e-6], [2, 2, 2]], ids=str)
def test_copies_and_equals_have_finite_weights_and_nearer_ones_no_less(row: list[float]) -> None:
    for full in (True, False):
        (found,) = memberships(np.array([row], np.float32), nearest_counts_full=full)
        assert ((found >= 0) & (found <= 1)).all()
        assert (np.diff(found) <= 1e-12).all()
    assert memberships(np.array([row], np.float32))[0, 0] == 1
