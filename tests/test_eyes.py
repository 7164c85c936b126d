"""culling.eyes: what it takes, what it refuses, when it cannot say, and how well it tells open from closed."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import culling
from culling import eyes

torch_free_models = pytest.importorskip("models.eyes.synthetic")

Pixels = NDArray[np.uint8]


def drawn(is_open: bool, count: int) -> list[Pixels]:
    rng = np.random.default_rng(2026)
    return [torch_free_models.draw_eye(is_open, rng) for _ in range(count)]


@pytest.fixture(scope="module")
def eye() -> Pixels:
    return drawn(True, 1)[0]


def test_package_exports_it() -> None:
    assert culling.eye_openness is eyes.eye_openness


def test_drawn_open_eyes_are_more_open_than_drawn_closed_ones() -> None:
    opened = [culling.eye_openness(crop) for crop in drawn(True, 40)]
    closed = [culling.eye_openness(crop) for crop in drawn(False, 40)]
    assert np.nanmean(opened) > 0.8
    assert np.nanmean(closed) < 0.2


def test_rgb_grey_and_one_channel_say_the_same(eye: Pixels) -> None:
    grey = np.asarray(cv2.cvtColor(eye, cv2.COLOR_RGB2GRAY), np.uint8)
    answer = culling.eye_openness(eye)
    assert isinstance(answer, float)
    assert culling.eye_openness(grey) == answer == culling.eye_openness(grey[:, :, None])


def test_mirror_image_says_the_same(eye: Pixels) -> None:
    assert culling.eye_openness(eye[:, ::-1]) == pytest.approx(culling.eye_openness(eye), abs=1e-4)


def test_half_the_light_says_nearly_the_same(eye: Pixels) -> None:
    assert culling.eye_openness(eye // 2) == pytest.approx(culling.eye_openness(eye), abs=0.1)


@pytest.mark.parametrize("size", [(12, 12), (24, 40), (36, 60), (96, 96), (300, 200), (13, 90)])
def test_every_size_and_shape_gives_a_probability_or_nan(eye: Pixels, size: tuple[int, int]) -> None:
    answer = culling.eye_openness(np.asarray(cv2.resize(eye, size[::-1]), np.uint8))
    assert math.isnan(answer) or 0 <= answer <= 1


@pytest.mark.parametrize("shape", [(1, 1), (11, 96, 3), (96, 1), (1, 96, 3), (0, 5), (0, 0, 3)])
def test_too_small_cannot_be_judged(shape: tuple[int, ...]) -> None:
    assert math.isnan(culling.eye_openness(np.random.default_rng(0).integers(0, 256, shape).astype(np.uint8)))


@pytest.mark.parametrize("tone", [0, 128, 255])
def test_flat_cannot_be_judged(tone: int) -> None:
    assert math.isnan(culling.eye_openness(np.full((40, 40, 3), tone, np.uint8)))


def test_noise_gradients_and_stripes_are_no_eyes() -> None:
    rng, ramp = np.random.default_rng(0), np.arange(48, dtype=np.uint8)
    noise = rng.integers(0, 256, (48, 48)).astype(np.uint8)
    gradient = np.repeat(ramp[:, None] * 5, 48, 1)
    stripes = np.repeat((ramp[None] // 4 % 2) * np.uint8(200), 48, 0)
    assert all(math.isnan(culling.eye_openness(picture)) for picture in (noise, gradient, stripes))


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((40, 40, 3), np.float32),
        np.zeros((40, 40), np.uint16),
        np.zeros((40, 40, 4), np.uint8),
        np.zeros((40, 40, 2), np.uint8),
        np.zeros(40, np.uint8),
        np.zeros((1, 40, 40, 3), np.uint8),
        [[0, 1], [2, 3]],
        None,
    ],
    ids=["float", "16 bit", "alpha", "two channels", "one axis", "batch", "list", "None"],
)
def test_other_arrays_are_refused_with_what_was_given(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"an eye crop is .* given was"):
        culling.eye_openness(wrong)  # type: ignore[arg-type]


def test_the_crop_is_not_changed(eye: Pixels) -> None:
    before = eye.copy()
    culling.eye_openness(eye)
    assert (eye == before).all()


@pytest.mark.parametrize(("side", "floor"), [(96, 0.97), (24, 0.95)])
def test_real_crops_are_told_apart(shared_data: Path, side: int, floor: float) -> None:
    """A floor for accidents (a wrong file, other preparation): the honest figures on unseen people are in CARD.md."""
    scores: dict[str, list[float]] = {"open": [], "closed": []}
    for label, answers in scores.items():
        for file in sorted((shared_data / "eyes" / label).iterdir())[::12]:
            grey = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
            small = cv2.resize(grey, (side, round(side * grey.shape[0] / grey.shape[1])), interpolation=cv2.INTER_AREA)
            answers.append(culling.eye_openness(np.asarray(small, np.uint8)))
    opened, closed = np.array(scores["open"]), np.array(scores["closed"])
    assert np.isnan(np.r_[opened, closed]).mean() < 0.05
    pairs = opened[:, None] - closed
    assert np.nanmean(np.where(np.isnan(pairs), np.nan, pairs > 0)) > floor
