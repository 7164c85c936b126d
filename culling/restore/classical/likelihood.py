"""How well a blur explains a photo's power spectrum: straight motion and defocus leave lines and rings in it.

Sharp photos have a spectrum that falls as a power of the frequency (Field 1987, doi:10.1364/JOSAA.4.002379); blurred by
a kernel it is multiplied by the kernel's own, and noise is added. Which kernel fits best is told by the likelihood of
Whittle (1953, doi:10.1007/BF02590998); strength, power and noise are fitted for each. Zeros of the spectrum have told
of blur since Gennery (1973, doi:10.1364/JOSA.63.001571) and Cannon (1976, doi:10.1109/TASSP.1976.1162770).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.restore.classical.kernel import Kernel, defocus, motion
from culling.restore.classical.spectrum import Plane, transfer

LARGEST, SMALLEST = 128, 64  # px, side of the patches whose spectra are averaged
LONGEST_LINE, WIDEST_DISK = 31, 10.0  # px
_LOW, _HIGH = 3, 0.4  # cycles per patch and per pixel: below is the scene's layout, above the camera's own filters
_POWERS = (1.8, 2.3, 2.8)
_FLOORS = (0.4, 0.9)  # of the weakest hundredth of the spectrum: the noise
_FITS = 3
_LEAK = 0.6  # σ in cycles per patch: how far the window smears the spectrum

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Power:
    """The power of each frequency of a picture, averaged over its patches.

    Attributes:
        side: of the patches in pixels.
        seen: power of the frequencies that count, white noise of variance 1 has 1.
        frequency: of each, cycles per pixel.
        counts: which of the half spectrum they are.
    """

    side: int
    seen: Numbers
    frequency: Numbers
    counts: NDArray[np.bool_]

    def cost(self, kernel: Kernel) -> float:
        """Minus the logarithm of the likelihood, per frequency, that `kernel` blurred the picture: less is better."""
        shape = (self.side, self.side)
        blur = cv2.GaussianBlur(np.abs(transfer(kernel.values, shape)) ** 2, (3, 3), _LEAK)[self.counts]
        floor = float(np.percentile(self.seen, 1))
        return min(self._fitted(blur * self.frequency**-power, noise * floor) for power in _POWERS for noise in _FLOORS)

    def _fitted(self, shape: Numbers, noise: float) -> float:
        strength = float(np.median(np.maximum(self.seen - noise, 0) / shape)) + 1e-30
        for _ in range(_FITS):
            share = strength * shape / (strength * shape + noise)
            strength *= float((self.seen / (strength * shape + noise) * share).sum() / share.sum())
        model = strength * shape + noise
        return float((np.log(model) + self.seen / model).mean())


def power_of(luma: Plane) -> Power:
    """The power spectrum of a picture whose sides have `SMALLEST` pixels or more."""
    side = LARGEST if min(luma.shape) >= LARGEST else SMALLEST
    window = np.hanning(side)[:, None] * np.hanning(side)
    starts = [range(0, length - side + 1, side // 2) for length in luma.shape]
    patches = [luma[top : top + side, left : left + side] for top in starts[0] for left in starts[1]]
    powers = [np.abs(np.fft.rfft2((patch - patch.mean()) * window)) ** 2 for patch in patches]
    frequency = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side))
    counts = (frequency > _LOW / side) & (frequency < _HIGH)
    seen = np.mean(powers, axis=0)[counts] / (window**2).sum() + 1e-12
    return Power(side, seen, frequency[counts], counts)


def best_line(power: Power) -> Kernel:
    """The straight motion that explains the spectrum best, up to `LONGEST_LINE` pixels."""
    first = _best(power, [motion(length, angle) for length in range(3, LONGEST_LINE, 2) for angle in range(0, 180, 6)])
    for turn, reach in ((2, 1), (0.5, 0.5)):
        lengths = np.arange(max(first.length_px - reach, 2), first.length_px + reach + 0.1, reach / 2)
        angles = first.angle_deg + turn * np.arange(-2, 3)
        first = _best(power, [motion(float(length), float(angle)) for length in lengths for angle in angles])
    return first


def best_disk(power: Power) -> Kernel:
    """The defocus that explains the spectrum best, up to `WIDEST_DISK` pixels of radius."""
    first = _best(power, [defocus(float(radius)) for radius in np.arange(0.75, WIDEST_DISK, 0.25)])
    return _best(power, [defocus(first.radius_px + step) for step in (-0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15)])


def _best(power: Power, kernels: list[Kernel]) -> Kernel:
    return min(kernels, key=power.cost)
