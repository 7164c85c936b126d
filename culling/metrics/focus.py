"""How sharp: focus measures on luma, from sums over the whole picture to its sharpest tiles.

Each is NaN for a photo that has nothing in it to be in focus: `has_texture` decides.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from culling.photos import Photo, Pixels, halve_until

TILE_PX = 64
SHARP_TILE_PERCENTILE = 98  # the sharpest fiftieth: higher finds small subjects, the maximum finds dust
REBLUR_PX = 9  # Crété-Roffet et al. 2007, section 2
COARSE_EDGE = 4.0  # levels per pixel: blur by a 50th of the width leaves ≥ 7.8, a plain ramp 2.5


def has_texture(photo: Photo) -> bool:
    """Whether there is anything to be in focus: an edge that is still seen at a long side of 160 px.

    Sky, wall, lens cap and pure noise have none; a defocused scene keeps it: blur spares what is coarse.
    """
    dx, dy = cv2.spatialGradient(photo.coarse_luma)
    steepness = cv2.magnitude(dx.astype(np.float32), dy.astype(np.float32)) / 8
    return bool(np.percentile(steepness, 99) >= COARSE_EDGE)


def laplacian_variance(photo: Photo) -> float:
    """Fine detail over the whole picture; higher is sharper. Soft background lowers it, noise raises it.

    Variance of the Laplacian in levels², 0 … 1,040,400 (Pech-Pacheco et al. 2000,
    doi:10.1109/ICPR.2000.903548). PICCL calls a photo shaky below 400. Compare at one analysed size only.
    """
    if not has_texture(photo):
        return math.nan
    lap = photo.laplacian
    mean = cv2.mean(lap)[0]
    return max(cv2.norm(lap, cv2.NORM_L2SQR) / lap.size - mean * mean, 0.0)


def tenengrad(photo: Photo) -> float:
    """Strength of edges over the whole picture; higher is sharper. Contrast raises it, too.

    Mean of Sx² + Sy², both Sobel gradients, in levels², 0 … 2,080,800 (Krotkov 1988, doi:10.1007/BF00127822).
    Less upset by noise than the Laplacian. Compare at one analysed size only.
    """
    if not has_texture(photo):
        return math.nan
    return sum(cv2.norm(d, cv2.NORM_L2SQR) for d in photo.gradients) / photo.luma.size


def sharpest_tile(photo: Photo) -> float:
    """Fine detail where the picture is sharpest; higher is sharper. A soft background does not count.

    98th percentile over 64-pixel tiles of the mean squared Laplacian in levels², 0 … 1,040,400. A sharp twig
    before a soft face counts as sharp. Compare at one analysed size only.
    """
    if not has_texture(photo):
        return math.nan
    energy = cv2.multiply(photo.laplacian, photo.laplacian, dtype=cv2.CV_32F)
    return float(np.percentile(_tile_means(energy), SHARP_TILE_PERCENTILE))


def _tile_means(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means over whole tiles, centred so that a flip changes nothing; a picture below one tile is one tile."""
    rows, columns = (max(side // TILE_PX, 1) for side in values.shape)
    top, left = (side % TILE_PX // 2 if side > TILE_PX else 0 for side in values.shape)
    whole = values[top : top + rows * TILE_PX, left : left + columns * TILE_PX]
    return np.asarray(cv2.resize(whole, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)


def reblur(photo: Photo) -> float:
    """How little a further blur would change the picture: 0 sharp … 1 blurred; lower is better.

    Share of neighbour differences that survive a 9-pixel mean, along the worse axis (Crété-Roffet et al.
    2007, doi:10.1117/12.702790). Nearly free of contrast; fine stripes can mislead it.
    """
    if not has_texture(photo):
        return math.nan
    luma = photo.medium_luma
    if min(luma.shape) <= REBLUR_PX:
        return math.nan
    return max(_share_kept(luma), _share_kept(luma.T))


def _share_kept(luma: Pixels) -> float:
    """Share of the neighbour differences along x that survive a running mean along x.

    The mean's own difference telescopes to (l[x + 5] − l[x − 4]) / 9, so nothing needs to be blurred, and
    the sum of the positive part is half of sum plus absolute sum.
    """
    reach = REBLUR_PX // 2
    before = cv2.absdiff(luma[:, reach + 1 : -reach], luma[:, reach : -reach - 1])
    after = cv2.absdiff(luma[:, REBLUR_PX:], luma[:, :-REBLUR_PX])
    change = cv2.addWeighted(before, REBLUR_PX, after, -1, 0, dtype=cv2.CV_16S)
    lost = (cv2.sumElems(change)[0] + cv2.norm(change, cv2.NORM_L1)) / (2 * REBLUR_PX)
    total = cv2.sumElems(before)[0]
    return 1 - lost / total if total > 0 else 1.0


def motion_direction_ratio(photo: Photo) -> float:
    """How much fine detail is missing along one direction only: 1 none, higher is more like camera shake.

    Ratio of gradient energy across and along the weakest direction, over the same ratio at half the size: a
    scene of parallel lines has both, a moved camera only the first. Defocus leaves it near 1, and so does a
    shake that turns. 0 and up; in practice 0.8 … 4.
    """
    if not has_texture(photo):
        return math.nan
    fine = _gradient_tensor(*photo.gradients)
    coarse = _gradient_tensor(*cv2.spatialGradient(_half(photo.luma)))
    energy, directions = np.linalg.eigh(fine)
    along, across = (float(v @ coarse @ v) for v in directions.T)
    if energy[0] <= 0 or along <= 0 or across <= 0:
        return math.nan
    return float(energy[1] / energy[0]) / (across / along)


def _half(luma: Pixels) -> Pixels:
    return halve_until(luma, max(max(luma.shape) - 1, 1))


def _gradient_tensor(dx: NDArray[np.int16], dy: NDArray[np.int16]) -> NDArray[np.float64]:
    """Mean outer product of the gradients, (2, 2)."""
    xx, yy = cv2.norm(dx, cv2.NORM_L2SQR), cv2.norm(dy, cv2.NORM_L2SQR)
    xy = cv2.sumElems(cv2.multiply(dx, dy, dtype=cv2.CV_32F))[0]
    return np.array([[xx, xy], [xy, yy]]) / dx.size
