"""A second look puts the points of a face where they are."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from culling.faces import yunet
from culling.faces.closer import looked_closer, tilt, upright, warped
from culling.faces.face import Face
from culling.photos import Pixels

EYES = np.array([[151, 93], [196, 96]])  # read off the sample portrait


def off(face: Face) -> float:
    return float(np.linalg.norm(face.points[:2] - EYES, axis=1).mean())


@pytest.mark.usefixtures("fetched")
def test_the_eyes_are_nearer_to_where_they_are(portrait: Pixels) -> None:
    (face,) = yunet.find_faces(portrait)
    closer = looked_closer(portrait, face, yunet.candidates)
    assert off(closer) < 3 < off(face)
    assert (closer.left, closer.top, closer.score) == (face.left, face.top, face.score)


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("degrees", [-25, 25])
def test_a_tilted_head_is_seen_to_be_tilted(portrait: Pixels, degrees: float) -> None:
    height, width = portrait.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    turned = np.asarray(cv2.warpAffine(portrait, turn, (width, height)), np.uint8)
    (face,) = yunet.find_faces(turned)
    closer = looked_closer(turned, face, yunet.candidates)
    assert abs(tilt(face.points) + degrees) > 10, "at first it looks nearly upright"
    assert tilt(closer.points) == pytest.approx(3 - degrees, abs=7)
    expected = EYES @ turn[:, :2].T + turn[:, 2]
    assert np.linalg.norm(closer.points[:2] - expected, axis=1).mean() < 5


def test_where_nothing_is_seen_the_face_stays(portrait: Pixels) -> None:
    points = np.array([[10, 10], [20, 10], [15, 15], [10, 20], [20, 20]], np.float32)
    face = Face(5, 5, 20, 20, 0.9, points)
    assert looked_closer(portrait, face, lambda *_: []) is face
    bare = replace(face, points=np.zeros((0, 2), np.float32))
    assert looked_closer(portrait, bare, lambda *_: []) is bare


@pytest.mark.parametrize("degrees", [-60, -10, 0, 45, 120])
def test_tilt_is_clockwise(degrees: float) -> None:
    frontal = np.array([[30, 40], [70, 40], [50, 60], [35, 80], [65, 80]], np.float32)
    turn = cv2.getRotationMatrix2D((50, 60), -degrees, 2)  # OpenCV turns the other way
    assert tilt((frontal @ turn[:, :2].T + turn[:, 2]).astype(np.float32)) == pytest.approx(degrees, abs=0.01)


def test_upright_puts_the_face_in_the_middle() -> None:
    eyes = np.array([[110, 60], [130, 80]])
    matrix = upright(Face(100, 50, 40, 40, 1, np.zeros((0, 2), np.float32)), 45, 120, 3)
    assert matrix @ [120, 70, 1] == pytest.approx([60, 60])
    first, second = (matrix @ [*eye, 1] for eye in eyes)
    assert first[1] == pytest.approx(second[1]), "the eyes are level"
    assert first[0] < second[0]


@pytest.mark.parametrize("scale", [0.2, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("shift", [(0.0, 0.0), (-37.0, -20.0), (30.0, 12.0)])
def test_warped_shows_the_same_place_as_warping_all(scale: float, shift: tuple[float, float]) -> None:
    y, x = np.mgrid[:300, :400]
    picture = np.stack([x * 0.6, y * 0.8, (x + y) * 0.35], axis=2).astype(np.uint8)
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    size = (60, 50)
    plain = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR)
    there = (np.mgrid[:50, :60][::-1] - np.array(shift)[:, None, None]) / scale
    inside = (there > 4).all(axis=0) & (there[0] < 395) & (there[1] < 295)
    assert inside.any()
    assert np.abs(warped(picture, matrix, size).astype(int) - plain)[inside].max() <= 3


def test_warped_of_a_place_outside_is_black(portrait: Pixels) -> None:
    matrix = np.array([[1.0, 0, -5000], [0, 1, -5000]])
    assert not warped(portrait, matrix, (40, 30)).any()
    assert warped(portrait, matrix, (40, 30)).shape == (30, 40, 3)
