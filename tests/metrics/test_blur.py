"""Readings of the blur map: bokeh is not blur, place counts a little, and what a photo's blur map must not mistake."""

from __future__ import annotations

import math

import numpy as np
import pytest

from culling import Photo, synth
from culling.blur_map import BlurMap
from culling.metrics.blur import blur, blur_map_mean, motion_blur, reading, sharp_area
from culling.photos import Pixels
from tests.metrics.pictures import SCENES, constant, scene

every_scene = pytest.mark.parametrize("name", SCENES)
CELLS = (60, 80)


def drawn(amount: float, confidence: float = 0.9, motion: float = 0.1) -> BlurMap:
    return BlurMap(*(np.full(CELLS, value, np.float32) for value in (amount, confidence, motion)))


def with_spot(amount: float, spot: float, place: tuple[int, int], size: int = 8) -> BlurMap:
    seen = drawn(amount)
    top, left = place
    seen.amount[top : top + size, left : left + size] = spot
    return seen


def bokeh(pixels: Pixels) -> Pixels:
    """The lower middle sharp, all else out of focus."""
    soft = synth.defocus(pixels, 8)
    height, width = pixels.shape[:2]
    part = slice(height // 3, height), slice(width // 4, 3 * width // 4)
    soft[part] = pixels[part]
    return soft


@pytest.mark.parametrize(("amount", "expected"), [(0.35, 0.0), (1.775, 0.5), (9.0, 1.0), (0.1, 0.0), (20.0, 1.0)])
def test_evenly_blurred_is_its_own_share_of_the_octaves(amount: float, expected: float) -> None:
    assert reading(drawn(amount)) == pytest.approx(expected, abs=0.03)


def test_a_sharp_subject_makes_the_photo_sharp_and_its_mean_does_not() -> None:
    seen = with_spot(6.0, 0.4, (34, 36))
    assert reading(seen) < 0.1
    assert reading(drawn(6.0)) > 0.8
    assert seen.amount.mean() > 5


def test_sharpness_at_the_upper_rim_counts_less_than_in_the_middle() -> None:
    middle, rim = reading(with_spot(4.0, 0.5, (34, 36))), reading(with_spot(4.0, 0.5, (0, 0)))
    assert middle < rim < reading(drawn(4.0))


def test_what_the_network_is_not_sure_of_hardly_counts() -> None:
    seen = with_spot(4.0, 0.4, (34, 36), size=4)
    seen.confidence[34:38, 36:40] = 0.001
    assert reading(seen) > reading(with_spot(4.0, 0.4, (34, 36), size=4)) + 0.1


def test_a_map_without_any_confidence_is_still_a_number() -> None:
    assert 0 <= reading(drawn(2.0, confidence=1e-6)) <= 1


@pytest.mark.parametrize("name", ["astronaut", "coffee"])  # the cat is soft but for its eyes
def test_bokeh_is_not_blur(name: str) -> None:
    pixels = np.ascontiguousarray(SCENES[name])
    sharp, soft_around, soft = (Photo(p) for p in (pixels, bokeh(pixels), synth.defocus(pixels, 8)))
    assert blur(soft_around) < 0.3 < blur(soft)
    assert blur_map_mean(soft_around) > 1.5 * blur_map_mean(sharp)
    assert sharp_area(soft) < 0.05 < sharp_area(soft_around) < sharp_area(sharp)


@every_scene
def test_motion_counts_where_it_blurs(name: str) -> None:
    pixels = np.ascontiguousarray(SCENES[name])
    shaken = synth.linear_motion_blur(pixels, 16, 60)
    assert motion_blur(Photo(shaken)) > 0.8
    assert motion_blur(scene(name)) < 0.3
    assert motion_blur(Photo(synth.defocus(pixels, 6))) < 0.5


def test_a_sharp_subject_before_a_moved_background_is_not_shaken() -> None:
    seen = with_spot(4.0, 0.4, (34, 36))
    seen.motion[:] = 0.99
    for map_of_photo, low, high in ((seen, 0.0, 0.2), (drawn(4.0, motion=0.99), 0.9, 1.0)):
        photo = scene("coffee")
        photo.__dict__["blur_map"] = map_of_photo
        assert low <= motion_blur(photo) <= high


@pytest.mark.parametrize("measure", [blur, blur_map_mean, sharp_area, motion_blur])
def test_nothing_to_be_in_focus_is_not_judged(measure) -> None:
    assert math.isnan(measure(constant(128)))
    tiny = np.ascontiguousarray(SCENES["coffee"][100:130, 100:500])
    assert math.isnan(measure(Photo(tiny)))


def test_grey_and_colour_give_the_same_number() -> None:
    pixels = np.ascontiguousarray(SCENES["coffee"])
    grey = np.repeat(scene("coffee").luma[:, :, None], 3, axis=2)
    one, other = Photo(np.ascontiguousarray(grey)), Photo(pixels)
    assert one.blur_map is not None
    assert other.blur_map is not None
    assert reading(one.blur_map) == pytest.approx(reading(other.blur_map), abs=1e-3)
    assert blur(one) == pytest.approx(blur(other), abs=0.03)  # colour tells a little of what the subject is
