"""Lassos as pixels, compared with a count of windings by angle."""

from __future__ import annotations

import numpy as np
import pytest

from culling.restore.outline import fill


def winds_around(points: np.ndarray, x: float, y: float) -> bool:
    """Whether the closed line turns around (x, y) at all: the sum of the angles it is seen under."""
    angles = np.arctan2(points[:, 1] - y, points[:, 0] - x)
    turns = np.diff(np.append(angles, angles[0]))
    return abs(np.sum((turns + np.pi) % (2 * np.pi) - np.pi)) > 1


@pytest.mark.parametrize("seed", range(4))
def test_a_scribble_is_filled_by_the_non_zero_rule(seed: int):
    shares = np.random.default_rng(seed).uniform(-0.3, 1.3, (9, 2))
    width, height = 37, 29
    found = fill(tuple(map(tuple, shares)), width, height, (0, 0, width, height))
    corners = shares * (width, height)
    for y in range(height):
        for x in range(width):
            assert (found[y, x] > 0) == winds_around(corners, x + 0.5, y + 0.5), (x, y)


def test_the_direction_of_drawing_does_not_matter():
    points = ((0.1, 0.2), (0.9, 0.1), (0.8, 0.9), (0.3, 0.4), (0.05, 0.8))
    box = (0, 0, 60, 50)
    assert np.array_equal(fill(points, 60, 50, box), fill(points[::-1], 60, 50, box))


def test_a_high_lasso_has_no_seam_between_its_bands():
    points = ((0.5, 0.0), (1.0, 1.0), (0.0, 1.0))
    found = fill(points, 40, 1300, (0, 0, 40, 1300))
    widths = (found > 0).sum(axis=1)
    assert np.abs(widths - (np.arange(1300) + 0.5) / 1300 * 40).max() <= 1


def test_points_beyond_all_measure_are_no_error():
    huge = ((-1e30, -1e30), (1e30, -1e30), (1e30, 1e30), (-1e30, 1e30))
    assert (fill(huge, 20, 10, (0, 0, 20, 10)) == 255).all()
