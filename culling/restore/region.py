"""Where in a photo is worked: a rectangle, a lasso or the subject as a mask with a soft edge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from culling.decoding.pixels import Pixels
from culling.errors import CullingError
from culling.restore.edit import Region
from culling.restore.mask import Mask, PixelBox, mask_from
from culling.restore.outline import around, fill, rectangle
from culling.restore.subject_mask import subject_values

if TYPE_CHECKING:
    from culling.subject import Subject

__all__ = ["Mask", "box_of", "mask_of"]

PASSES = 3  # box filters, one after another, come close to a bell (Wells 1986, doi:10.1109/TPAMI.1986.4767776)
MEASURED_SIDE = 1024  # px, at which the thickness of a region is measured


def mask_of(region: Region, pixels: Pixels, subject: Subject | None = None) -> Mask:
    """How much each pixel belongs to the region, with the soft edge that `region.feather` asks for.

    The edge is a smooth ramp, half outside and half inside the outline, where it is .5; it is never wider than the
    region is thick, so that the smallest region still has a middle that belongs to it wholly. Along the edge of the
    photo there is no ramp. A feather of 0 is a hard edge, for the subject the edge as it was found.

    Args:
        region: in shares of the photo; may reach over its edge, where it is cut.
        pixels: RGB uint8 (H, W, 3), upright; only "subject" looks at them.
        subject: what `find_subject` found in this photo, at any size; it is looked for when left out.

    Raises:
        CullingError: nothing of the region lies in the photo, or no subject stands out; says what to do.
    """
    height, width = pixels.shape[:2]
    feather = round(region.feather * max(height, width))
    if region.kind == "subject":
        found = _feathered(subject_values(pixels, subject), (0, 0, width, height), feather, (width, height))
    else:
        box = _cut(_outline(region, width, height), width, height, feather)
        found = _feathered(_drawn(region, width, height, box), box, feather, (width, height)) if box else None
    if found is None:
        raise CullingError("The region lies outside the photo; draw it over the part that is to be worked on.")
    return found


def box_of(mask: Mask) -> PixelBox:
    """Left, top, right, bottom in pixels of the smallest box that holds everything above 0."""
    return mask.box


def _outline(region: Region, width: int, height: int) -> PixelBox:
    return rectangle(region.box, width, height) if region.box else around(region.points, width, height)


def _drawn(region: Region, width: int, height: int, box: PixelBox) -> Pixels:
    if region.points:
        return fill(region.points, width, height, box)
    left, top, right, bottom = _outline(region, width, height)
    found = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    found[max(top - box[1], 0) : max(bottom - box[1], 0), max(left - box[0], 0) : max(right - box[0], 0)] = 255
    return found


def _cut(box: PixelBox, width: int, height: int, feather: int) -> PixelBox | None:
    """The part of a box that lies in the photo, with room for the soft edge; None for none."""
    left, top, right, bottom = box
    if right <= 0 or bottom <= 0 or left >= width or top >= height:
        return None
    room = feather // 2 + PASSES
    return max(left - room, 0), max(top - room, 0), min(right + room, width), min(bottom + room, height)


def _feathered(values: Pixels, box: PixelBox, feather: int, size: tuple[int, int]) -> Mask | None:
    half = min(feather // 2, _half_thickness(values))
    for part in range(PASSES):
        side = 2 * ((half + part) // PASSES) + 1
        for kernel in ((side, 1), (1, side)):  # one way at a time: sums of a large square do not fit 32 bits
            values = np.asarray(cv2.blur(values, kernel, borderType=cv2.BORDER_REPLICATE), np.uint8)
    return mask_from(values, box[0], box[1], size)


def _half_thickness(values: Pixels) -> int:
    """Pixels from the innermost point of the region to its outline; along the photo's edge there is none."""
    scale = max(1.0, max(values.shape) / MEASURED_SIDE)
    size = max(1, int(values.shape[1] / scale)), max(1, int(values.shape[0] / scale))
    inside = (cv2.resize(values, size, interpolation=cv2.INTER_AREA) >= 128).astype(np.uint8)
    depth = cv2.distanceTransform(inside, cv2.DIST_C, 3).max()
    return int(min(max(depth - 1, 0) * scale, max(values.shape)))
