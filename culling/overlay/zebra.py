"""Zebra stripes where highlights are burnt to white or shadows drowned in black, over the photo in grey."""

from __future__ import annotations

import cv2
import numpy as np

from culling.metrics.light import HIGHLIGHT_LEVEL, SHADOW_LEVEL
from culling.photos import Photo, Pixels
from culling.previews import fit

# Told apart with any colour vision (Okabe and Ito 2008), by lightness, and by which way the stripes lean.
HIGHLIGHT_COLOUR = (213, 94, 0)
SHADOW_COLOUR = (86, 180, 233)
_STRIPES = 200  # along the long side


def draw_zebra(photo: Photo, long_side: int) -> Pixels:
    """The photo in grey; burnt highlights in orange stripes that lean to the right, drowned shadows in blue ones.

    Marked is exactly what `highlight_clipping` and `shadow_clipping` count: luma ≥ 250 and ≤ 5 at a long side of at
    most 640 px. Single burnt pixels of a large photo are averaged away before, as they are in the measures.
    """
    shown = fit(photo.pixels, long_side)
    height, width = shown.shape[:2]
    picture = cv2.cvtColor(cv2.cvtColor(shown, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    rows, columns = np.ogrid[:height, :width]
    wide = max(round(max(height, width) / _STRIPES), 2)
    for clipped, lean, colour in zip(clipped_places(photo), (1, -1), (HIGHLIGHT_COLOUR, SHADOW_COLOUR), strict=True):
        here = cv2.resize(clipped, (width, height), interpolation=cv2.INTER_NEAREST).astype(bool)
        picture[here & ((columns + lean * rows) // wide % 2 == 0)] = colour
    return np.asarray(picture, np.uint8)


def clipped_places(photo: Photo) -> tuple[Pixels, Pixels]:
    """(burnt highlights, drowned shadows) as 0 or 1, uint8 of the size of `photo.small_luma`."""
    luma = photo.small_luma
    return (luma >= HIGHLIGHT_LEVEL).astype(np.uint8), (luma <= SHADOW_LEVEL).astype(np.uint8)
