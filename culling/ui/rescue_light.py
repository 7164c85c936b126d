"""The part of a photo that light is added to, small: for a suggestion, and for its tones before and after."""

from __future__ import annotations

from pathlib import Path

from culling.errors import CullingError
from culling.photos import Photo, Pixels, read_photo
from culling.restore.edit import Light, Region
from culling.restore.light import brighten, suggest_light
from culling.restore.region import mask_of
from culling.ui.sheet import Shown
from culling.ui.shelf import Shelf

_photos: Shelf[Photo] = Shelf(16)  # reduced to 2000 px, up to 12 MB each
_parts: Shelf[Pixels] = Shelf(64)
_lit: Shelf[Pixels] = Shelf(64)


def part(shown: Shown, file: Path, region: Region | None) -> Pixels:
    """The region's box, or the whole photo where no region can be found; long side 640 px at most.

    Raises:
        CullingError: the photo cannot be read.
    """
    return _parts.get((shown, region), lambda: _cut(_photos.get(shown, lambda: read_photo(file)), region))


def lit(shown: Shown, file: Path, region: Region | None, light: Light) -> Pixels:
    """The same with the light added."""
    return _lit.get((shown, region, light), lambda: brighten(part(shown, file, region), light))


def suggestion(shown: Shown, file: Path, region: Region | None) -> Light:
    """Where to begin with this part of the photo; zero where it is light enough."""
    return suggest_light(part(shown, file, region))


def _cut(photo: Photo, region: Region | None) -> Pixels:
    if region is None:
        return photo.small
    try:
        left, top, right, bottom = mask_of(region, photo.small).box
    except CullingError:
        return photo.small
    return photo.small[top:bottom, left:right].copy()
