"""Faces large enough to judge their eyes: which, in what order, and that each is in the middle of its square."""

from __future__ import annotations

import math

import numpy as np
import pytest

from culling.errors import CullingError
from culling.faces.face import Face
from culling.faces.judge import Judgement
from culling.photos import Photo
from culling.suggest.portraits import draw_portraits


def _photo(*faces: tuple[float, float, float, float]) -> Photo:
    """A grey photo of 800 × 600 with faces of 100 px: (left, top, grey level, eyes_open)."""
    pixels = np.full((600, 800, 3), 60, np.uint8)
    told = []
    for left, top, level, opened in faces:
        face = Face(left, top, 100, 100, 1.0, np.zeros((5, 2), np.float32))
        pixels[int(top) : int(top) + 100, int(left) : int(left) + 100] = int(level)
        told.append(Judgement(face, 100.0, opened, ""))
    photo = Photo(pixels)
    photo.__dict__["faces"] = told
    return photo


def test_one_face_fills_most_of_its_square() -> None:
    drawn = draw_portraits(_photo((300, 200, 200, 0.1)))
    assert drawn.shape == (480, 480, 3)
    assert drawn.dtype == np.uint8
    seen = (drawn[:440, :, 0] > 150).sum(axis=1).max()  # as wide as the face: 1 / 1.7 of the square
    assert seen == pytest.approx(480 / 1.7, abs=4)
    assert drawn[240, 240, 0] == 200


def test_the_least_open_eyes_come_first_and_who_cannot_be_judged_is_left_out() -> None:
    drawn = draw_portraits(
        _photo((100, 250, 150, 0.9), (300, 250, 200, 0.05), (500, 250, 250, math.nan), (600, 400, 100, 0.4))
    )
    assert drawn.shape == (720, 720, 3)
    middles = [int(drawn[row, column, 0]) for row in (180, 540) for column in (180, 540)]
    assert middles == [200, 100, 150, 24]  # the last place is empty


def test_at_most_four_are_drawn() -> None:
    crowd = [(20 + 130 * column, 100, 200, 0.1 * column) for column in range(6)]
    assert draw_portraits(_photo(*crowd)).shape == (720, 720, 3)


def test_a_face_at_the_rim_is_moved_in() -> None:
    drawn = draw_portraits(_photo((0, 0, 200, 0.1)))
    assert (drawn[:440, :, 0] >= 55).all()  # nothing of what lies outside, which is black
    assert drawn[5, 5, 0] == 200


def test_a_face_larger_than_the_picture_has_no_border() -> None:
    photo = _photo((300, 200, 200, 0.1))
    large = Face(-50, -150, 900, 900, 1.0, np.zeros((5, 2), np.float32))
    photo.__dict__["faces"] = [Judgement(large, 100.0, 0.2, "")]
    assert (draw_portraits(photo)[:440] >= 55).all()


@pytest.mark.parametrize("faces", [(), ((100, 100, 200, math.nan),)])
def test_without_eyes_to_judge_it_is_told(faces: tuple[tuple[float, float, float, float], ...]) -> None:
    with pytest.raises(CullingError, match="Nobody's eyes"):
        draw_portraits(_photo(*faces))
