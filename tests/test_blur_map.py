"""The blur map: its shape, what it says of known blur, and photos that are hardly photos."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from culling import Photo, nets, synth
from culling.blur_map import CELL, LONG_SIDE, SHORTEST_SIDE, BlurMap, map_blur, working_size
from culling.photos import Pixels
from tests.metrics.pictures import SCENES

every_scene = pytest.mark.parametrize("name", SCENES)


def grey(pixels: Pixels) -> Pixels:
    return cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)


def mapped(pixels: Pixels) -> BlurMap:
    found = map_blur(grey(pixels))
    assert found is not None
    return found


@pytest.mark.parametrize("size", [(480, 640), (1500, 2000), (33, 47), (641, 100), (32, 5000)])
def test_a_cell_is_eight_working_pixels(size: tuple[int, int]) -> None:
    luma = np.random.default_rng(0).integers(0, 256, size, np.uint8)
    small = working_size(luma)
    assert max(small.shape) <= LONG_SIDE
    found = map_blur(luma)
    if min(small.shape) < SHORTEST_SIDE:
        assert found is None
        return
    assert found is not None
    rows, columns = (-(-side // CELL) for side in small.shape)
    for part in (found.amount, found.confidence, found.motion):
        assert part.shape == (rows, columns)
        assert part.dtype == np.float32
        assert np.isfinite(part).all()
    assert found.amount.min() > 0
    for part in (found.confidence, found.motion):
        assert 0 <= part.min() <= part.max() <= 1


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (31, 400)])
def test_what_is_no_picture_of_anything_has_no_map(size: tuple[int, int]) -> None:
    assert map_blur(np.zeros(size, np.uint8)) is None


@every_scene
def test_known_blur_is_told_within_a_factor_of_one_and_a_half_where_the_map_is_sure(name: str) -> None:
    for sigma in (2.0, 4.0):
        blurred = synth.gaussian_blur(np.ascontiguousarray(SCENES[name]), sigma)
        found = mapped(blurred)
        scale = max(working_size(grey(blurred)).shape) / max(blurred.shape)
        sure = found.confidence > 0.7
        told = found.amount[sure] / (sigma * scale)
        assert sure.sum() > 20
        assert 1 / 1.5 < np.median(told) < 1.5


@every_scene
def test_half_a_photo_blurred_is_half_a_map_blurred(name: str) -> None:
    pixels = np.ascontiguousarray(SCENES[name])
    half = pixels.shape[1] // 2
    mixed = pixels.copy()
    mixed[:, half:] = synth.defocus(pixels, 8)[:, half:]
    found = mapped(mixed)
    middle = found.amount.shape[1] // 2
    left, right = (
        np.average(side[0], weights=side[1])
        for side in (
            (found.amount[:, : middle - 4], found.confidence[:, : middle - 4]),
            (found.amount[:, middle + 4 :], found.confidence[:, middle + 4 :]),
        )
    )
    assert right > 2 * left


@every_scene
def test_motion_is_told_from_defocus(name: str) -> None:
    pixels = np.ascontiguousarray(SCENES[name])
    shaken, soft = mapped(synth.linear_motion_blur(pixels, 16, 30)), mapped(synth.defocus(pixels, 6))
    moved, still = (np.average(found.motion, weights=found.confidence**2) for found in (shaken, soft))
    assert moved > 0.6 > 0.4 > still


def test_plain_grey_is_not_judged_with_confidence() -> None:
    found = map_blur(np.full((480, 640), 128, np.uint8))
    assert found is not None
    assert found.confidence.max() < 0.6


def test_a_missing_network_says_so_and_the_photo_keeps_its_other_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str, array: object) -> None:
        raise nets.ModelError(f"{name} is missing")

    monkeypatch.setattr(nets, "run", gone)
    photo = Photo(np.ascontiguousarray(SCENES["coffee"]))
    with pytest.raises(nets.ModelError, match="focus is missing"):
        _ = photo.blur_map
    assert photo.has_texture
