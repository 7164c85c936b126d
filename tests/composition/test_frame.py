"""What the frame cuts, and the room above heads, on masks and faces drawn by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from culling.composition import cut_at, cut_share, head_room, head_top
from culling.composition.frame import CROWN
from culling.faces.face import Face
from culling.subject import Subject

UPRIGHT = np.array([(30, 40), (70, 40), (50, 60), (35, 80), (65, 80)], np.float32)  # of a frame of 100 px


def face(left: float, top: float, size: float, points: np.ndarray | None = UPRIGHT) -> Face:
    placed = np.zeros((0, 2)) if points is None else points * size / 100 + (left, top)
    return Face(left, top, size, size, 0.9, placed.astype(np.float32))


def subject(down: slice, across: slice, value: float = 1.0) -> Subject:
    mask = np.zeros((20, 30), np.float32)
    mask[down, across] = value
    return Subject(mask)


def test_a_subject_inside_the_frame_is_not_cut() -> None:
    assert cut_share(subject(slice(5, 15), slice(5, 25))) == 0


def test_the_cut_part_of_a_rectangle_is_its_side_over_its_perimeter() -> None:
    # 10 cells high and 8 wide on the lower border: 8 of its 36 cell sides.
    assert cut_share(subject(slice(10, 20), slice(5, 13))) == pytest.approx(8 / 36)
    # In the corner at the upper left two sides: 10 + 8.
    assert cut_share(subject(slice(0, 10), slice(0, 8))) == pytest.approx(18 / 36)


def test_what_fills_the_picture_is_cut_all_round() -> None:
    assert cut_share(Subject(np.ones((20, 30), np.float32))) == 1


def test_a_hole_belongs_to_the_outline() -> None:
    mask = np.ones((20, 30), np.float32)
    mask[5:15, 5:25] = 0  # 60 sides inside, 100 at the border
    assert cut_share(Subject(mask)) == pytest.approx(100 / 160)


def test_the_sides_that_are_cut_are_told_where_they_are() -> None:
    top, right, bottom, left = cut_at(subject(slice(12, 20), slice(26, 30)))
    assert not top.any()
    assert not left.any()
    assert np.flatnonzero(right).tolist() == list(range(12, 20))
    assert np.flatnonzero(bottom).tolist() == [26, 27, 28, 29]


@pytest.mark.parametrize("turn", [np.fliplr, np.flipud, np.rot90, np.transpose])
def test_neither_mirroring_nor_turning_changes_the_share(turn) -> None:
    mask = np.random.default_rng(4).random((20, 30)).astype(np.float32)
    assert cut_share(Subject(turn(mask))) == pytest.approx(cut_share(Subject(mask)))


def test_without_a_subject_nothing_is_cut_and_nothing_said() -> None:
    assert math.isnan(cut_share(None))
    assert math.isnan(cut_share(subject(slice(0, 20), slice(0, 30), 0.4)))


def test_head_room_is_what_is_free_above_the_head() -> None:
    # A face of 100 px from 200 px down: the head ends at 170 px of 1000.
    assert CROWN == 0.3
    assert head_room([face(400, 200, 100)], 1000) == pytest.approx(0.17)
    assert head_room([face(400, 200, 100, None)], 1000) == pytest.approx(0.17)  # without points


def test_a_head_cut_by_the_frame_has_no_room() -> None:
    assert head_top(face(0, 10, 100)) == pytest.approx(-20)
    assert head_room([face(0, 10, 100)], 1000) == 0
    assert head_room([face(0, -60, 100)], 1000) == 0


def test_the_topmost_of_those_in_front_counts() -> None:
    front, beside, behind = face(0, 400, 200), face(300, 300, 100), face(600, 50, 99)
    assert head_room([front, beside, behind], 1000) == pytest.approx(0.27)  # the one of 99 px stands behind
    assert head_room([behind], 1000) == pytest.approx((50 - 29.7) / 1000)


def test_a_head_that_lies_or_hangs_has_its_crown_elsewhere() -> None:
    lying = np.column_stack([UPRIGHT[:, 1], UPRIGHT[:, 0]])
    assert head_top(face(0, 200, 100, lying)) == pytest.approx(200)
    upside_down = np.column_stack([UPRIGHT[:, 0], 100 - UPRIGHT[:, 1]])
    assert head_top(face(0, 200, 100, upside_down)) == pytest.approx(200)


def test_without_a_face_there_is_no_head_room() -> None:
    assert math.isnan(head_room([], 1000))


def test_sixty_faces_are_no_trouble() -> None:
    crowd = [face(50 * (n % 10), 120 + 60 * (n // 10), 40) for n in range(60)]
    assert head_room(crowd, 600) == pytest.approx((120 - 12) / 600)
