"""The same photo with fewer pixels, ready to be measured like any other."""

from __future__ import annotations

from dataclasses import replace

import cv2

from culling.photos import Photo

#: To which lessons bring a photo that is larger: so large are the sample photos, and every change is measured at once.
LONG_SIDE = 640


def resized(photo: Photo, long_side: int = LONG_SIDE) -> Photo:
    """The photo averaged down to a long side of `long_side` pixels; itself when it is no larger. Never enlarged.

    Raises:
        ValueError: no such size.
    """
    if long_side < 1:
        raise ValueError(f"a photo's long side must be 1 px or more, got {long_side}")
    height, width = photo.pixels.shape[:2]
    ratio = long_side / max(height, width)
    if ratio >= 1:
        return photo
    size = (max(round(width * ratio), 1), max(round(height * ratio), 1))
    return replace(photo, pixels=cv2.resize(photo.pixels, size, interpolation=cv2.INTER_AREA), content_hash="")
