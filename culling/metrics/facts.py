"""Facts about the file that a rule may use, and the perceptual hash that finds near-duplicates."""

from __future__ import annotations

import cv2
import numpy as np

from culling.photos import Photo


def megapixels(photo: Photo) -> float:
    r"""Stored pixels in millions; higher is more detail to crop and print.

    Formula:
        $$\frac{w \cdot h}{10^6}$$
        $w$ and $h$ are width and height of the stored photo in pixels.

    Cannot tell:
        Whether there is detail in these pixels: an enlarged photo has as many as it was given.

    Source:
        The file's header.
    """
    width, height = photo.full_size
    return width * height / 1e6


def aspect_ratio(photo: Photo) -> float:
    r"""Width over height as shown: 1.5 is landscape 3:2, 0.67 portrait. Neither end is a flaw.

    Formula:
        $$\frac{w}{h}$$
        $w$ and $h$ are width and height in pixels after EXIF orientation.

    Cannot tell:
        Whether a crop suits the picture.

    Source:
        The file's header and EXIF orientation.
    """
    width, height = photo.full_size
    return width / height


def file_mb(photo: Photo) -> float:
    r"""Size of the file in megabytes (10⁶ bytes). Neither end is a flaw.

    Formula:
        $$\frac{\text{bytes}}{10^6}$$

    Cannot tell:
        Quality: noise makes files large, a plain scene makes them small.

    Source:
        The file.
    """
    return photo.file_bytes / 1e6


def perceptual_hash(photo: Photo) -> str:
    """64-bit DCT hash, 16 hex digits: few differing bits mean pictures that look alike (pHash; Zauner 2010).

    Bits tell which of the 8 × 8 lowest frequencies of a 32 × 32 luma lie above their median.
    """
    tiny = cv2.resize(photo.coarse_luma, (32, 32), interpolation=cv2.INTER_AREA).astype(np.float32)
    lowest = cv2.dct(tiny)[:8, :8].ravel()
    bits = lowest > np.median(lowest)
    return f"{int.from_bytes(np.packbits(bits).tobytes(), 'big'):016x}"
