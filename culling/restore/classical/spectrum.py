"""Convolution by the Fourier transform, without the rings that the edges of a picture would make."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.restore.classical.kernel import Values

Plane = NDArray[np.float32]
Spectrum = NDArray[np.complex64]

LAPLACIAN = np.array([[0, -1, 0], [-1, 4, -1], [0, -1, 0]], np.float32)


def wrapped(plane: Plane, least: int) -> Plane:
    """The plane made longer to the right and below by `least` pixels or a few more, so that it goes on at its start.

    Each end is mirrored and goes over into the other (in the manner of Liu and Jia 2008, "Reducing boundary artifacts
    in image deconvolution"): a Fourier transform takes every picture for one that repeats.
    """
    from scipy import fft

    for axis in (0, 1):
        length = plane.shape[axis]
        room = fft.next_fast_len(length + least, real=True) - length
        here = room if axis == 0 else 0
        there = room - here
        after = cv2.copyMakeBorder(plane, 0, here, 0, there, cv2.BORDER_REFLECT_101)
        before = cv2.copyMakeBorder(plane, here, 0, there, 0, cv2.BORDER_REFLECT_101)
        tail, head = np.moveaxis(after, axis, 0)[length:], np.moveaxis(before, axis, 0)[:room]
        share = (np.arange(1, room + 1, dtype=np.float32) / (room + 1))[:, None]
        share = share * share * (3 - 2 * share)
        tail[:] = tail + share * (head - tail)
        plane = after
    return np.ascontiguousarray(plane)


def transfer(kernel: Values, shape: tuple[int, ...]) -> Spectrum:
    """The kernel's spectrum for a plane of `shape` (optical transfer function); its middle stays where it is."""
    from scipy import fft

    whole = np.zeros(shape, np.float32)
    whole[: len(kernel), : kernel.shape[1]] = kernel
    moved = np.roll(whole, [-(side // 2) for side in kernel.shape], (0, 1))
    return np.asarray(fft.rfft2(moved))


def forward(plane: Plane) -> Spectrum:
    from scipy import fft

    return np.asarray(fft.rfft2(plane))


def back(spectrum: Spectrum, shape: tuple[int, ...]) -> Plane:
    from scipy import fft

    return np.asarray(fft.irfft2(spectrum, shape))
