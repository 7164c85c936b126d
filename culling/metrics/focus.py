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
    r"""Fine detail over the whole picture; higher is sharper. Soft background lowers it, noise raises it.

    Variance of the Laplacian in levels², 0 … 1,040,400. Compare at one analysed size only.

    Formula:
        $$\overline{L^2} - \overline{L}^2, \quad L(x, y) = l(x-1, y) + l(x+1, y) + l(x, y-1) + l(x, y+1) - 4\,l(x, y)$$
        $l$ is luma; the bar is the mean over all pixels.

    Cannot tell:
        Blur from a plain scene: sky and walls have little detail, gravel and grass have much. Bokeh reads as blur,
        noise, grain and the blocks of a strong JPEG read as detail. A cutoff found at one size says nothing at another.

    Source:
        Pech-Pacheco et al. 2000, doi:10.1109/ICPR.2000.903548. PICCL calls a photo shaky below 400, at its own size.
    """
    if not photo.has_texture:
        return math.nan
    return max(photo.detail.laplacian_square - photo.detail.laplacian_mean**2, 0.0)


def tenengrad(photo: Photo) -> float:
    r"""Strength of edges over the whole picture; higher is sharper. Contrast raises it, too.

    Mean squared Sobel gradient in levels², 0 … 2,080,800. Less upset by noise than the Laplacian. Compare at one
    analysed size only.

    Formula:
        $$\overline{S_x^2 + S_y^2}$$
        $S_x$ and $S_y$ are the 3 × 3 Sobel gradients of luma, across and down; the bar is the mean over all pixels.

    Cannot tell:
        A sharp photo in fog from a blurred one in sun: half the contrast is a quarter of the number. Bokeh reads as
        blur.

    Source:
        Krotkov 1988, doi:10.1007/BF00127822.
    """
    if not photo.has_texture:
        return math.nan
    return float(np.trace(photo.detail.gradient_tensor))


def sharpest_tile(photo: Photo) -> float:
    r"""Fine detail where the picture is sharpest; higher is sharper. A soft background does not count.

    In levels², 0 … 1,040,400. A picture narrower than a tile has one, as wide as it is. Compare at one analysed size
    only.

    Formula:
        $$Q_{98}\bigl(\overline{L^2}_1, \overline{L^2}_2, \dots\bigr)$$
        $\overline{L^2}_i$ is the mean squared Laplacian of the $i$-th tile of 64 × 64 pixels of luma, $Q_{98}$ the 98th
        percentile over all tiles.

    Cannot tell:
        Whether the right thing is in focus: a sharp twig before a soft face counts as sharp. Noise, a date that a
        camera printed, or a frame count as detail.

    Source:
        Energy of the Laplacian (Subbarao et al. 1993, doi:10.1117/12.147706) in tiles of our own.
    """
    if not photo.has_texture:
        return math.nan
    return float(np.percentile(photo.detail.tile_energy, SHARP_TILE_PERCENTILE))


def reblur(photo: Photo) -> float:
    r"""How little a further blur would change the picture: 0 sharp … 1 blurred; lower is better.

    Share of neighbour differences that survive a 9-pixel mean, along the worse axis. Nearly free of contrast. NaN where
    a side has at most 9 pixels.

    Formula:
        $$\max_{a \in \{x, y\}} \left(1 - \frac{\sum \max(0,\ |\partial_a l| - |\partial_a \bar l|)}
        {\sum |\partial_a l|}\right)$$
        $\partial_a$ is the difference of neighbours along an axis, $\bar l$ luma after a running mean of 9 pixels along
        it.

    Cannot tell:
        Bokeh from blur, for it looks at the whole picture. Stripes a few pixels wide survive the mean and read as blur;
        noise reads as sharpness.

    Source:
        Crété-Roffet et al. 2007, doi:10.1117/12.702790.
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
    r"""How much fine detail is missing along one direction only: 1 none, higher is more like camera shake.

    A scene of parallel lines lacks it at both sizes, a moved camera only at the finer one. 0 and up; in practice 0.8 …
    4.

    Formula:
        $$\frac{\lambda_2}{\lambda_1} \bigg/ \frac{v_2^\top H\, v_2}{v_1^\top H\, v_1}$$
        $\lambda_1 \le \lambda_2$ and $v_1, v_2$ are eigenvalues and eigenvectors of $\overline{\nabla l\, \nabla
        l^\top}$, the mean outer product of the Sobel gradients of luma; $H$ is the same of luma at half the size.

    Cannot tell:
        Defocus, which leaves it near 1, and a shake that turns or curls, which blurs all directions alike. Of a photo
        that was shaken by more than a few pixels both sizes lack the detail.

    Source:
        Structure tensor (Bigün and Granlund 1987), compared at two sizes by us.
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
