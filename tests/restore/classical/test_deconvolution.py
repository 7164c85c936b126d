"""Wiener and Richardson–Lucy on photos blurred by a kernel that is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import convolve
from skimage import restoration

from culling.restore.classical import Kernel, defocus, motion, no_blur, richardson_lucy, wiener
from culling.restore.classical.lucy import _steps
from culling.restore.classical.luminance import luminance_of, to_levels, to_light
from culling.restore.classical.spectrum import back, forward, transfer, wrapped
from culling.restore.classical.wiener import CAUTION, fit_balance, gibbs_balance
from culling.srgb import to_light as light_of_levels
from culling.synth import add_noise
from culling.synth import defocus as defocused
from culling.synth import linear_motion_blur as moved
from tests.restore.stand_ins import decibels, noise, sample

SHARP = sample("IMG_0101.JPG", 256)
BLURS = {"motion": (motion(11, 30), moved(SHARP, 11, 30)), "defocus": (defocus(3), defocused(SHARP, 3))}


@pytest.mark.parametrize("blur", BLURS)
@pytest.mark.parametrize("way", [wiener, richardson_lucy], ids=lambda way: way.__name__)
def test_a_known_blur_is_undone(blur: str, way):
    kernel, blurred = BLURS[blur]
    blurred = add_noise(blurred, 1, np.random.default_rng(0))
    restored = way(blurred, kernel)
    assert restored.shape == SHARP.shape
    assert restored.dtype == np.uint8
    assert decibels(restored, SHARP) > decibels(blurred, SHARP) + 1.5


def test_a_wrong_kernel_does_worse_than_the_right_one():
    kernel, blurred = BLURS["motion"]
    assert decibels(richardson_lucy(blurred, motion(11, 120)), SHARP) < decibels(blurred, SHARP) - 1
    assert decibels(wiener(blurred, kernel), SHARP) > decibels(wiener(blurred, motion(11, 120)), SHARP) + 2


@pytest.mark.parametrize("way", [wiener, richardson_lucy], ids=lambda way: way.__name__)
def test_without_blur_nothing_changes(way):
    assert np.array_equal(way(SHARP, no_blur()), SHARP)


@pytest.mark.parametrize("way", [wiener, richardson_lucy], ids=lambda way: way.__name__)
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (40, 3)], ids=str)
def test_small_photos_are_taken(way, size: tuple[int, int]):
    assert way(noise(*size), motion(9, 0)).shape == (*size, 3)


def test_steps_of_richardson_lucy_are_those_of_scikit_image():
    kernel, blurred = BLURS["defocus"]
    seen = np.maximum(luminance_of(np.moveaxis(blurred / np.float32(255), 2, 0)), 0.01)
    ours = _steps(wrapped(seen, 64), kernel, 5)[: len(seen), : seen.shape[1]]
    start = restoration.richardson_lucy(np.pad(seen, 64, "reflect"), kernel.values, 5, clip=False)[64:-64, 64:-64]
    # It begins with one half everywhere, ours with the photo: after five steps they are near each other.
    inner = np.s_[40:-40, 40:-40]
    assert np.corrcoef(ours[inner].ravel(), start[inner].ravel())[0, 1] > 0.99


def test_more_iterations_bring_more_detail():
    kernel, blurred = BLURS["motion"]
    detail = [np.abs(np.diff(richardson_lucy(blurred, kernel, n).astype(int), axis=0)).mean() for n in (1, 5, 20)]
    assert detail == sorted(detail)
    with pytest.raises(ValueError, match="1 or more, got 0"):
        richardson_lucy(blurred, kernel, 0)


def test_the_balance_agrees_with_scikit_image_s_sampler():
    """On a picture that is what the model says: white noise, smoothed, blurred, noisy."""
    rng = np.random.default_rng(1)
    kernel = defocus(2)
    shape = (128, 128)
    rough = transfer(np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]], np.float32), shape).real
    rough[0, 0] = rough[0, 1]
    drawn = back(forward(rng.standard_normal(shape, np.float32)) / np.sqrt(rough), shape)
    seen = back(forward(drawn) * transfer(kernel.values, shape), shape)
    seen = (seen + 0.1 * rng.standard_normal(shape)).astype(np.float32)
    assert gibbs_balance(seen, kernel) == pytest.approx(0.1**2, rel=0.15)  # precision 1 over precision 1 / .1²
    gradient = np.sqrt(transfer(np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]], np.float32), shape).real)
    otf = transfer(kernel.values, shape)
    _, chains = restoration.unsupervised_wiener(seen, otf, gradient.astype(complex), rng=0, clip=False)
    theirs = np.mean(chains["prior"][15:]) / np.mean(chains["noise"][15:])
    assert gibbs_balance(seen, kernel) == pytest.approx(theirs, rel=0.1)


def test_a_noisier_photo_is_filtered_with_more_caution():
    kernel, blurred = BLURS["defocus"]
    balances = [fit_balance(add_noise(blurred, sigma, np.random.default_rng(0)), kernel) for sigma in (0.5, 3, 10)]
    assert balances == sorted(balances)
    assert balances[2] > 5 * balances[0]
    assert fit_balance(blurred, kernel) == fit_balance(blurred, kernel)
    assert CAUTION >= 1


@pytest.mark.parametrize("kernel", [motion(9, 20), Kernel(np.eye(5, dtype=np.float32) / 5, "shake")], ids=["a", "b"])
def test_a_product_of_spectra_is_a_convolution(kernel: Kernel):
    plane = np.random.default_rng(0).random((40, 50), np.float32)
    ours = back(forward(plane) * transfer(kernel.values, plane.shape), plane.shape)
    assert np.allclose(ours, convolve(plane, kernel.values, mode="wrap"), atol=1e-5)


def test_a_wrapped_plane_goes_on_at_its_start():
    plane = np.linspace(0, 1, 50, dtype=np.float32)[:, None] + np.zeros((50, 40), np.float32)
    whole = wrapped(plane, 30)
    assert np.array_equal(whole[:50, :40], plane)
    assert min(whole.shape[0] - 50, whole.shape[1] - 40) >= 30
    assert np.abs(np.diff(np.vstack([whole, whole[:1]]), axis=0)).max() < 0.1  # from 1 to 0 in one step without it


def test_light_is_that_of_the_srgb_curve():
    levels = np.arange(256, dtype=np.uint8)
    shares = (levels / 255).astype(np.float32)
    assert np.allclose(to_light(shares), light_of_levels(levels), atol=1e-6)
    assert np.allclose(to_levels(to_light(shares)), shares, atol=1e-5)
