"""Deblurring as it was before networks: one kernel is estimated for the whole part, then undone.

    kernel = estimate_kernel(pixels)      # what blurred the photo: `kernel.text`, `kernel.values`
    wiener(pixels, kernel)                # at once, in the Fourier domain
    richardson_lucy(pixels, kernel)       # step by step

Read in this order: `kernel` (what blur is), `likelihood`, `blind` and `estimation` (how it is found), `wiener` and
`lucy` (how it is undone).
"""

from __future__ import annotations

from culling.restore.classical.estimation import estimate_kernel
from culling.restore.classical.kernel import Kernel, defocus, motion, no_blur
from culling.restore.classical.lucy import richardson_lucy
from culling.restore.classical.wiener import wiener

__all__ = ["Kernel", "defocus", "estimate_kernel", "motion", "no_blur", "richardson_lucy", "wiener"]
