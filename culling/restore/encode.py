"""Pixels and what belongs beside them as the bytes of a JPEG, PNG, WebP or TIFF file."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, PngImagePlugin

from culling.decoding.pixels import Pixels
from culling.errors import CullingError
from culling.restore.exif_block import LONG, SHORT, UNDEFINED, ExifBlock
from culling.restore.history import guid

#: Nothing is seen of it, and saving it again costs little.
QUALITY = 95
#: Format by suffix; the first suffix of a format is the one that is written when nothing else is asked for.
SUFFIXES: Mapping[str, str] = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "jpe": "JPEG",
    "png": "PNG",
    "webp": "WebP",
    "tif": "TIFF",
    "tiff": "TIFF",
}
MEDIA_TYPES: Mapping[str, str] = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WebP": "image/webp",
    "TIFF": "image/tiff",
}
#: The longest side that a format can hold.
LONGEST: Mapping[str, int] = {"JPEG": 65_500, "WebP": 16_383, "PNG": 2**31 - 1, "TIFF": 2**31 - 1}

_SEGMENT = 65_533  # bytes that a JPEG's segment holds
#: Bytes of EXIF, its prefix left out, and of a packet of XMP that a JPEG holds in one segment.
MOST_EXIF = _SEGMENT - 6
MOST_PACKET = _SEGMENT - 29
_EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"
_EXTENSION_PART = 65_000
_STRIP_BYTES = 1 << 18
_DEFLATE = 3  # level of zlib: PNG of 12 MP takes 1.5 s of processor time instead of 3.8 s at 6, and 1.5 % more bytes
_MOST_TIFF = 4 * 1024**3 - 1


@dataclass
class Beside:
    """What is written beside the pixels.

    Attributes:
        exif: the block, still open, since a TIFF file is one itself.
        extension: of a packet that a JPEG does not hold in one segment, the rest.
        iptc, comment: of a JPEG alone.
    """

    exif: ExifBlock
    xmp: bytes = b""
    extension: bytes = b""
    icc: bytes = b""
    iptc: bytes = b""
    comment: bytes = b""


def encode(pixels: Pixels, kind: str, beside: Beside) -> bytes:
    """The bytes of the file.

    Raises:
        CullingError: the format cannot hold so many pixels; says which can.
    """
    height, width = pixels.shape[:2]
    if max(width, height) > LONGEST[kind]:
        raise CullingError(
            f"{kind} holds at most {LONGEST[kind]:,} pixels a side, the result has {width:,} × {height:,}; "
            "save it as .png or .tif"
        )
    return _WRITERS[kind](pixels, beside)


def extension_segments(extension: bytes) -> bytes:
    """A JPEG's segments that hold a second packet, with its digest, as XMP Part 3 asks."""
    digest = guid(extension)
    parts = []
    for start in range(0, len(extension), _EXTENSION_PART):
        part = extension[start : start + _EXTENSION_PART]
        place = len(extension).to_bytes(4, "big") + start.to_bytes(4, "big")
        parts.append(_segment(0xE1, _EXTENSION + digest.encode() + place + part))
    return b"".join(parts)


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def _jpeg(pixels: Pixels, beside: Beside) -> bytes:
    extra = extension_segments(beside.extension)
    if beside.iptc:
        extra += _segment(0xED, beside.iptc)
    more = {"comment": beside.comment} if beside.comment else {}
    return _saved(
        pixels,
        "JPEG",
        quality=QUALITY,
        subsampling=0,
        exif=b"Exif\0\0" + beside.exif.written(),
        xmp=beside.xmp,
        icc_profile=beside.icc,
        extra=extra,
        **more,
    )


def _png(pixels: Pixels, beside: Beside) -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", beside.xmp.decode())
    return _saved(
        pixels, "PNG", compress_level=_DEFLATE, pnginfo=texts, exif=beside.exif.written(), icc_profile=beside.icc
    )


def _webp(pixels: Pixels, beside: Beside) -> bytes:
    exif = beside.exif.written()
    return _saved(pixels, "WEBP", quality=QUALITY, exif=exif, xmp=beside.xmp, icc_profile=beside.icc)


def _saved(pixels: Pixels, kind: str, **how: object) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, kind, **how)
    return file.getvalue()


def _tiff(pixels: Pixels, beside: Beside) -> bytes:
    """The EXIF block with the pixels in it: so the camera's own notes stay where they were."""
    block, (height, width) = beside.exif, pixels.shape[:2]
    rows = max(_STRIP_BYTES // (3 * width), 1)
    packed = [_strip(pixels[start : start + rows]) for start in range(0, height, rows)]
    if len(block.data) + sum(map(len, packed)) > _MOST_TIFF - (1 << 20):
        raise CullingError("TIFF holds at most 4 GB; save it as .png or .jpg")
    starts = [block.append(strip) for strip in packed]
    numbers = {
        0x0100: (LONG, [width]),
        0x0101: (LONG, [height]),
        0x0102: (SHORT, [8, 8, 8]),
        0x0103: (SHORT, [8]),  # deflate
        0x0106: (SHORT, [2]),  # RGB
        0x0111: (LONG, starts),
        0x0115: (SHORT, [3]),
        0x0116: (LONG, [rows]),
        0x0117: (LONG, [len(strip) for strip in packed]),
        0x011C: (SHORT, [1]),
        0x013D: (SHORT, [2]),  # each pixel as the difference to the one before
    }
    for tag, (kind, value) in numbers.items():
        block.put(tag, kind, value)
    block.put(0x02BC, 1, beside.xmp)
    if beside.icc:
        block.put(0x8773, UNDEFINED, beside.icc)
    return block.written()


def _strip(rows: Pixels) -> bytes:
    differences = rows.copy()
    differences[:, 1:] -= rows[:, :-1]  # modulo 256, as it is undone
    return zlib.compress(np.ascontiguousarray(differences).data, _DEFLATE)


_WRITERS: Mapping[str, Callable[[Pixels, Beside], bytes]] = {
    "JPEG": _jpeg,
    "PNG": _png,
    "WebP": _webp,
    "TIFF": _tiff,
}
