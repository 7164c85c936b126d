"""`estimate_kernel`: which blur lies over a photo, at a size and in a place where it shows best."""

from __future__ import annotations

import cv2
import numpy as np

from culling.decoding.pixels import Pixels
from culling.restore.classical.blind import blind_kernel
from culling.restore.classical.kernel import Kernel, enlarged, no_blur, shaken
from culling.restore.classical.likelihood import SMALLEST, best_disk, best_line, power_of
from culling.restore.classical.spectrum import Plane

SEEN_SIDE = 512  # px each way, of the part that is looked at
SIDE = 31  # px, side of the kernel that is looked for
FULL = 0.7  # of that side: a kernel that reaches so far may reach further
HALVINGS = 2  # so that blur up to about 120 px is found
SHORTEST_SIDE = SMALLEST  # px: less is no picture of anything
PLAIN = 2.0  # levels, standard deviation: nothing is seen in a part so plain
# How much better (`Power.cost`) a blur must explain a photo than none does. Of eight of Kodak's photos the sharp ones
# reach .24, moved or out of focus they begin at .42; of the shaken ones many lie below .24, and are left alone.
CLEARLY = 0.26
SIMPLER = 0.17  # … and any path than a straight line or a disk, which it may come near by more freedom alone


def estimate_kernel(pixels: Pixels) -> Kernel:
    """The blur of the photo as one kernel; of kind "none" where there is none, or nothing to see it by.

    It is looked for where the photo has most texture, first in full size, then smaller while it fills its square.

    Args:
        pixels: RGB uint8 (H, W, 3).
    """
    luma = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    found = no_blur()
    for halvings in range(HALVINGS + 1):
        if min(luma.shape) < SHORTEST_SIDE:
            break
        part = _textured(luma)
        if part.std() < PLAIN:
            break
        found = enlarged(look_for_kernel(np.asarray(part / np.float32(255))), 2**halvings)
        if len(found.values) < FULL * SIDE * 2**halvings:
            break
        height, width = (side // 2 * 2 for side in luma.shape)
        luma = cv2.resize(luma[:height, :width], (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    return found


def look_for_kernel(luma: Plane) -> Kernel:
    """Of a straight motion, a disk, any path and no blur at all, the one that explains the picture best.

    Args:
        luma: float32 (H, W) levels 0 … 1, in which a blur is at most `SIDE` px wide.
    """
    power = power_of(luma)
    simple = min((best_line(power), best_disk(power)), key=power.cost)
    path = shaken(blind_kernel(luma, SIDE))
    found = path if power.cost(path) + SIMPLER < power.cost(simple) else simple
    return found if power.cost(found) + CLEARLY < power.cost(no_blur()) else no_blur()


def _textured(luma: Pixels) -> Pixels:
    """The square of `SEEN_SIDE` with the strongest edges."""
    height, width = (min(side, SEEN_SIDE) for side in luma.shape)
    small = cv2.resize(luma, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA).astype(np.float32)
    dx, dy = cv2.Sobel(small, cv2.CV_32F, 1, 0), cv2.Sobel(small, cv2.CV_32F, 0, 1)
    edges = cv2.integral(np.minimum(np.abs(dx) + np.abs(dy), 100))  # a lamp does not outweigh a face
    rows, columns = max(height // 8, 1), max(width // 8, 1)
    rows, columns = min(rows, small.shape[0]), min(columns, small.shape[1])
    sums = edges[rows:, columns:] - edges[:-rows, columns:] - edges[rows:, :-columns] + edges[:-rows, :-columns]
    top, left = (8 * int(place) for place in np.unravel_index(int(sums.argmax()), sums.shape))
    top, left = min(top, luma.shape[0] - height), min(left, luma.shape[1] - width)
    return luma[top : top + height, left : left + width]
