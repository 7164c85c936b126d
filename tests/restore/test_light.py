"""More light: what it does to levels worked out by hand, what it must not touch, and when it is suggested."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from culling.restore.edit import Light
from culling.restore.light import TOO_DARK, WANTED, brighten, suggest_light

GREYS = np.tile(np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2), (64, 1, 1))
EVERY = [Light(stops=1.5), Light(stops=-1), Light(shadows=1), Light(contrast=1), Light(2, 0.7, 0.6)]


def scene(height: int = 240, width: int = 320) -> np.ndarray:
    """Dark on the left, light on the right, coloured texture everywhere."""
    rng = np.random.default_rng(4)
    coarse = rng.uniform(0.3, 1, (12, 16, 3)).astype(np.float32)
    texture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(texture * np.linspace(20, 230, width)[None, :, None], 0, 255).astype(np.uint8)


def luma(pixels: np.ndarray) -> float:
    return float(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).mean())


def test_no_light_is_an_equal_copy():
    pixels = scene()
    found = brighten(pixels, Light())
    assert np.array_equal(found, pixels)
    assert not np.shares_memory(found, pixels)


@pytest.mark.parametrize(("stops", "level", "expected"), [(1, 50, 71), (2, 50, 100), (-1, 188, 137), (-2, 255, 137)])
def test_a_stop_doubles_the_light(stops: float, level: int, expected: int):
    # By IEC 61966-2-1: level 50 is .0319 of the light, .0638 is level 71, .1276 level 100, and so on.
    grey = np.full((5, 5, 3), level, np.uint8)
    assert abs(int(brighten(grey, Light(stops=stops))[0, 0, 0]) - expected) <= 1


@pytest.mark.parametrize("light", EVERY, ids=str)
def test_black_stays_black_and_grey_stays_grey(light: Light):
    found = brighten(GREYS, light)
    assert (found[:, 0] == 0).all()
    assert np.array_equal(found[..., 0], found[..., 1])
    assert np.array_equal(found[..., 0], found[..., 2])


@pytest.mark.parametrize("stops", [0.5, 1, 2, 4])
def test_highlights_bend_and_do_not_clip(stops: float):
    row = brighten(GREYS, Light(stops=stops))[0, :, 0].astype(int)
    assert row[255] == 255
    assert (np.diff(row) >= 0).all()
    assert len(set(row[230:])) >= 2  # a hard clip leaves one level of them all


@pytest.mark.parametrize("name", ["stops", "shadows"])
def test_more_of_it_is_never_darker(name: str):
    pixels = scene()
    steps = [brighten(pixels, Light(**{name: amount})).astype(int) for amount in (0, 0.2, 0.5, 0.8, 1)]
    for darker, lighter in pairwise(steps):
        assert (lighter >= darker).all()
        assert lighter.mean() > darker.mean()


def test_more_contrast_spreads_what_lies_close():
    pixels = np.clip(scene() * 0.2 + 90, 0, 255).astype(np.uint8)
    spreads = [brighten(pixels, Light(contrast=amount)).std() for amount in (0, 0.3, 0.6, 1)]
    assert np.all(np.diff(spreads) > 0)


def test_shadows_lift_dark_parts_alone():
    pixels = scene()
    change = brighten(pixels, Light(shadows=1)).astype(int) - pixels
    assert change[:, :60].mean() > 12
    assert np.abs(change[:, 280:]).max() <= 1


def test_shadows_keep_the_fine_contrast_of_the_dark():
    # A part is lifted as one, so that neighbours keep their ratio of light.
    pixels = np.full((200, 200, 3), 20, np.uint8)
    pixels[::2, ::2] = 30
    found = brighten(pixels, Light(shadows=1))
    light = (np.array([found[100, 101, 0], found[100, 100, 0]]) / 255 + 0.055) ** 2.4  # but for a constant factor
    assert light[1] / light[0] == pytest.approx(((30 / 255 + 0.055) / (20 / 255 + 0.055)) ** 2.4, rel=0.2)


@pytest.mark.parametrize("light", EVERY, ids=str)
def test_hues_stay(light: Light):
    pixels = np.zeros((90, 180, 3), np.uint8)
    hues = np.arange(180, dtype=np.uint8)[None].repeat(90, axis=0)
    value = np.linspace(50, 220, 90).astype(np.uint8)[:, None].repeat(180, axis=1)
    pixels = cv2.cvtColor(np.stack([hues, np.full_like(hues, 150), value], axis=2), cv2.COLOR_HSV2RGB)
    # In linear light, the share of each channel in the pixel: the scaling of all three alike leaves it.
    before, after = (((p / 255 + 0.055) / 1.055) ** 2.4 for p in (pixels, brighten(pixels, light)))
    shares = before / before.sum(axis=2, keepdims=True) - after / after.sum(axis=2, keepdims=True)
    assert np.abs(shares).max() < 0.03


@pytest.mark.parametrize("light", EVERY, ids=str)
def test_a_preview_looks_like_the_whole_photo(light: Light):
    whole = cv2.resize(scene(), (1280, 960), interpolation=cv2.INTER_CUBIC)
    shown = cv2.resize(brighten(whole, light), (320, 240), interpolation=cv2.INTER_AREA)
    preview = brighten(cv2.resize(whole, (320, 240), interpolation=cv2.INTER_AREA), light)
    assert np.abs(shown.astype(int) - preview).mean() < 3  # tiles of 1,200 px tell a histogram less well


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (700, 1), (3, 5)])
def test_the_smallest_photos_are_lit(shape: tuple[int, int]):
    pixels = np.full((*shape, 3), 40, np.uint8)
    found = brighten(pixels, Light(1, 0.5, 0.5))
    assert found.shape == pixels.shape
    assert found.min() > 40


def test_bands_leave_no_seam():
    flat = np.full((1030, 20, 3), 35, np.uint8)
    assert np.ptp(brighten(flat, Light(1, 0.6))) == 0


def test_nothing_is_suggested_for_enough_light():
    bright = np.clip(scene().astype(int) + int(TOO_DARK), 0, 255).astype(np.uint8)
    assert suggest_light(bright) == Light()


@pytest.mark.parametrize("stops", [2, 3])
def test_what_is_suggested_brings_a_dark_photo_up(stops: float):
    dark = brighten(np.clip(scene() // 2 + 50, 0, 255).astype(np.uint8), Light(stops=-stops))
    light = suggest_light(dark)
    assert luma(dark) < TOO_DARK
    assert WANTED - 8 < luma(brighten(dark, light)) <= WANTED + 1
    assert light.stops == pytest.approx(stops - 0.5, abs=0.8)


def test_highlights_hold_the_exposure_back():
    dark = np.full((100, 100, 3), 25, np.uint8)
    lamp = dark.copy()
    lamp[:, :10] = 255
    assert suggest_light(lamp).stops == 1.0
    assert suggest_light(dark).stops > 2
    assert suggest_light(lamp).shadows > 0


@pytest.mark.parametrize("level", [0, 3])
def test_nothing_is_suggested_where_nothing_was_recorded(level: int):
    assert suggest_light(np.full((40, 60, 3), level, np.uint8)) == Light()


def test_darker_frames_of_brackets_get_a_suggestion_and_lighter_ones_none(shared_data: Path):
    names = sorted(path.name for path in (shared_data / "exposure_pairs" / "under").iterdir())[::4]
    suggested = {}
    for side in ("under", "over"):
        frames = [cv2.imread(str(shared_data / "exposure_pairs" / side / name))[..., ::-1] for name in names]
        suggested[side] = [bool(suggest_light(np.ascontiguousarray(frame))) for frame in frames]
    assert not any(suggested["over"])
    assert np.mean(suggested["under"]) > 0.6
