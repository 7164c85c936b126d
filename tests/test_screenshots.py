"""What tells screenshots from photos: on pictures drawn by hand, whose numbers can be counted."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from culling import Photo, synth
from culling.photos import Pixels
from culling.screenshots import FEATURES, screenshot_features


def told(pixels: Pixels) -> dict[str, float]:
    features = screenshot_features(Photo(np.ascontiguousarray(pixels)))
    assert features is not None
    assert features.dtype == np.float32
    return dict(zip(FEATURES, features.tolist(), strict=True))


def halves(left: int, right: int, size: tuple[int, int] = (320, 400)) -> Pixels:
    pixels = np.full((*size, 3), left, np.uint8)
    pixels[:, size[1] // 2 :] = right
    return pixels


def test_two_flat_halves_are_counted() -> None:
    """One step in each row of 399, two levels and colours, one straight border from top to bottom."""
    seen = told(halves(60, 200))
    # of 8 rows of a band 8 × 399 steps lie across and 7 × 400 along; only 8 of them are not 0
    steps = 8 * 399 + 7 * 400
    assert seen["equal"] == pytest.approx(1 - 8 / steps)
    assert seen["steeper"] == pytest.approx(8 / steps)
    assert seen["level_1"] == pytest.approx(0.5)
    assert seen["level_4"] == pytest.approx(1)
    assert seen["level_entropy"] == pytest.approx(1)
    assert seen["colours_90"] == pytest.approx(1), "two colours, as a logarithm"
    assert seen["column_lines"] == pytest.approx(1 / 4), "one of the four strongest"
    assert seen["row_lines"] == 0
    assert seen["quiet_50"] == 0
    assert seen["inside"] == 1


def test_every_step_between_flat_sides_is_clean() -> None:
    """Bars of 20 px: 19 steps in 96 rows, each clean; the 20 that are added stand for no knowledge."""
    bars = np.repeat(np.where(np.arange(400) // 20 % 2, 200, 60)[None, :], 320, axis=0)
    seen = told(np.repeat(bars[..., None], 3, axis=2).astype(np.uint8))
    assert seen["clean_both"] == pytest.approx(19 * 96 / (19 * 96 + 20))
    assert seen["clean_both"] == seen["clean_one"]


def test_a_slope_is_no_clean_step() -> None:
    ramp = np.clip(np.arange(400) * 40 - 7000, 0, 255)
    pixels = np.repeat(np.broadcast_to(ramp, (320, 400))[..., None], 3, axis=2).astype(np.uint8)
    assert told(pixels)["clean_both"] == 0


def test_black_and_burnt_out_parts_count_apart() -> None:
    rng = np.random.default_rng(0)
    pixels = np.zeros((320, 400, 3), np.uint8)
    pixels[:, 200:] = rng.integers(60, 200, (320, 200, 1))
    seen = told(pixels)
    assert seen["equal"] > 0.45
    assert seen["equal_inside"] < 0.05
    assert seen["inside"] == pytest.approx(0.5, abs=0.05)


def test_noise_is_never_quiet_and_a_page_is() -> None:
    noise = np.random.default_rng(0).normal(128, 3, (320, 400, 3)).clip(0, 255).astype(np.uint8)
    assert told(noise)["quiet_10"] > 1
    assert told(halves(60, 200))["quiet_10"] == 0


def test_jpeg_keeps_most_of_what_is_flat() -> None:
    assert told(synth.jpeg(halves(60, 200), 75))["near"] > 0.9


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (31, 400), (400, 31)])
def test_too_small_says_nothing(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    assert screenshot_features(Photo(noise)) is None


@pytest.mark.parametrize("tone", [0, 7, 128, 255])
def test_one_colour_says_nothing(tone: int) -> None:
    assert screenshot_features(Photo(np.full((300, 400, 3), tone, np.uint8))) is None


@pytest.mark.parametrize("size", [(32, 32), (33, 700), (2000, 40), (1999, 1501)])
def test_any_other_size_has_finite_numbers(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (*size, 3)).astype(np.uint8)
    assert np.isfinite(list(told(noise).values())).all()


def test_the_mirror_image_is_told_the_same() -> None:
    coffee = np.ascontiguousarray(data.coffee())
    one, other = told(coffee), told(coffee[:, ::-1])
    assert {name: one[name] for name in ("equal", "near", "level_entropy")} == pytest.approx(
        {name: other[name] for name in ("equal", "near", "level_entropy")}, rel=1e-3
    )


def test_the_photo_is_not_changed() -> None:
    photo = Photo(np.ascontiguousarray(data.coffee()))
    before = photo.pixels.copy()
    screenshot_features(photo)
    assert (photo.pixels == before).all()
