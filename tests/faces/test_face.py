"""Frames of faces: their size, at another scale, and which of several on one place stays."""

from __future__ import annotations

import numpy as np
import pytest

from culling.faces.face import Face, overlap, without_overlaps


def face(left: float, score: float = 0.9, size: float = 10) -> Face:
    points = np.array([[left + 3, 4], [left + 7, 4], [left + 5, 6], [left + 3, 8], [left + 7, 8]], np.float32)
    return Face(left, 0, size, size, score, points)


def test_scaled_is_the_same_face_in_a_larger_picture() -> None:
    twice = face(10).scaled(2)
    assert (twice.left, twice.top, twice.width, twice.height, twice.score) == (20, 0, 20, 20, 0.9)
    assert twice.points[0].tolist() == [26, 8]
    assert twice.size == 20


@pytest.mark.parametrize(("left", "share"), [(0, 1), (5, 50 / 150), (10, 0), (40, 0), (-5, 50 / 150)])
def test_overlap_is_the_shared_part_of_both(left: float, share: float) -> None:
    assert overlap(face(0), face(left)) == pytest.approx(share)


def test_overlap_of_frames_without_area_is_nothing() -> None:
    assert overlap(face(0, size=0), face(0, size=0)) == 0


def test_the_surest_of_those_on_one_place_stays() -> None:
    weak, sure, apart = face(0, 0.7), face(1, 0.9), face(30, 0.6)
    assert without_overlaps([weak, sure, apart], 0.3) == [sure, apart]


def test_two_that_share_little_stay_both() -> None:
    assert len(without_overlaps([face(0), face(6)], 0.3)) == 2  # 4 of 16 is a quarter


def test_equal_scores_keep_their_order() -> None:
    first, second = face(0, 0.8), face(1, 0.8)
    assert without_overlaps([first, second], 0.3) == [first]
    assert without_overlaps([], 0.3) == []
