"""Faces side by side."""

from __future__ import annotations

import numpy as np
import pytest

from culling.faces.face import Face
from culling.faces.strip import SIDE, draw_strip, portrait


def face(x: float, y: float, size: float) -> Face:
    return Face(x - size / 2, y - size / 2, size, size, 1.0, np.zeros((0, 2), np.float32))


def test_each_face_is_in_the_middle_of_its_square() -> None:
    pixels = np.full((300, 500, 3), 40, np.uint8)
    for x, level in ((100, 120), (350, 240)):
        pixels[130:170, x - 20 : x + 20] = level
    strip = draw_strip(pixels, [face(350, 150, 40), face(100, 150, 40)])
    assert strip.shape == (SIDE, 2 * SIDE, 3)
    across = round(SIDE / 1.5)
    for place, level in ((0, 240), (1, 120)):
        square = strip[:, place * SIDE : (place + 1) * SIDE]
        inner = slice(SIDE // 2 - across // 2 + 3, SIDE // 2 + across // 2 - 3)
        assert np.abs(square[inner, inner].astype(int) - level).max() <= 2
        assert square[2, 2].tolist() == [40, 40, 40]


def test_what_lies_outside_is_black() -> None:
    there = portrait(np.full((200, 200, 3), 200, np.uint8), face(0, 100, 80))
    assert there[SIDE // 2, 4].tolist() == [0, 0, 0]
    assert there[SIDE // 2, -4].tolist() == [200, 200, 200]


def test_no_face_is_no_strip() -> None:
    with pytest.raises(ValueError, match="at least one face"):
        draw_strip(np.zeros((9, 9, 3), np.uint8), [])
