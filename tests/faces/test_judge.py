"""What is said of one face, under known damage and on real photos."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from culling import read_photo
from culling.faces.face import Face
from culling.faces.find import find_faces
from culling.faces.judge import WHY, judge, sharpness, turned
from culling.photos import Pixels
from models.faces.closing import crops, with_eyes

#: The sample portrait's points, read off a grid, so that no detector is needed to judge it.
POINTS = np.array([[151, 93], [196, 96], [173, 118], [151, 134], [192, 135]], np.float32)
FACE = Face(128, 62, 90, 112, 0.9, POINTS)


def blurred(pixels: Pixels, sigma: float) -> Pixels:
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma), np.uint8)


def test_a_sharp_face_with_open_eyes(portrait: Pixels) -> None:
    said = judge(portrait, FACE)
    assert said.face is FACE
    assert said.why == ""
    assert said.eyes_open > 0.9
    assert said.sharpness > 60


def test_sharpness_falls_with_blur(portrait: Pixels) -> None:
    values = [sharpness(portrait, FACE), *(sharpness(blurred(portrait, sigma), FACE) for sigma in (1.5, 3, 6, 10))]
    assert values == sorted(values, reverse=True)
    assert values[2] == pytest.approx(112 / 3, rel=0.35), "size over the standard deviation of the blur"
    assert values[4] < 22


@pytest.mark.parametrize("scale", [0.6, 1.5, 3.0])
def test_a_blurred_face_is_as_sharp_at_any_size(portrait: Pixels, scale: float) -> None:
    soft = blurred(portrait, 3)
    other = np.asarray(cv2.resize(soft, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    assert sharpness(other, FACE.scaled(scale)) == pytest.approx(sharpness(soft, FACE), rel=0.25)


def test_contrast_and_light_do_not_count_as_sharpness(portrait: Pixels) -> None:
    flat = np.clip(portrait * 0.5 + 40, 0, 255).astype(np.uint8)
    assert sharpness(flat, FACE) == pytest.approx(sharpness(portrait, FACE), rel=0.25)


def test_small_faces_are_not_judged(portrait: Pixels) -> None:
    small = np.asarray(cv2.resize(portrait, None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA), np.uint8)
    said = judge(small, FACE.scaled(0.3))
    assert said.why == "small"
    assert math.isnan(said.eyes_open)
    assert math.isnan(said.sharpness)


def test_dark_faces_are_not_judged_and_dim_ones_are(portrait: Pixels) -> None:
    median = float(np.median(portrait[70:165, 135:210]))
    dim, dark = ((portrait * (tone / median)).astype(np.uint8) for tone in (25, 5))
    assert judge(dim, FACE).eyes_open > 0.5
    assert judge(dark, FACE).why == "dark"


def test_faces_out_of_focus_are_not_judged(portrait: Pixels) -> None:
    assert judge(blurred(portrait, 9), FACE).why == "blurred"


def test_sunglasses_are_not_judged(portrait: Pixels) -> None:
    covered = portrait.copy()
    for x, y in POINTS[:2].astype(int):
        cv2.ellipse(covered, (int(x), int(y)), (20, 14), 0, 0, 360, (18, 16, 20), -1)
    said = judge(covered, FACE)
    assert said.why == "covered"
    assert math.isnan(said.eyes_open)


def test_without_points_only_sharpness_is_told(portrait: Pixels) -> None:
    said = judge(portrait, replace(FACE, points=np.zeros((0, 2), np.float32)))
    assert said.why == "small"
    assert said.sharpness == judge(portrait, FACE).sharpness


@pytest.mark.parametrize(
    ("move", "answer"),
    [
        ([[0, 0], [0, 0], [0, 0], [0, 0], [0, 0]], False),
        ([[0, 0], [0, 0], [24, 0], [10, 0], [10, 0]], True),  # the nose beside the left eye: seen from the side
        ([[12, 0], [-12, 0], [0, 0], [5, 0], [-5, 0]], True),  # eyes close together: a profile
        ([[0, 0], [0, 0], [9, 0], [3, 0], [3, 0]], False),  # a little aside
    ],
)
def test_turned_is_told_by_the_places_of_eyes_nose_and_mouth(move: list[list[float]], answer: bool) -> None:
    points = POINTS + np.array(move, np.float32)
    assert turned(points) is answer
    tilted = points @ np.array([[0.87, 0.5], [-0.5, 0.87]], np.float32)
    assert turned(tilted) is answer, "a tilted head is not turned away"


def test_a_face_partly_outside_is_judged(portrait: Pixels) -> None:
    cut = np.ascontiguousarray(portrait[:, 140:])
    said = judge(cut, replace(FACE.scaled(1), left=FACE.left - 140, points=POINTS - np.float32([140, 0])))
    assert said.why in ("", *WHY)
    assert 0 <= said.sharpness <= 366


def test_points_far_outside_are_no_error(portrait: Pixels) -> None:
    away = replace(FACE, left=9000.0, points=POINTS + np.float32([9000, 0]))
    assert math.isnan(judge(portrait, away).eyes_open)


@pytest.mark.parametrize("label", ["open", "closed"])
def test_other_eyes_are_told(portrait: Pixels, shared_data: Path, label: str) -> None:
    eyes = crops(shared_data / "eyes", label)[::29]
    said = [judge(with_eyes(portrait, FACE, eye, eye[:, ::-1]), FACE).eyes_open for eye in eyes]
    right = [value > 0.5 if label == "open" else value < 0.5 for value in said if not math.isnan(value)]
    assert len(right) >= 0.8 * len(eyes)
    assert np.mean(right) > 0.9


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize(("name", "closed"), [("JVC_GR-DC2000.jpg", True), ("Canon_EOS_REBEL_T3i.jpg", False)])
def test_real_eyes_are_told(shared_data: Path, name: str, closed: bool) -> None:
    """Seen by eye: the man with the baby looks down, his lids shut; the man on the bench looks at the camera."""
    pixels = read_photo(shared_data / "camera_snapshots" / name).pixels
    said = judge(pixels, find_faces(pixels)[0])
    assert (said.eyes_open < 0.3) if closed else (said.eyes_open > 0.7)


@pytest.mark.usefixtures("fetched")
def test_a_man_in_profile_and_his_reflection_are_turned_away_and_not_small(shared_data: Path) -> None:
    pixels = read_photo(shared_data / "camera_snapshots" / "Samsung_GT-I9000_Galaxy_S_.jpg").pixels
    said = [judge(pixels, face) for face in find_faces(pixels)]
    assert [one.why for one in said] == ["turned", "turned"]
    assert min(one.face.size for one in said) > 100
