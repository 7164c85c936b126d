"""Unsupervised Wiener filter: how far a blur can be undone is told by the photo itself.

The regularised inverse of Hunt (1973, doi:10.1109/TC.1973.5009169), whose balance between noise and smoothness is
drawn from its posterior by Gibbs sampling (Orieux, Giovannelli and Rodet 2010, doi:10.1364/JOSAA.27.001593), as
`skimage.restoration.unsupervised_wiener` does. Here the balance is found once, in the middle of the photo, and applied
to every tile; smooth means a small gradient, since photos have more fine detail than a small Laplacian allows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels
from culling.restore.classical.kernel import Kernel
from culling.restore.classical.luminance import CLASSICAL, luminance_of, on_luminance
from culling.restore.classical.spectrum import LAPLACIAN, Plane, Spectrum, back, forward, transfer, wrapped
from culling.restore.tiles import Counter, run_tiles

SEEN = 512  # px each way, of which the balance is found
# The sampler takes all that does not fit for white noise. A photo's misfit is none: JPEG, clipped lights, a kernel that
# is not quite right. So its balance is taken this many times.
CAUTION = 10.0
_BURN_IN, _MOST, _SAME = 30, 200, 1e-4  # draws left out, draws in all, change of the mean that ends them


def wiener(pixels: Pixels, kernel: Kernel, balance: float | None = None, counter: Counter | None = None) -> Pixels:
    """The photo with the blur of `kernel` undone; RGB uint8 of the same size.

    Args:
        balance: how much smoothness counts against fidelity, > 0; found in the photo when left out.
    """
    if balance is None:
        balance = fit_balance(pixels, kernel)
    return run_tiles(pixels, lambda batch: wiener_batch(batch, kernel, balance), CLASSICAL, counter)


def wiener_batch(batch: NDArray[np.float32], kernel: Kernel, balance: float) -> NDArray[np.float32]:
    """A batch of tiles, RGB 0 … 1 (n, 3, h, w), filtered."""
    if kernel.kind == "none":
        return batch
    return on_luminance(batch, lambda plane: _filtered(plane, kernel, balance))


def fit_balance(pixels: Pixels, kernel: Kernel) -> float:
    """Precision of the sharp picture's gradient over that of the noise, from the middle of the photo, with caution."""
    if kernel.kind == "none":
        return 1.0
    top, left = (max(side - SEEN, 0) // 2 for side in pixels.shape[:2])
    part = np.asarray(pixels[top : top + SEEN, left : left + SEEN].transpose(2, 0, 1) / 255, np.float32)
    return CAUTION * gibbs_balance(wrapped(luminance_of(part), 2 * len(kernel.values)), kernel)


def gibbs_balance(seen: Plane, kernel: Kernel, seed: int = 0) -> float:
    """The mean of the posterior's draws, seeded: the same for the same picture."""
    rng = np.random.default_rng(seed)
    shape = seen.shape
    blur, roughness = transfer(kernel.values, shape), transfer(LAPLACIAN, shape).real  # the power of the gradient
    spectrum = forward(seen) / np.sqrt(seen.size)  # a unitary transform keeps energies as they are
    power = np.abs(blur) ** 2
    weight = _twice(shape)
    noise, smooth = 1.0, 1.0
    sums, mean = np.zeros(2), np.inf
    for draw in range(1, _MOST + 1):
        precision = noise * power + smooth * roughness + 1e-12
        parts = rng.standard_normal((2, *spectrum.shape), np.float32) * np.sqrt(0.5)
        sharp = noise * np.conj(blur) * spectrum / precision + (parts[0] + 1j * parts[1]) / np.sqrt(precision)
        noise = rng.gamma(seen.size / 2, 2 / _energy(weight, spectrum - sharp * blur))
        smooth = rng.gamma((seen.size - 1) / 2, 2 / _energy(weight * roughness, sharp))
        if draw > _BURN_IN:
            sums += noise, smooth
            before, mean = mean, sums[1] / sums[0]
            if abs(mean - before) < _SAME * mean:
                break
    return float(mean)


def _energy(weight: NDArray[np.float32], spectrum: Spectrum) -> float:
    return max(float((weight * np.abs(spectrum) ** 2).sum()), 1e-6)  # above 0, for a picture of one colour


def _twice(shape: tuple[int, ...]) -> NDArray[np.float32]:
    """How often each value of a half spectrum stands in the whole one."""
    weight = np.full(shape[1] // 2 + 1, 2, np.float32)
    weight[0] = 1
    if shape[1] % 2 == 0:
        weight[-1] = 1
    return weight


def _filtered(plane: Plane, kernel: Kernel, balance: float) -> Plane:
    height, width = plane.shape
    seen = wrapped(plane, 2 * len(kernel.values))
    blur, roughness = transfer(kernel.values, seen.shape), transfer(LAPLACIAN, seen.shape).real
    inverse = np.conj(blur) / (np.abs(blur) ** 2 + np.float32(balance) * roughness)
    return back(inverse * forward(seen), seen.shape)[:height, :width]
