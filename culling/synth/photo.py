"""A photo damaged by a known amount, ready to be measured like any other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from culling.photos import Photo
from culling.synth.registry import NOMINAL_LONG_SIDE, get_damage


def damaged_photo(photo: Photo, damage: str, amount: float, seed: int = 0) -> Photo:
    """The same photo with its analysed pixels damaged; the neutral amount gives an equal one.

    Facts of file and header stay those of the photo: no file was written, so `content_hash` is "".

    Args:
        damage: name of one in `DAMAGES`.
        amount: in the damage's unit; px count for a long side of `NOMINAL_LONG_SIDE`, whatever the photo's own is, so
            that one amount looks alike on photos of all sizes.
        seed: shape of what is random (path of a shake, noise); one seed is one shape, whatever the amount.

    Raises:
        ValueError: there is no such damage, or it does not take this amount.
    """
    known = get_damage(damage)
    factor = max(photo.pixels.shape[:2]) / NOMINAL_LONG_SIDE if known.unit == "px" else 1.0
    pixels = known.apply(photo.pixels, amount * factor, np.random.default_rng(seed))
    return replace(photo, pixels=pixels, content_hash="")
