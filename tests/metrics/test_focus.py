"""Focus measures against their definitions, and what they must not mistake."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from skimage.measure import blur_effect

from culling import Photo, synth
from culling.metrics.focus import (
    laplacian_variance,
    motion_direction_ratio,
    reblur,
    sharpest_tile,
    tenengrad,
)
from culling.photos import Pixels
from tests.metrics.pictures import SCENES, constant, scene

every_scene = pytest.mark.parametrize("name", SCENES)


def grey(pixels: Pixels) -> Pixels:
    return cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)


@every_scene
def test_laplacian_variance_is_the_variance_of_the_laplacian(name: str) -> None:
    expected = cv2.Laplacian(grey(SCENES[name]), cv2.CV_64F).var()
    assert laplacian_variance(scene(name)) == pytest.approx(expected, rel=1e-9)


@every_scene
def test_tenengrad_is_the_mean_of_both_squared_gradients(name: str) -> None:
    luma = grey(SCENES[name])
    expected = (cv2.Sobel(luma, cv2.CV_64F, 1, 0) ** 2 + cv2.Sobel(luma, cv2.CV_64F, 0, 1) ** 2).mean()
    assert tenengrad(scene(name)) == pytest.approx(expected, rel=1e-3)


def test_tenengrad_sees_stripes_in_either_direction() -> None:
    stripes = np.tile(np.repeat([0, 255], 16), 10)[None, :, None] * np.ones((320, 1, 3))
    across, along = (Photo(np.ascontiguousarray(p, np.uint8)) for p in (stripes, stripes.transpose(1, 0, 2)))
    assert tenengrad(across) == pytest.approx(tenengrad(along))
    assert tenengrad(across) > 10_000


def crete_roffet(luma: Pixels) -> float:
    """The paper's definition word by word, slowly: differences before and after a 9-pixel mean."""
    worst = 0.0
    for picture in (luma.astype(float), luma.T.astype(float)):
        mean = np.apply_along_axis(lambda row: np.convolve(row, np.ones(9) / 9, mode="valid"), 1, picture)
        before = np.abs(np.diff(picture, axis=1))[:, 4:-4]
        after = np.abs(np.diff(mean, axis=1))
        worst = max(worst, 1 - np.maximum(before - after, 0).sum() / before.sum())
    return worst


@every_scene
@pytest.mark.parametrize("sigma", [0, 1.5, 4])
def test_reblur_is_the_papers_measure(name: str, sigma: float) -> None:
    pixels = synth.gaussian_blur(SCENES[name], sigma)
    assert reblur(Photo(pixels)) == pytest.approx(crete_roffet(grey(pixels)), abs=1e-6)


def test_reblur_orders_blur_as_scikit_image_does() -> None:
    blurred = [synth.gaussian_blur(SCENES[name], sigma) for name in SCENES for sigma in (0, 1, 2, 3, 5)]
    ours, theirs = [reblur(Photo(p)) for p in blurred], [blur_effect(grey(p)) for p in blurred]
    assert np.corrcoef(ours, theirs)[0, 1] > 0.97


@every_scene
def test_a_sharp_subject_before_a_soft_background_counts_as_sharp(name: str) -> None:
    sharp = SCENES[name]
    soft = synth.defocus(sharp, 8)
    subject = soft.copy()
    height, width = sharp.shape[:2]
    inside = np.s_[height // 3 : 2 * height // 3, width // 3 : 2 * width // 3]
    subject[inside] = sharp[inside]
    tile, whole = (
        [measure(Photo(np.ascontiguousarray(p))) for p in (sharp, subject, soft)]
        for measure in (sharpest_tile, laplacian_variance)
    )
    assert tile[1] > 5 * tile[2], "the subject is seen"
    assert tile[1] / tile[0] > whole[1] / whole[0], "and weighs more than in the mean over the picture"


@every_scene
@pytest.mark.parametrize("angle", [0, 30, 90, 135])
def test_motion_in_one_direction_is_told_from_defocus(name: str, angle: float) -> None:
    moved = motion_direction_ratio(Photo(synth.linear_motion_blur(SCENES[name], 10, angle)))
    defocused = motion_direction_ratio(Photo(synth.defocus(SCENES[name], 4)))
    still = motion_direction_ratio(scene(name))
    assert moved > 1.15 * defocused
    assert moved > still
    assert 0.8 < defocused < 1.3


@pytest.mark.parametrize("seed", range(3))
def test_says_nothing_where_nothing_could_be_in_focus(seed: int) -> None:
    rng = np.random.default_rng(seed)
    noise = Photo(rng.normal(128, 20, (900, 1200, 3)).clip(0, 255).astype(np.uint8))
    ramp = np.broadcast_to(np.linspace(90, 200, 1200)[None, :, None], (900, 1200, 3))
    for photo in (noise, Photo(ramp.astype(np.uint8)), constant(200)):
        assert not photo.has_texture
        assert math.isnan(laplacian_variance(photo))
        assert math.isnan(sharpest_tile(photo))


@every_scene
def test_a_defocused_scene_is_still_judged(name: str) -> None:
    assert Photo(synth.defocus(SCENES[name], max(SCENES[name].shape) / 50)).has_texture
