"""From the bytes of a photo to upright RGB pixels: which decoder, how far reduced, and what went wrong in words."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import simplejpeg
from PIL import BmpImagePlugin, Image, ImageFile, PngImagePlugin, WebPImagePlugin

from culling.exif import Tags, find_exif, read_tags
from culling.images import cause, decode_image
from culling.isolated import decode_isolated
from culling.kinds import UNSUPPORTED, kind_of
from culling.limits import Limits, UnreadablePhoto
from culling.pixels import ANALYSED_LONG_SIDE, CLOSE_ENOUGH, Decoded, reduce

# Opened by class and not by Image.open, which warns of bombs through process-wide settings. GIF does so by itself.
_IN_THREAD: dict[str, type[ImageFile.ImageFile]] = {
    "png": PngImagePlugin.PngImageFile,
    "bmp": BmpImagePlugin.BmpImageFile,
    "webp": WebPImagePlugin.WebPImageFile,
}

# A progressive JPEG of a few kB can hold thousands of scans, each a pass over all pixels. Encoders write about ten.
_MANY_SCANS = 100

# Above this Pillow itself warns (89 MP) or gives up (179 MP); the child may be told otherwise.
_MANY_PIXELS = 80_000_000

# Eighths that libjpeg-turbo computes with SIMD: at 12 MP 8, 4, 2, 1 take 34, 27, 24, 22 ms; 7, 6, 5 take 58, 48, 41.
_FAST_EIGHTHS = (8, 4, 2, 1)


def decode(data: bytes, name: str, limits: Limits) -> tuple[Decoded, Tags]:
    """Decode the first picture of a file, reduced to about 2000 px.

    Args:
        data: all bytes of the file.
        name: the file's name: its suffix tells RAW from TIFF, and what the file claims to be.
        limits: pixels and seconds.

    Raises:
        UnreadablePhoto: with the cause in plain words.
    """
    suffix = Path(name).suffix.lower().removeprefix(".")
    kind = _checked_kind(data, suffix)
    if kind == "jpeg":
        decoded = _decode_jpeg(data, limits)
    elif kind in _IN_THREAD and not (kind == "png" and b"acTL" in data[: 1 << 16]):
        decoded = _decode_in_thread(data, kind, limits)
    else:
        decoded = decode_isolated(data, kind, limits, suffix)
    return decoded, read_tags(decoded.exif or find_exif(data))


def _checked_kind(data: bytes, suffix: str) -> str:
    if not data:
        raise UnreadablePhoto("The file is empty (0 bytes).")
    kind = kind_of(data, suffix)
    if kind == "Video":
        raise UnreadablePhoto(f"This is a video although it is called .{suffix}.")
    unsupported = kind if kind[0].isupper() else UNSUPPORTED.get(suffix) if kind == "other" else None
    if not data.strip(b"\0"):
        raise UnreadablePhoto("The file holds only zero bytes: a copy that failed or a damaged card.")
    if unsupported:
        raise UnreadablePhoto(f"{unsupported} is not supported. Convert it to JPEG or TIFF.")
    return kind


def eighths(long_side: int) -> int:
    """How many eighths of the stored size to decode: the long side nearest to 2000 px by ratio, never enlarged.

    A fast number of eighths wins where it is within 15 % of 2000 px.

    >>> [eighths(side) for side in (1200, 2000, 3000, 4000, 6000, 30000)]
    [8, 8, 5, 4, 3, 1]
    """

    def distance(n: int) -> float:
        ratio = long_side * n / 8 / ANALYSED_LONG_SIDE
        return max(ratio, 1 / ratio)

    if long_side <= ANALYSED_LONG_SIDE:
        return 8
    fast = min(_FAST_EIGHTHS, key=distance)
    return fast if distance(fast) <= CLOSE_ENOUGH else min(range(1, 9), key=distance)


def _decode_jpeg(data: bytes, limits: Limits) -> Decoded:
    """Reduced decode by simplejpeg; what it finds odd goes to Pillow in the child, which forgives what is harmless."""
    try:
        height, width, colours, _ = simplejpeg.decode_jpeg_header(data)
    except ValueError:
        return decode_isolated(data, "jpeg", limits)
    limits.check_size((width, height))
    if colours in ("CMYK", "YCCK", "Unknown") or _has_many_scans(data):
        return decode_isolated(data, "jpeg", limits)
    n = eighths(max(width, height))
    least = {"min_width": -(-width * n // 8), "min_height": -(-height * n // 8)}
    try:
        pixels = simplejpeg.decode_jpeg(data, "RGB", **least)
    except ValueError:
        return decode_isolated(data, "jpeg", limits)
    return Decoded(reduce(pixels), (width, height))


def _has_many_scans(data: bytes) -> bool:
    return b"\xff\xc2" in data[: 1 << 16] and data.count(b"\xff\xda") > _MANY_SCANS


def _decode_in_thread(data: bytes, kind: str, limits: Limits) -> Decoded:
    try:
        with _IN_THREAD[kind](BytesIO(data)) as image:
            if image.size[0] * image.size[1] > _MANY_PIXELS:
                return decode_isolated(data, kind, limits)
            return decode_image(image, limits)
    except UnreadablePhoto:
        raise
    except Image.DecompressionBombError:
        return decode_isolated(data, kind, limits)
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, struct.error, zlib.error) as error:
        raise UnreadablePhoto(cause(error, kind)) from None
