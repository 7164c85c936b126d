"""Focus peaking: sharp edges light up, blurred ones and noise do not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from culling.metrics.noise import noise_sigma
from culling.overlay import draw_overlay
from culling.overlay.peaking import LEAST_CONTRAST, edges, quiet_noise, threshold
from culling.photos import Photo, Pixels


def _step(blur: float, high: int = 220, low: int = 40) -> Pixels:
    """Left dark, right bright, the edge in the middle blurred by σ pixels."""
    luma = np.full((160, 240), low, np.float32)
    luma[:, 120:] = high
    return cv2.GaussianBlur(luma, (0, 0), blur).round().astype(np.uint8) if blur else luma.astype(np.uint8)


def _noisy(luma: Pixels, sigma: float) -> Pixels:
    noise = np.random.default_rng(2).normal(0, sigma, luma.shape)
    return np.clip(luma + noise, 0, 255).round().astype(np.uint8)


def _colour(luma: Pixels) -> Photo:
    return Photo(cv2.cvtColor(luma, cv2.COLOR_GRAY2RGB))


@pytest.mark.parametrize(("blur", "lit"), [(0, True), (0.5, True), (0.9, True), (2.0, False), (4.0, False)])
def test_a_sharp_edge_lights_up_and_a_blurred_one_does_not(blur: float, lit: bool) -> None:
    found = edges(_step(blur)) > 0
    assert found.any() == lit
    if lit:
        assert found[10:-10, 116:124].any(axis=1).all()  # all along the edge
        assert not found[:, :114].any()
        assert not found[:, 126:].any()


def test_the_sharper_the_stronger() -> None:
    strengths = [edges(_step(blur)).max() for blur in (1.2, 0.9, 0.6, 0)]
    assert strengths == sorted(strengths)
    assert strengths[0] < strengths[-1] <= 1


@pytest.mark.parametrize("sigma", [2, 5, 12, 25])
@pytest.mark.parametrize("level", [25, 128])
def test_noise_alone_does_not_light_up(sigma: float, level: int) -> None:
    luma = _noisy(np.full((400, 600), level, np.uint8), sigma)
    assert (edges(luma) > 0).mean() < 0.001


def test_without_its_own_noise_in_the_threshold_a_noisy_photo_would_light_up() -> None:
    luma = _noisy(np.full((400, 600), 128, np.uint8), 12)
    assert (np.abs(cv2.Laplacian(luma, cv2.CV_32F)) > LEAST_CONTRAST).mean() > 0.3


def test_a_strong_edge_rises_above_noise() -> None:
    found = edges(_noisy(_step(0, 230, 20), 6)) > 0
    assert found[:, 118:122].any(axis=1).mean() > 0.95
    assert found[:, :110].mean() < 0.001


def test_the_noise_is_that_which_was_added() -> None:
    luma = _noisy(np.full((640, 640), 120, np.uint8), 6)
    assert quiet_noise(luma) == pytest.approx(6, rel=0.1)


def test_fine_texture_in_half_of_the_photo_is_not_taken_for_noise() -> None:
    """Checks of three pixels read as noise of 15 levels; the quiet half says that there is none."""
    luma = np.full((480, 640), 120, np.uint8)
    rows, columns = np.indices((480, 320)) // 3
    luma[:, 320:] = (rows + columns) % 2 * 160 + 40
    assert noise_sigma(_colour(luma)) > 12
    assert threshold(luma) == LEAST_CONTRAST
    assert (edges(luma)[:, 330:] > 0).mean() > 0.5


def test_black_bars_do_not_hide_the_noise() -> None:
    luma = _noisy(np.full((480, 640), 120, np.uint8), 10)
    luma[:120] = luma[-120:] = 0
    assert quiet_noise(luma) == pytest.approx(10, rel=0.15)


def test_the_picture_is_yellow_at_the_edge_and_dim_grey_elsewhere() -> None:
    drawn = draw_overlay(_colour(_step(0)), "peaking").astype(int)
    edge, flat = drawn[:, 119:121], drawn[:, 150:]
    assert (edge[..., 0] - edge[..., 2]).min() > 200
    assert (flat == 110).all()  # half of 220


def test_edges_stay_where_they_are_in_a_smaller_picture() -> None:
    drawn = draw_overlay(_colour(_step(0)), "peaking", long_side=120).astype(int)
    yellow = drawn[..., 0] - drawn[..., 2]
    assert drawn.shape[:2] == (80, 120)
    assert yellow[:, 59:61].min() > 60
    assert yellow[:, :57].max() == 0 == yellow[:, 63:].max()
