"""Raw EXIF tags: where a file keeps them, and the twenty that matter.

Pillow reads EXIF too, but tells of damage through Python's process-wide warnings, which threads cannot silence, and
parses every tag. This takes 0.06 ms a photo.
"""

from __future__ import annotations

import math
import struct
import unicodedata
from dataclasses import dataclass, field

MAX_TEXT = 200

_FORMATS = {1: "B", 2: "s", 3: "H", 4: "L", 5: "L", 6: "b", 7: "s", 8: "h", 9: "l", 10: "l", 11: "f", 12: "d", 13: "L"}
_RATIONALS = (5, 10)
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825

# Cameras write some dozens of entries; a damaged count must not cost seconds.
_MAX_ENTRIES = 1000
_MAX_VALUE_BYTES = 4096

Value = bytes | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tags:
    """Raw values by tag number: `photo` from the main and the Exif directory, `gps` from the GPS directory."""

    photo: dict[int, Value] = field(default_factory=dict)
    gps: dict[int, Value] = field(default_factory=dict)

    def text(self, tag: int) -> str:
        """Text of one tag, cleaned; "" when absent."""
        value = self.photo.get(tag, b"")
        return clean_text(value) if isinstance(value, bytes) else ""

    def number(self, tag: int) -> float:
        """First number of one tag; NaN when absent or 0/0."""
        value = self.photo.get(tag, ())
        return value[0] if value and not isinstance(value, bytes) else math.nan

    @property
    def orientation(self) -> int:
        """1..8; 1 where the tag is absent or nonsense."""
        value = self.number(0x0112)
        return int(value) if value in range(1, 9) else 1


def clean_text(value: bytes) -> str:
    """Text of unknown encoding without NUL padding and control characters, at most `MAX_TEXT` characters."""
    value = value.split(b"\0", 1)[0]
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    if not text.isascii() or not text.isprintable():
        text = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text)
    return " ".join(text.split())[:MAX_TEXT]


def find_exif(data: bytes) -> bytes:
    """The TIFF block of a file that holds it openly: JPEG, TIFF, most RAW. b"" where there is none."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg_exif(data)
    if data.startswith(b"FUJIFILMCCD-RAW"):
        start, size = struct.unpack_from(">LL", data.ljust(92, b"\0"), 84)
        return _jpeg_exif(data[start : start + size])
    return data if data[:2] in (b"II", b"MM") or data[4:12] == b"ftypcrx " else b""


def read_tags(block: bytes) -> Tags:
    """The tags that matter, from a TIFF block with or without its "Exif" prefix, or from a whole CR3 file."""
    if block[4:12] == b"ftypcrx ":
        return _canon_tags(block)
    block = block.removeprefix(b"Exif\0\0")
    main = _directory(block)
    exif = _directory(block, _pointer(main, _EXIF_IFD))
    return Tags({**main, **exif}, _directory(block, _pointer(main, _GPS_IFD)))


def _canon_tags(data: bytes) -> Tags:
    """CR3 keeps the main, the Exif and the GPS directory as three TIFF blocks in boxes near the start."""
    directories = []
    for name in (b"CMT1", b"CMT2", b"CMT4"):
        at = data.find(name, 0, 1 << 16)
        size = int.from_bytes(data[at - 4 : at], "big") if at >= 4 else 0
        directories.append(_directory(data[at + 4 : at + size - 4]) if size > 8 else {})
    return Tags({**directories[0], **directories[1]}, directories[2])


def _jpeg_exif(data: bytes) -> bytes:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == 0xE1 and data[at + 4 : at + 10] == b"Exif\0\0":
            return data[at + 10 : at + 2 + size]
        if marker in (0xDA, 0xD9) or size < 2:
            return b""
        at += 2 + size
    return b""


def _pointer(directory: dict[int, Value], tag: int) -> int:
    value = directory.get(tag, ())
    return int(value[0]) if value and not isinstance(value, bytes) and value[0] >= 8 else -1


# fmt: off
_WANTED = frozenset((
    0x17, 0x010F, 0x0110, 0x0112, 0x0132, _EXIF_IFD, _GPS_IFD, 0x829A, 0x829D, 0x8827, 0x8831, 0x8832, 0x8833,
    0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9201, 0x9202, 0x920A, 0x9290, 0x9291, 0x9292, 0xA432, 0xA434, 1, 2, 3, 4,
))
# fmt: on


def _directory(block: bytes, start: int = 0) -> dict[int, Value]:
    """One directory (IFD) at `start`, 0 for the first; what lies outside the block or has no known type is left out."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None or len(block) < 8 or start < 0:
        return {}
    at = start or struct.unpack_from(f"{order}L", block, 4)[0]
    if at + 2 > len(block):
        return {}
    (count,) = struct.unpack_from(f"{order}H", block, at)
    values: dict[int, Value] = {}
    for entry in range(at + 2, min(at + 2 + 12 * min(count, _MAX_ENTRIES), len(block) - 11), 12):
        tag, kind, number = struct.unpack_from(f"{order}HHL", block, entry)
        if tag in _WANTED and kind in _FORMATS:
            value = _value(block, order, entry + 8, kind, number)
            if value:
                values.setdefault(tag, value)
    return values


def _value(block: bytes, order: str, at: int, kind: int, number: int) -> Value:
    """The value of one entry: bytes for text, numbers otherwise; empty when it lies outside the block."""
    letter = _FORMATS[kind]
    number *= 2 if kind in _RATIONALS else 1
    size = struct.calcsize(f"{order}{letter}") * number
    if size > 4:
        (at,) = struct.unpack_from(f"{order}L", block, at)
    if size > _MAX_VALUE_BYTES or at + size > len(block):
        return b""
    if letter == "s":
        return block[at : at + size]
    numbers = struct.unpack_from(f"{order}{number}{letter}", block, at)
    if kind not in _RATIONALS:
        return tuple(float(value) for value in numbers)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return tuple(top / bottom if bottom else math.nan for top, bottom in pairs)
