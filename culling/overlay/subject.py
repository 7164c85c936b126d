"""The subject of a photo in its own colours, outlined; what is taken for background dimmed and grey."""

from __future__ import annotations

import cv2
import numpy as np

from culling.overlay import ink
from culling.photos import Photo, Pixels
from culling.previews import fit
from culling.subject import SURE

NONE = "Nothing stands out as the subject."
OUTLINE_COLOUR = ink.YELLOW
_DIMMED = 0.4


def draw_subject(photo: Photo, long_side: int) -> Pixels:
    """The photo, its background dimmed and grey, the subject outlined in yellow where the mask is one half.

    Between the two the mask's own softness is kept: a doubtful place is half dimmed.

    Raises:
        ModelError: the network that finds the subject is missing or damaged.
    """
    picture = np.ascontiguousarray(fit(photo.pixels, long_side)).copy()
    found = photo.subject
    if found is None or found.box is None:
        ink.draw_note(picture, NONE)
        return picture
    mask = cv2.resize(np.clip(found.mask, 0, 1), picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    grey = cv2.convertScaleAbs(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), alpha=_DIMMED)
    below = cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)
    drawn = np.ascontiguousarray(cv2.blendLinear(picture, below, mask, 1 - mask), np.uint8)
    ink.draw_outline(drawn, mask >= SURE, OUTLINE_COLOUR)
    return drawn
