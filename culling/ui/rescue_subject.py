"""The subject as the page Rescue works on it: found in the whole photo once, and cut for the piece of a preview.

A piece alone may be nothing but subject, where no outline can be found; so its mask is that of the photo.
"""

from __future__ import annotations

import numpy as np

from culling.errors import CullingError
from culling.photos import Photo, Pixels
from culling.restore import restore
from culling.restore.background import lay_background
from culling.restore.edit import Background, Box, Edit, Region
from culling.restore.mask import Mask, PixelBox, mask_from
from culling.restore.region import mask_of
from culling.subject import Subject, find_subject
from culling.ui.rescue_results import reduced
from culling.ui.sheet import Shown
from culling.ui.shelf import Shelf

_MASK_SIDE = 800  # px at which the subject is shown

_subjects: Shelf[Subject | None] = Shelf(64)
_masks: Shelf[Mask] = Shelf(16)
_whole_masks: Shelf[Mask] = Shelf(2)  # a byte a pixel each


def about_subject(edit: Edit) -> bool:
    """Whether the subject alone is worked on."""
    return edit.region is not None and edit.region.kind == "subject"


def subject_of(shown: Shown, photo: Photo) -> Subject | None:
    """Where the subject is; None where nothing stands out."""
    return _subjects.get(shown, lambda: find_subject(photo.small))


def subject_mask(shown: Shown, photo: Photo) -> Mask | None:
    """The subject as it is shown; None where none was found."""

    def made() -> Mask:
        small = reduced(photo.pixels, _MASK_SIDE)
        return mask_of(Region("subject", feather=0.0), small, subject_of(shown, photo))

    try:
        return _masks.get(shown, made)
    except CullingError:
        return None


def whole_mask(shown: Shown, photo: Photo, region: Region) -> Mask:
    """The subject at the photo's own size, with the region's soft edge; CullingError where none was found."""
    return _whole_masks.get((shown, region), lambda: mask_of(region, photo.pixels, subject_of(shown, photo)))


def box_of(mask: Mask) -> Box:
    """The box around a mask as shares of its photo."""
    left, top, right, bottom = mask.box
    width, height = mask.size
    return left / width, top / height, (right - left) / width, (bottom - top) / height


def cut(mask: Mask, place: PixelBox) -> Mask:
    """The mask of a piece: left, top, width, height in pixels of the photo."""
    left, top, width, height = place
    values = np.zeros((mask.size[1], mask.size[0]), np.uint8)
    values[mask.box[1] : mask.box[3], mask.box[0] : mask.box[2]] = mask.values
    values = values[top : top + height, left : left + width]
    return mask_from(values, 0, 0, (width, height)) or Mask((0, 0, 1, 1), np.zeros((1, 1), np.uint8), (width, height))


def without_region(edit: Edit) -> Edit:
    """What is done to the subject, done to all of it."""
    return edit.with_changes(region=None, background=Background())


def laid(before: Pixels, after: Pixels, mask: Mask, edit: Edit) -> Pixels:
    """`after`, which was worked on as a whole, inside the mask; the rest enlarged, dimmed or white as the edit says."""
    around = before
    if edit.upscale > 1:
        around, mask = restore(before, upscale=edit.upscale, upscale_with="bicubic"), mask.enlarged(edit.upscale)
    return lay_background(mask.lay(after, around), mask, edit.background)
