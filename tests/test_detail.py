"""The one pass over strips gives what whole-picture filters give."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from culling.detail import TILE_PX, gradient_tensor, measure_detail

SIZES = [(400, 600), (64, 64), (129, 700), (63, 200), (1500, 130), (300, 40), (3, 3), (2, 5), (1, 1), (1, 90), (90, 1)]


@pytest.mark.parametrize("size", SIZES)
def test_sums_are_those_of_whole_picture_filters(size: tuple[int, int]) -> None:
    luma = np.random.default_rng(0).integers(0, 256, size, np.uint8)
    detail = measure_detail(luma)
    laplacian = cv2.Laplacian(luma, cv2.CV_64F)
    assert detail.laplacian_mean == pytest.approx(laplacian.mean(), abs=1e-9)
    assert detail.laplacian_square == pytest.approx((laplacian**2).mean())
    dx, dy = (d.astype(float) for d in cv2.spatialGradient(luma))
    expected = [[(dx * dx).mean(), (dx * dy).mean()], [(dx * dy).mean(), (dy * dy).mean()]]
    assert detail.gradient_tensor == pytest.approx(np.array(expected))
    assert gradient_tensor(luma) == pytest.approx(np.array(expected))


@pytest.mark.parametrize("size", SIZES)
def test_noise_is_the_papers_mask_inside_the_border(size: tuple[int, int]) -> None:
    luma = np.random.default_rng(1).integers(0, 256, size, np.uint8)
    if min(size) < 3:
        assert math.isnan(measure_detail(luma).noise_response)
        return
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], float)
    expected = np.abs(cv2.filter2D(luma, cv2.CV_64F, mask)[1:-1, 1:-1]).mean()
    assert measure_detail(luma).noise_response == pytest.approx(expected)


@pytest.mark.parametrize("size", SIZES)
def test_tiles_are_whole_and_centred(size: tuple[int, int]) -> None:
    luma = np.random.default_rng(2).integers(0, 256, size, np.uint8)
    energy = measure_detail(luma).tile_energy
    squares = cv2.Laplacian(luma, cv2.CV_64F) ** 2
    rows, columns = (max(side // TILE_PX, 1) for side in size)
    tall, wide = (min(side, TILE_PX) for side in size)
    top, left = (size[0] - rows * tall) // 2, (size[1] - columns * wide) // 2
    inside = squares[top : top + rows * tall, left : left + columns * wide]
    expected = inside.reshape(rows, tall, columns, wide).mean(axis=(1, 3))
    assert energy == pytest.approx(expected, rel=1e-5)
