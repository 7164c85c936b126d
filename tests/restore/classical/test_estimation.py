"""Blind estimation: a blur that was put on is found again, near enough to undo it."""

from __future__ import annotations

import numpy as np
import pytest

from culling.restore.classical import estimate_kernel, richardson_lucy, wiener
from culling.restore.classical.blind import blind_kernel
from culling.restore.classical.estimation import _textured
from culling.restore.classical.likelihood import Power, best_disk, best_line, power_of
from culling.synth import add_noise, defocus, gaussian_blur, linear_motion_blur
from tests.restore.stand_ins import decibels, noise, sample

SHARP = sample("IMG_0101.JPG", 192)


def noisy(photo: np.ndarray) -> np.ndarray:
    return add_noise(photo, 1, np.random.default_rng(0))


@pytest.mark.parametrize(("length", "angle"), [(9, 100), (15, 30)])
def test_a_motion_is_found_and_undone(length: int, angle: int):
    blurred = noisy(linear_motion_blur(SHARP, length, angle))
    kernel = estimate_kernel(blurred)
    assert kernel.kind == "motion"
    assert kernel.length_px == pytest.approx(length, rel=0.1)
    assert abs((kernel.angle_deg - angle + 90) % 180 - 90) <= 4
    assert decibels(richardson_lucy(blurred, kernel), SHARP) > decibels(blurred, SHARP) + 1
    assert decibels(wiener(blurred, kernel), SHARP) > decibels(blurred, SHARP) + 0.5


def test_a_defocus_is_found_and_undone():
    blurred = noisy(defocus(SHARP, 3))
    kernel = estimate_kernel(blurred)
    assert kernel.kind == "defocus"
    assert kernel.radius_px == pytest.approx(3, rel=0.1)
    assert decibels(richardson_lucy(blurred, kernel), SHARP) > decibels(blurred, SHARP) + 1


@pytest.mark.parametrize("name", ["IMG_0101.JPG", "IMG_0102.JPG"])
def test_a_sharp_photo_has_no_blur(name: str):
    assert estimate_kernel(noisy(sample(name, 192))).kind == "none"


def test_the_spectrum_tells_length_and_radius_exactly():
    def power(photo: np.ndarray) -> Power:
        return power_of(np.asarray(noisy(photo)[..., 1] / np.float32(255)))

    line = best_line(power(linear_motion_blur(SHARP, 13, 65)))
    assert (line.length_px, line.angle_deg) == (pytest.approx(13, abs=0.6), pytest.approx(65, abs=2))
    assert best_disk(power(defocus(SHARP, 5))).radius_px == pytest.approx(5, abs=0.3)


@pytest.mark.parametrize(
    "photo",
    [np.full((100, 100, 3), 90, np.uint8), noise(20, 300), noise(1, 1)],
    ids=["one colour", "narrow", "a pixel"],
)
def test_where_nothing_is_to_be_seen_no_blur_is_claimed(photo: np.ndarray):
    assert estimate_kernel(photo).kind == "none"


def test_an_estimated_kernel_is_one():
    values = blind_kernel(np.random.default_rng(0).random((80, 90), np.float32), 11)
    assert values.shape == (11, 11)
    assert values.sum() == pytest.approx(1, abs=1e-4)
    assert values.min() >= 0


def test_it_looks_where_there_is_texture():
    luma = np.full((700, 1200), 128, np.uint8)
    luma[150:650, 650:1150] = gaussian_blur(noise(500, 500), 2)[..., 0]
    part = _textured(luma)
    assert part.shape == (512, 512)
    assert (part != 128).mean() > 0.9
