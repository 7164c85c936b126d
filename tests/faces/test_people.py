"""A photo by its faces: one who blinks among ten is found, those behind do not count for sharpness."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest

from culling.faces.face import Face
from culling.faces.judge import Judgement
from culling.faces.people import eyes_open, face_sharpness, face_size, judged_faces
from culling.photos import Pixels
from models.faces.closing import crops, with_eyes
from tests.faces.pictures import crowd, head
from tests.faces.test_judge import FACE


def group(portrait: Pixels, closed: dict[int, Pixels]) -> Pixels:
    """Ten people in two rows, each in other light and size; those of `closed` with shut eyes."""
    people = []
    for place in range(10):
        eyes = closed.get(place)
        person = portrait if eyes is None else with_eyes(portrait, FACE, eyes, eyes[:, ::-1])
        lit = np.clip(person * (0.6 + 0.08 * place), 0, 255).astype(np.uint8)
        people.append(np.ascontiguousarray(head(lit, 220)[:, :: -1 if place % 2 else 1]))
    return crowd(people, columns=5, gap=12)


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("place", [0, 4, 7, 9])
def test_the_one_of_ten_who_blinks_is_found(portrait: Pixels, shared_data: Path, place: int) -> None:
    shut = crops(shared_data / "eyes", "closed")[120 + place]
    said = judged_faces(group(portrait, {place: shut}))
    assert len(said) == 10
    assert eyes_open(said) < 0.5
    blinking = min(said, key=lambda one: one.eyes_open)
    assert blinking.face.middle == pytest.approx((122 + 232 * (place % 5), 132 + 232 * (place // 5)), abs=40)
    assert sum(one.eyes_open < 0.5 for one in said) == 1


@pytest.mark.usefixtures("fetched")
def test_ten_with_open_eyes(portrait: Pixels) -> None:
    said = judged_faces(group(portrait, {}))
    assert len(said) == 10
    assert eyes_open(said) > 0.5


@pytest.mark.usefixtures("nothing_fetched")
def test_it_works_with_nothing_fetched(portrait: Pixels, shared_data: Path) -> None:
    open_eyed = judged_faces(group(portrait, {}))
    assert 8 <= len(open_eyed) <= 11
    shut = crops(shared_data / "eyes", "closed")[200]
    assert eyes_open(judged_faces(group(portrait, {3: shut}))) < min(0.5, eyes_open(open_eyed))


@pytest.mark.usefixtures("nothing_fetched")
@pytest.mark.parametrize("size", [(1, 1), (40, 700), (300, 400)])
def test_a_photo_without_faces_says_nothing(size: tuple[int, int]) -> None:
    said = judged_faces(np.full((*size, 3), 127, np.uint8))
    assert said == []
    assert math.isnan(eyes_open(said))
    assert math.isnan(face_sharpness(said))


@pytest.mark.usefixtures("nothing_fetched")
def test_a_sharp_portrait_is_sharper_than_a_blurred_one(portrait: Pixels) -> None:
    soft = np.asarray(cv2.GaussianBlur(portrait, (0, 0), 3), np.uint8)
    assert face_sharpness(judged_faces(portrait)) > 1.5 * face_sharpness(judged_faces(soft))


def said(size: float, sharp: float, opened: float = math.nan) -> Judgement:
    return Judgement(Face(0, 0, size, size, 0.9, np.zeros((0, 2), np.float32)), sharp, opened, "")


def test_whoever_stands_behind_does_not_count_for_sharpness() -> None:
    assert face_sharpness([said(100, 30), said(40, 200)]) == 30
    assert face_sharpness([said(100, 30), said(60, 200)]) == 200
    assert math.isnan(face_sharpness([said(30, math.nan)]))


def test_the_least_open_eyes_count_and_unknown_ones_do_not() -> None:
    assert eyes_open([said(90, 50, 0.9), said(80, 50), said(70, 50, 0.2)]) == 0.2
    assert math.isnan(eyes_open([said(90, 50), said(80, 50)]))


def test_the_size_is_that_of_the_largest_face() -> None:
    small, large = (
        Judgement(Face(5, 5, side, 2 * side, 0.9, FACE.points), math.nan, math.nan, "") for side in (10, 30)
    )
    assert face_size([small, large], 100 * 200) == pytest.approx(30 * 60 / 20_000)
    assert face_size([large], 30 * 30) == 1  # a frame may reach beyond the picture
    assert math.isnan(face_size([], 100))
