"""How sharp: focus measures on luma, from sums over the whole picture to its sharpest tiles.

Each is NaN for a photo that has nothing in it to be in focus: `Photo.has_texture` decides.
"""

from __future__ import annotations

import math

import cv2
import numpy as np

from culling.detail import gradient_tensor
from culling.photos import Photo, Pixels

SHARP_TILE_PERCENTILE = 98  # the sharpest fiftieth: higher finds small subjects, the maximum finds dust
REBLUR_PX = 9  # Crété-Roffet et al. 2007, section 2


def laplacian_variance(photo: Photo) -> float:
    """Fine detail over the whole picture; higher is sharper. Soft background lowers it, noise raises it.

    Variance of the Laplacian in levels², 0 … 1,040,400 (Pech-Pacheco et al. 2000,
    doi:10.1109/ICPR.2000.903548). PICCL calls a photo shaky below 400. Compare at one analysed size only.
    """
    if not photo.has_texture:
        return math.nan
    return max(photo.detail.laplacian_square - photo.detail.laplacian_mean**2, 0.0)


def tenengrad(photo: Photo) -> float:
    """Strength of edges over the whole picture; higher is sharper. Contrast raises it, too.

    Mean of Sx² + Sy², both Sobel gradients, in levels², 0 … 2,080,800 (Krotkov 1988, doi:10.1007/BF00127822).
    Less upset by noise than the Laplacian. Compare at one analysed size only.
    """
    if not photo.has_texture:
        return math.nan
    return float(np.trace(photo.detail.gradient_tensor))


def sharpest_tile(photo: Photo) -> float:
    """Fine detail where the picture is sharpest; higher is sharper. A soft background does not count.

    98th percentile over 64-pixel tiles of the mean squared Laplacian in levels², 0 … 1,040,400. A sharp twig
    before a soft face counts as sharp. Compare at one analysed size only.
    """
    if not photo.has_texture:
        return math.nan
    return float(np.percentile(photo.detail.tile_energy, SHARP_TILE_PERCENTILE))


def reblur(photo: Photo) -> float:
    """How little a further blur would change the picture: 0 sharp … 1 blurred; lower is better.

    Share of neighbour differences that survive a 9-pixel mean, along the worse axis (Crété-Roffet et al.
    2007, doi:10.1117/12.702790). Nearly free of contrast; fine stripes can mislead it.
    """
    if not photo.has_texture:
        return math.nan
    luma = photo.medium_luma
    if min(luma.shape) <= REBLUR_PX:
        return math.nan
    return max(_share_kept(luma, axis=0), _share_kept(luma, axis=1))


def _share_kept(luma: Pixels, axis: int) -> float:
    """Share of the neighbour differences along an axis that survive a running mean along it.

    The mean's own difference telescopes to (l[x + 5] − l[x − 4]) / 9, so nothing needs to be blurred, and the sum of
    the positive part is half of sum plus absolute sum.
    """
    reach = REBLUR_PX // 2

    def part(start: int, stop: int | None) -> Pixels:
        return luma[start:stop] if axis == 0 else luma[:, start:stop]

    before = cv2.absdiff(part(reach + 1, -reach), part(reach, -reach - 1))
    after = cv2.absdiff(part(REBLUR_PX, None), part(0, -REBLUR_PX))
    change = np.multiply(before, REBLUR_PX, dtype=np.int16)  # cv2.addWeighted goes through floats: 4 times slower
    np.subtract(change, after, out=change)
    lost = (cv2.sumElems(change)[0] + cv2.norm(change, cv2.NORM_L1)) / (2 * REBLUR_PX)
    total = cv2.sumElems(before)[0]
    return 1 - lost / total if total > 0 else 1.0


def motion_direction_ratio(photo: Photo) -> float:
    """How much fine detail is missing along one direction only: 1 none, higher is more like camera shake.

    Ratio of gradient energy across and along the weakest direction, over the same ratio at half the size: a
    scene of parallel lines has both, a moved camera only the first. Defocus leaves it near 1, and so does a
    shake that turns. 0 and up; in practice 0.8 … 4.
    """
    if not photo.has_texture:
        return math.nan
    fine = photo.detail.gradient_tensor
    coarse = gradient_tensor(photo.half_luma)
    energy, directions = np.linalg.eigh(fine)
    along, across = (float(v @ coarse @ v) for v in directions.T)
    if energy[0] <= 0 or along <= 0 or across <= 0:
        return math.nan
    return float(energy[1] / energy[0]) / (across / along)
