"""Zebra stripes: exactly where the clipping measures count, told apart by colour, lightness and lean."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from culling.metrics.light import highlight_clipping, shadow_clipping
from culling.overlay import draw_overlay
from culling.overlay.zebra import HIGHLIGHT_COLOUR, SHADOW_COLOUR, clipped_places
from culling.photos import Photo, Pixels


def _photo(height: int = 480, width: int = 640) -> Photo:
    """Middle grey, burnt in a block at the top left, drowned in a block at the bottom right."""
    pixels = np.full((height, width, 3), 128, np.uint8)
    pixels[: height // 4, : width // 2] = 255  # an eighth
    pixels[height * 3 // 4 :, width * 3 // 4 :] = 0  # a sixteenth
    return Photo(pixels)


def _is(drawn: Pixels, colour: tuple[int, int, int]) -> np.ndarray:
    return (drawn == colour).all(axis=2)


@pytest.mark.parametrize(("height", "width"), [(480, 640), (960, 1280), (1500, 2000)])
def test_half_of_what_the_measures_count_is_coloured(height: int, width: int) -> None:
    photo = _photo(height, width)
    drawn = draw_overlay(photo, "clipping")
    assert highlight_clipping(photo) == pytest.approx(1 / 8, abs=0.004)
    assert shadow_clipping(photo) == pytest.approx(1 / 16, abs=0.004)
    assert 2 * _is(drawn, HIGHLIGHT_COLOUR).mean() == pytest.approx(highlight_clipping(photo), rel=0.05)
    assert 2 * _is(drawn, SHADOW_COLOUR).mean() == pytest.approx(shadow_clipping(photo), rel=0.05)


def test_marked_is_what_the_measures_count() -> None:
    rng = np.random.default_rng(1)
    scene = cv2.GaussianBlur(rng.normal(128, 2000, (700, 1100, 3)), (0, 0), 6)
    photo = Photo(np.clip(scene, 0, 255).astype(np.uint8))  # much of it clipped
    highlights, shadows = clipped_places(photo)
    assert highlights.mean() == pytest.approx(highlight_clipping(photo)) != 0
    assert shadows.mean() == pytest.approx(shadow_clipping(photo)) != 0


@pytest.mark.parametrize(("level", "marked"), [(249, False), (250, True), (255, True)])
def test_highlights_begin_at_the_level_of_the_measure(level: int, marked: bool) -> None:
    drawn = draw_overlay(Photo(np.full((60, 80, 3), level, np.uint8)), "clipping")
    assert _is(drawn, HIGHLIGHT_COLOUR).any() == marked


@pytest.mark.parametrize(("level", "marked"), [(0, True), (5, True), (6, False)])
def test_shadows_end_at_the_level_of_the_measure(level: int, marked: bool) -> None:
    drawn = draw_overlay(Photo(np.full((60, 80, 3), level, np.uint8)), "clipping")
    assert _is(drawn, SHADOW_COLOUR).any() == marked


def test_stripes_lie_where_it_is_clipped_and_nothing_else_is_coloured() -> None:
    drawn = draw_overlay(_photo(), "clipping")
    coloured = drawn.max(axis=2) != drawn.min(axis=2)
    assert not coloured[120:360].any()
    assert not coloured[:360, 320:].any()
    assert _is(drawn, HIGHLIGHT_COLOUR)[:120, :320].any(axis=0).all()
    assert _is(drawn, SHADOW_COLOUR)[360:, 480:].any(axis=0).all()


def test_the_stripes_lean_to_different_sides() -> None:
    drawn = draw_overlay(_photo(), "clipping")
    light, dark = _is(drawn, HIGHLIGHT_COLOUR)[:100, :300], _is(drawn, SHADOW_COLOUR)[380:, 500:]
    assert (light[1:, :-1] == light[:-1, 1:]).all()  # up and to the right it goes on
    assert (dark[1:, 1:] == dark[:-1, :-1]).all()  # up and to the left
    assert not (light[1:, 1:] == light[:-1, :-1]).all()


def test_the_colours_differ_in_lightness_for_any_eye() -> None:
    lumas = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in (HIGHLIGHT_COLOUR, SHADOW_COLOUR)]
    assert abs(lumas[0] - lumas[1]) > 30
    assert lumas[0] < 150  # seen on white
    assert lumas[1] > 100  # seen on black
