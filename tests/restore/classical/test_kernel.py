"""Kernels: known shapes have known extents, and a rough one is recognised."""

from __future__ import annotations

import numpy as np
import pytest

from culling.restore.classical.kernel import LONGEST, Kernel, centred, defocus, enlarged, motion, no_blur, shaken


def moments(kernel: Kernel) -> tuple[float, float, float]:
    """Variance across, down, and covariance with down counted upwards."""
    rows, columns = np.indices(kernel.values.shape) - len(kernel.values) // 2
    weights = kernel.values.astype(float)
    return (weights * columns**2).sum(), (weights * rows**2).sum(), -(weights * rows * columns).sum()


@pytest.mark.parametrize("angle", [0, 30, 90, 135])
def test_a_motion_is_a_line_of_its_length_and_angle(angle: int):
    across, down, both = moments(motion(20, angle))
    assert across + down == pytest.approx(20**2 / 12, rel=0.03)  # of a uniform line; sharing among pixels adds a little
    assert np.degrees(np.arctan2(2 * both, across - down)) / 2 % 180 == pytest.approx(angle, abs=1)


@pytest.mark.parametrize("radius", [1.5, 4.0, 9.0])
def test_a_defocus_is_a_disk_of_its_radius(radius: float):
    across, down, both = moments(defocus(radius))
    assert across == pytest.approx(radius**2 / 4, rel=0.08)
    assert (across, both) == pytest.approx((down, 0), abs=1e-5)


@pytest.mark.parametrize("kernel", [motion(13, 70), defocus(3), no_blur()], ids=lambda kernel: kernel.text)
def test_a_kernel_keeps_all_light_and_is_centred(kernel: Kernel):
    assert kernel.values.dtype == np.float32
    assert kernel.values.sum() == pytest.approx(1, abs=1e-5)
    assert len(kernel.values) % 2 == 1
    assert np.allclose(kernel.values, kernel.values[::-1, ::-1], atol=1e-3)


def test_a_path_is_cut_to_its_square_around_its_middle():
    path = np.zeros((21, 21), np.float32)
    path[4:17, 4] = 1
    path[16, 4:17] = 1
    found = shaken(path)
    assert found.kind == "shake"
    assert np.count_nonzero(found.values) == 25
    assert np.isnan(found.length_px)
    assert f"{len(found.values)} × {len(found.values)} px" in found.text


def test_a_larger_photo_is_blurred_by_a_larger_kernel():
    assert enlarged(motion(10, 30), 2).length_px == 20
    assert enlarged(defocus(2.5), 4).radius_px == 10
    assert enlarged(no_blur(), 4).kind == "none"
    path = shaken(np.eye(7, dtype=np.float32))
    twice = enlarged(path, 2)
    assert len(twice.values) == pytest.approx(2 * len(path.values), abs=3)
    assert twice.values.sum() == pytest.approx(1, abs=1e-5)
    assert len(enlarged(twice, 32).values) <= 2 * LONGEST + 1


def test_a_kernel_is_moved_by_whole_pixels_until_its_middle_lies_in_the_middle():
    values = np.zeros((5, 5), np.float32)
    values[0, 0:3] = 1
    found = centred(values)
    assert found.shape == (9, 9)
    assert np.argwhere(found).tolist() == [[4, 3], [4, 4], [4, 5]]
