"""JPEG pictures for the screen: a thumbnail made during the scan, larger ones made when somebody looks."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import simplejpeg

from culling.photos import Limits, Photo, Pixels, halve_until, read_photo

THUMBNAIL_LONG_SIDE = 320
PREVIEW_LONG_SIDE = 1600
QUALITY = 85
FULL_QUALITY = 92


def thumbnail(photo: Photo) -> bytes:
    """JPEG with a long side of at most 320 pixels, upright; smaller photos are not enlarged."""
    return encode_jpeg(fit(photo.small, THUMBNAIL_LONG_SIDE))


def preview(path: Path, long_side: int = PREVIEW_LONG_SIDE) -> bytes:
    """JPEG with a long side of at most `long_side` pixels, read from the file at `path`.

    Raises:
        CullingError: the photo cannot be read.
    """
    return encode_jpeg(fit(read_photo(path).pixels, long_side))


def full(path: Path) -> bytes:
    """JPEG of the photo's own size, with colours as fine as its light: for looking at single pixels.

    Above 64 megapixels it is halved until it has no more. RAW comes as its measures see it: the camera's embedded
    preview, which may be smaller than the sensor.

    Raises:
        CullingError: the photo cannot be read.
    """
    return encode_jpeg(read_photo(path, Limits(whole=True)).pixels, FULL_QUALITY, subsampling="444")


def fit(pixels: Pixels, long_side: int) -> Pixels:
    """The picture reduced so that no side is longer than `long_side`: exact halvings first, one linear step last."""
    pixels = halve_until(pixels, 2 * long_side)
    height, width = pixels.shape[:2]
    ratio = long_side / max(height, width)
    if ratio >= 1:
        return pixels
    size = (max(round(width * ratio), 1), max(round(height * ratio), 1))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR)


def encode_jpeg(pixels: Pixels, quality: int = QUALITY, subsampling: str = "420") -> bytes:
    """RGB uint8 pixels as JPEG bytes."""
    pixels = np.ascontiguousarray(pixels)
    return simplejpeg.encode_jpeg(pixels, quality=quality, colorspace="RGB", colorsubsampling=subsampling)
