"""Distances from the subject's middle to the points of thirds and of the golden ratio, on masks drawn by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from culling.composition import GOLDEN, THIRD, crossings, distance
from culling.subject import Subject


def blob(down: slice, across: slice, size: tuple[int, int] = (90, 120)) -> Subject:
    """A subject that is a rectangle of cells."""
    mask = np.zeros(size, np.float32)
    mask[down, across] = 1
    return Subject(mask)


def test_golden_ratio_points_divide_the_side_in_the_golden_ratio() -> None:
    longer = 1 - GOLDEN
    assert longer / GOLDEN == pytest.approx(1 / longer)  # the whole is to the longer part as that is to the shorter one
    assert crossings(GOLDEN)[0] == pytest.approx((0.381966, 0.381966), abs=1e-6)


def test_the_crossings_of_thirds() -> None:
    assert sorted(crossings(0.25)) == [(0.25, 0.25), (0.25, 0.75), (0.75, 0.25), (0.75, 0.75)]


def test_a_subject_on_a_crossing_is_nowhere_off_it() -> None:
    on_third = blob(slice(25, 35), slice(35, 45))  # its middle: 40 of 120, 30 of 90
    assert distance(on_third, 1200, 900, THIRD) == pytest.approx(0, abs=1e-9)
    # From (1/3, 1/3) to (0.381966, 0.381966) it is 0.048633 of each side, and so of the diagonal.
    assert distance(on_third, 1200, 900, GOLDEN) == pytest.approx(0.381966 - 1 / 3, abs=1e-6)


def test_the_middle_of_the_picture_is_a_sixth_of_the_diagonal_off() -> None:
    middle = blob(slice(40, 50), slice(55, 65))
    assert distance(middle, 4000, 3000, THIRD) == pytest.approx(1 / 6)
    assert distance(middle, 4000, 3000, GOLDEN) == pytest.approx(0.5 - GOLDEN)


def test_straight_beside_a_point_it_is_the_way_there_over_the_diagonal() -> None:
    beside = blob(slice(25, 35), slice(47, 57))  # 12 cells of 120 to the right of the crossing: 0.1 of 1200 px
    assert distance(beside, 1200, 900, THIRD) == pytest.approx(120 / 1500)  # the diagonal of 1200 × 900 is 1500


def test_nowhere_is_farther_than_the_corner() -> None:
    corner = blob(slice(0, 1), slice(0, 1), size=(160, 160))
    assert distance(corner, 100, 100, THIRD) == pytest.approx(1 / 3, abs=0.01)
    for seed in range(50):
        rng = np.random.default_rng(seed)
        subject = Subject((rng.random((16, 24)) ** 8).astype(np.float32))
        assert 0 <= distance(subject, 24, 16, THIRD) <= 1 / 3 or subject.box is None


@pytest.mark.parametrize("turn", ["mirror", "flip", "quarter", "half"])
def test_neither_mirroring_nor_turning_changes_it(turn: str) -> None:
    mask = blob(slice(10, 33), slice(70, 115)).mask
    turned = {"mirror": mask[:, ::-1], "flip": mask[::-1], "quarter": np.rot90(mask), "half": np.rot90(mask, 2)}[turn]
    size = (900, 1200) if turn == "quarter" else (1200, 900)
    for share in (THIRD, GOLDEN):
        assert distance(Subject(turned), *size, share) == pytest.approx(distance(Subject(mask), 1200, 900, share))


def test_without_a_subject_nothing_is_said() -> None:
    assert math.isnan(distance(None, 1200, 900, THIRD))
    assert math.isnan(distance(Subject(np.full((9, 12), 0.4, np.float32)), 1200, 900, THIRD))
