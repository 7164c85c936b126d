"""JPEG decoded straight to about 2000 px: what the decoder leaves out, nothing has to average away later."""

from __future__ import annotations

import simplejpeg

from culling.decoding.limits import Limits, UnreadablePhoto
from culling.decoding.pixels import ANALYSED_LONG_SIDE, CLOSE_ENOUGH, Decoded, reduce

# libjpeg-turbo has SIMD for these eighths: at 12 MP 8, 4, 2, 1 take 34, 27, 24, 22 ms; 7, 6, 5, 3 take 58, 48, 41, 28.
_FAST_EIGHTHS = (8, 4, 2, 1)

# A progressive JPEG of a few kB can hold thousands of scans, each a pass over all pixels. Encoders write about ten.
_MANY_SCANS = 100

# libjpeg's warnings after which part of the picture is grey or shifted; its others are about harmless bytes.
_DAMAGE = ("premature end of data segment", "bad Huffman code", "bad arithmetic code", "instead of RST")


class OddJpegError(Exception):
    """Not plain enough for the fast decoder: CMYK, strange markers, too many scans. Another one may manage."""


def eighths(long_side: int, wanted: int = ANALYSED_LONG_SIDE) -> int:
    """How many eighths of the stored size to decode so that the long side comes near `wanted`; never enlarged.

    A fast number of eighths wins where it is within 15 % of it. Else the nearest that is not smaller than that:
    what is larger can still be averaged down.

    >>> [eighths(side) for side in (1200, 2000, 3000, 4000, 6000, 12000, 30000)]
    [8, 8, 5, 4, 3, 2, 1]
    """

    def distance(n: int) -> float:
        ratio = long_side * n / 8 / wanted
        return ratio if ratio >= 1 else 1 / ratio

    if long_side <= wanted:
        return 8
    fast = min(_FAST_EIGHTHS, key=distance)
    if distance(fast) <= CLOSE_ENOUGH:
        return fast
    enough = [n for n in range(1, 9) if long_side * n / 8 * CLOSE_ENOUGH >= wanted]
    return min(enough, key=distance)


def decode_jpeg(data: bytes, limits: Limits) -> Decoded:
    """Decode of a sound JPEG, reduced as `limits` says; orientation is left to do.

    Raises:
        OddJpegError: something that a more patient decoder may forgive.
        UnreadablePhoto: too many pixels, or part of the picture is lost.
    """
    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(data)
    except ValueError as error:
        raise OddJpegError(str(error)) from None
    limits.check_size((width, height))
    if colours in ("CMYK", "YCCK", "Unknown") or _has_many_scans(data):
        raise OddJpegError(colours)
    long_side = limits.long_side((width, height))
    n = eighths(max(width, height), long_side)
    try:
        pixels = simplejpeg.decode_jpeg(data, "RGB", min_width=-(-width * n // 8), min_height=-(-height * n // 8))
    except ValueError as error:
        if any(words in str(error) for words in _DAMAGE):
            reason = str(error).removeprefix("Corrupt JPEG data: ")
            raise UnreadablePhoto(f"The JPEG data is damaged ({reason}): part of the picture is lost.") from None
        raise OddJpegError(str(error)) from None
    return Decoded(reduce(pixels, long_side), (width, height))


def _has_many_scans(data: bytes) -> bool:
    return b"\xff\xc2" in data[: 1 << 16] and data.count(b"\xff\xda") > _MANY_SCANS
