"""Richardson–Lucy: the picture that, blurred by the kernel, is most likely to have given what is seen.

Richardson 1972 (doi:10.1364/JOSA.62.000055), Lucy 1974 (doi:10.1086/111605). Light adds up on the sensor, so it works
on linear light. Each step brings finer detail back and more noise: they end before the noise shows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from culling.decoding.pixels import Pixels
from culling.restore.classical.kernel import Kernel
from culling.restore.classical.luminance import CLASSICAL, DARKEST, on_luminance
from culling.restore.classical.spectrum import Plane, back, forward, transfer, wrapped
from culling.restore.tiles import Counter, run_tiles

ITERATIONS = 30


def richardson_lucy(
    pixels: Pixels, kernel: Kernel, iterations: int = ITERATIONS, counter: Counter | None = None
) -> Pixels:
    """The photo with the blur of `kernel` undone in `iterations` ≥ 1 steps; RGB uint8 of the same size."""
    if iterations < 1:
        raise ValueError(f"iterations of Richardson–Lucy must be 1 or more, got {iterations}")
    return run_tiles(pixels, lambda batch: lucy_batch(batch, kernel, iterations), CLASSICAL, counter)


def lucy_batch(batch: NDArray[np.float32], kernel: Kernel, iterations: int = ITERATIONS) -> NDArray[np.float32]:
    """A batch of tiles, RGB 0 … 1 (n, 3, h, w), with the blur of `kernel` undone."""
    if kernel.kind == "none":
        return batch
    return on_luminance(batch, lambda plane: _found(plane, kernel, iterations))


def _found(plane: Plane, kernel: Kernel, iterations: int) -> Plane:
    height, width = plane.shape
    return _steps(wrapped(plane, 2 * len(kernel.values)), kernel, iterations)[:height, :width]


def _steps(seen: Plane, kernel: Kernel, iterations: int) -> Plane:
    blur = transfer(kernel.values, seen.shape)
    found = seen
    for _ in range(iterations):
        expected = np.maximum(back(blur * forward(found), seen.shape), DARKEST)
        ratio = np.asarray(seen / expected, np.float32)
        found = np.asarray(found * np.maximum(back(np.conj(blur) * forward(ratio), seen.shape), 0), np.float32)
    return found
