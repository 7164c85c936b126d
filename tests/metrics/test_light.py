"""Light, colour and noise against numpy, and against numbers known beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from culling import Photo, synth
from culling.metrics import colour, light, noise
from culling.metrics.facts import aspect_ratio, file_mb, megapixels, perceptual_hash
from tests.metrics.pictures import SCENES, constant, scene

every_scene = pytest.mark.parametrize("name", SCENES)


@every_scene
def test_light_is_what_numpy_says(name: str) -> None:
    photo = scene(name)
    luma = photo.small_luma.astype(float)
    shares = np.bincount(photo.small_luma.ravel(), minlength=256) / luma.size
    present = shares[shares > 0]
    assert light.luminance(photo) == pytest.approx(luma.mean())
    assert light.contrast(photo) == pytest.approx(luma.std())
    assert light.shadow_clipping(photo) == pytest.approx((luma <= 5).mean())
    assert light.highlight_clipping(photo) == pytest.approx((luma >= 250).mean())
    assert light.entropy(photo) == pytest.approx(-(present * np.log2(present)).sum())
    low, high = np.percentile(luma, [0.5, 99.5])
    assert light.dynamic_range(photo) == pytest.approx(high - low, abs=1)


def test_light_of_a_picture_drawn_by_hand() -> None:
    pixels = np.zeros((100, 100, 3), np.uint8)
    pixels[:50] = 255
    pixels[50:75] = 128
    photo = Photo(pixels)
    assert light.luminance(photo) == pytest.approx(0.5 * 255 + 0.25 * 128)
    assert light.highlight_clipping(photo) == 0.5
    assert light.shadow_clipping(photo) == 0.25
    assert light.entropy(photo) == pytest.approx(1.5)
    assert light.dynamic_range(photo) == 255


@every_scene
def test_colorfulness_is_the_papers_formula(name: str) -> None:
    red, green, blue = np.moveaxis(scene(name).small.astype(float), 2, 0)
    rg, yb = red - green, (red + green) / 2 - blue
    expected = np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean())
    assert colour.colorfulness(scene(name)) == pytest.approx(expected, rel=1e-4)


def test_saturation_of_pure_and_grey() -> None:
    pixels = np.zeros((40, 40, 3), np.uint8)
    pixels[:20] = (200, 0, 0)
    pixels[20:] = 90
    assert colour.saturation(Photo(pixels)) == pytest.approx(0.5)


@pytest.mark.parametrize("sigma", [2, 5, 12])
def test_noise_is_measured_back(sigma: float) -> None:
    plain = np.full((600, 800, 3), 128, np.uint8)
    # One grey noise for all three channels: luma then has the noise of each channel.
    drawn = np.random.default_rng(0).normal(0, sigma, plain.shape[:2]).round()
    noisy = (plain + drawn[:, :, None]).clip(0, 255).astype(np.uint8)
    assert noise.noise_sigma(Photo(noisy)) == pytest.approx(sigma, rel=0.03)


def test_facts_come_from_the_stored_photo_not_from_the_analysed_one() -> None:
    photo = Photo(np.zeros((300, 400, 3), np.uint8), full_size=(4000, 3000), file_bytes=3_500_000)
    assert megapixels(photo) == 12
    assert aspect_ratio(photo) == pytest.approx(4 / 3)
    assert file_mb(photo) == 3.5
    assert photo.scale == 0.1


def bits_apart(first: str, second: str) -> int:
    return (int(first, 16) ^ int(second, 16)).bit_count()


@every_scene
def test_perceptual_hash_stays_near_under_damage_and_far_between_scenes(name: str) -> None:
    pixels = SCENES[name]
    own = perceptual_hash(scene(name))
    assert len(own) == 16
    for damaged in (
        synth.jpeg(pixels, 30),
        synth.gaussian_blur(pixels, 2),
        synth.underexpose(pixels, 0.5),
        np.ascontiguousarray(pixels[::2, ::2]),
    ):
        assert bits_apart(own, perceptual_hash(Photo(damaged))) <= 8
    for other in SCENES.keys() - {name}:
        assert bits_apart(own, perceptual_hash(scene(other))) >= 18


def test_perceptual_hash_of_a_constant_picture_is_defined() -> None:
    assert len(perceptual_hash(constant(128, (1, 1)))) == 16
