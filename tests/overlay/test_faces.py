"""Frames round faces: where they are, in the colour and with the letter of what is said of the eyes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from culling.faces.judge import WHY
from culling.overlay import draw_overlay, ink
from culling.overlay.faces import COLOURS, letter, words
from culling.photos import Photo
from tests.overlay.pictures import judged, photo, where


@pytest.mark.parametrize(
    ("eyes", "why", "said"),
    [(0.99, "", "O"), (0.5, "", "O"), (0.49, "", "C"), (0.0, "", "C"), (math.nan, "turned", "?")],
)
def test_eyes_are_told_by_letter_and_colour(eyes: float, why: str, said: str) -> None:
    one = judged(300, 200, 200, eyes, why)
    assert letter(one) == said
    drawn = draw_overlay(photo([one]), "faces")
    coloured = where(drawn, COLOURS[said])
    assert coloured[190:410, 290:510].any()
    for other in set(COLOURS) - {said}:
        assert not where(drawn, COLOURS[other]).any()


def test_the_frame_stands_where_the_face_is_also_in_a_smaller_picture() -> None:
    one = judged(400, 200, 200, 0.9)
    for long_side, scale in ((800, 1.0), (400, 0.5)):
        rows, columns = np.nonzero(where(draw_overlay(photo([one]), "faces", long_side), ink.GREEN))
        below_tag = rows >= round(200 * scale)
        assert columns[below_tag].min() == pytest.approx(400 * scale, abs=3)
        assert columns[below_tag].max() == pytest.approx(600 * scale, abs=3)
        assert rows.max() == pytest.approx(400 * scale, abs=3)


def test_what_is_said_is_shortened_where_there_is_no_room() -> None:
    assert words(judged(0, 0, 90, 0.9, sharp=121.4)) == ["O 121", "O"]
    assert words(judged(0, 0, 90, math.nan, "small", 33)) == ["? small 33", "? small", "?"]
    assert words(judged(0, 0, 20, math.nan, "small")) == ["? small", "?"]
    assert words(judged(0, 0, 90, 0.1)) == ["C"]
    assert all(words(judged(0, 0, 90, math.nan, why))[0] == f"? {why}" for why in WHY)


def test_colours_differ_in_lightness_for_any_eye() -> None:
    lumas = sorted(0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in COLOURS.values())
    assert lumas[0] + 5 < lumas[1] < lumas[2] - 50


@pytest.mark.parametrize("level", [0, 128, 255])
def test_frames_have_a_dark_rim_and_a_bright_core_on_any_photo(level: int) -> None:
    drawn = draw_overlay(photo([judged(300, 200, 200, math.nan, "dark")], level=level), "faces")
    row = drawn[350, 290:310].astype(int).mean(axis=1)  # across the left side of the frame
    assert row.max() > 200
    assert row.min() < 60


def test_without_a_face_it_says_so_in_the_picture() -> None:
    drawn = draw_overlay(photo(), "faces")
    changed = (drawn != 90).any(axis=2)
    assert changed[560:].any()
    assert not changed[:500].any()
    assert where(drawn, ink.WHITE).sum() > 100  # words


def test_sixty_faces_each_get_a_frame_and_a_letter() -> None:
    crowd = [judged(20 + 76 * (n % 10), 30 + 92 * (n // 10), 34, math.nan, "small") for n in range(60)]
    drawn = draw_overlay(photo(crowd), "faces")
    framed = where(drawn, COLOURS["?"], 40)
    for one in crowd:
        left, top = round(one.face.left), round(one.face.top)
        assert framed[top - 30 : top + 40, left - 4 : left + 40].sum() > 60
    assert draw_overlay(photo(crowd), "faces", 200).shape == (150, 200, 3)


@pytest.mark.parametrize(
    ("left", "top", "size"), [(-50, -50, 120), (760, 570, 150), (-900, -900, 3000), (799, 0, 1), (0, 599, 0.2)]
)
def test_faces_at_and_beyond_the_border_are_drawn_as_far_as_they_are_seen(left: int, top: int, size: float) -> None:
    drawn = draw_overlay(photo([judged(left, top, size, 0.1, sharp=50)]), "faces")
    assert drawn.shape == (600, 800, 3)
    assert (drawn != 90).any()


@pytest.mark.parametrize("size", [(600, 1), (1, 600), (1, 1), (12, 9)])
def test_the_narrowest_photo_stays_a_picture(size: tuple[int, int]) -> None:
    assert draw_overlay(photo([judged(0, 0, 8, 0.9)], size=size), "faces").shape == (*size, 3)
    assert draw_overlay(photo(size=size), "faces").shape == (*size, 3)


def test_a_real_face_is_framed() -> None:
    from skimage import data

    drawn = draw_overlay(Photo(data.astronaut()), "faces")
    rows, columns = np.nonzero(where(drawn, ink.GREEN))
    assert 40 < rows.min() < rows.max() < 220  # her face with its tag, eyes open
    assert 170 < columns.min() < columns.max() < 280
