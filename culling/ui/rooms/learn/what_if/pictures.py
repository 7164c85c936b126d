"""Before and after as pictures small enough to send: the whole photo, or where most detail is, pixel by pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import simplejpeg

from culling.photos import Photo, Pixels
from culling.probe.probed import Probed, Setting, Values

_WHOLE_PX = 900
_NEAR_PX = (420, 300)
_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Pair:
    """A photo before and after damage.

    Attributes:
        where: the setting of the damage.
        before, after: the measures.
        whole, near: both as JPEG: the whole photo, and the part with most detail pixel by pixel.
    """

    where: Setting
    before: Values
    after: Values
    whole: tuple[bytes, bytes]
    near: tuple[bytes, bytes]


def pair(probed: Probed, where: Setting, names: Sequence[str]) -> Pair:
    """Damage, measure, and make the pictures."""
    photo = probed.damaged(where)
    box = _box(probed.photo)
    was, now = probed.photo.pixels, photo.pixels
    whole, near = (_jpeg(was), _jpeg(now)), (_jpeg(was, box), _jpeg(now, box))
    return Pair(where, probed.values((), names), probed.values(where, names, photo), whole, near)


def _box(photo: Photo) -> tuple[int, int, int, int]:
    """left, top, width, height of the part with most detail."""
    height, width = photo.luma.shape
    wide, high = min(_NEAR_PX[0], width), min(_NEAR_PX[1], height)
    detail = cv2.convertScaleAbs(cv2.Laplacian(photo.luma, cv2.CV_16S))
    sums = cv2.integral(detail)
    inside = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    top, left = np.unravel_index(int(np.argmax(inside)), inside.shape)
    return int(left), int(top), wide, high


def _jpeg(pixels: Pixels, box: tuple[int, int, int, int] | None = None) -> bytes:
    if box is not None:
        left, top, wide, high = box
        shown = pixels[top : top + high, left : left + wide]
    else:
        factor = min(1.0, _WHOLE_PX / max(pixels.shape[:2]))
        size = (max(round(pixels.shape[1] * factor), 1), max(round(pixels.shape[0] * factor), 1))
        shown = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA) if factor < 1 else pixels
    return bytes(simplejpeg.encode_jpeg(np.ascontiguousarray(shown), _QUALITY, "RGB", "444"))
