"""EXIF facts of a photo, each read on its own: a damaged one is left out and never stops the photo.

Pillow reads EXIF too, but tells of damage through Python's process-wide warnings, which threads cannot silence, and
parses every tag. The twenty tags that matter here take 0.1 ms.
"""

from __future__ import annotations

import math
import re
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

EXIF_COLUMNS = (
    "taken_at",
    "camera",
    "lens",
    "aperture",
    "shutter_s",
    "iso",
    "focal_mm",
    "latitude",
    "longitude",
)

MAX_TEXT = 200

# Pillow and cameras write these where they know nothing.
_NO_LENS = re.compile(r"(unknown|none|n/?a|null|\(null\)|no lens|manual lens no cpu|[-\s0.,/fm]*)( .*lens.*)?", re.I)

_DATE = re.compile(r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(0\d|1[0-4]):?([0-5]\d)")

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


def read_exif(block: bytes) -> dict[str, Any]:
    """EXIF facts by column name (`EXIF_COLUMNS`); what is absent or nonsense is left out.

    Args:
        block: what `find_exif` returned, or the TIFF block that a PNG, WebP, AVIF or HEIC file carries.
    """
    return facts(read_tags(block))


def facts(tags: Tags) -> dict[str, Any]:
    """The contract's columns from raw tags."""
    found: dict[str, Any] = {"taken_at": _taken_at(tags), "camera": _camera(tags), "lens": _lens(tags)}
    found["aperture"] = _first(tags, (0x829D, _same), (0x9202, lambda v: 2 ** (v / 2)), span=(0.3, 512))
    found["shutter_s"] = _first(tags, (0x829A, _same), (0x9201, lambda v: 2**-v), span=(1e-7, 1e6))
    found["focal_mm"] = _first(tags, (0x920A, _same), span=(0.1, 20_000))
    # 65535 means "more than fits": the newer tags hold the number then. 0x17 is Panasonic's own in RW2.
    iso = _first(tags, *((tag, _same) for tag in (0x8827, 0x8833, 0x8832, 0x8831, 0x17)), span=(1, 2**24), but=65535)
    found["iso"] = None if iso is None else round(iso)
    found["latitude"], found["longitude"] = _position(tags.gps)
    return {name: value for name, value in found.items() if value not in (None, "")}


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


def _same(value: float) -> float:
    return value


def _first(
    tags: Tags,
    *sources: tuple[int, Callable[[float], float]],
    span: tuple[float, float],
    but: float = math.nan,
) -> float | None:
    """The first of several tags that gives a number inside `span`; `but` is a number that does not count."""
    for tag, convert in sources:
        value = tags.number(tag)
        if math.isfinite(value) and abs(value) < 2**31 and value != but:
            try:
                number = convert(value)
            except OverflowError:
                continue
            if span[0] <= number <= span[1]:
                return float(f"{number:.6g}")
    return None


def _taken_at(tags: Tags) -> str | None:
    """ISO 8601 text from the best of the three dates, with sub-seconds and offset when they are there."""
    for date, fraction, offset in ((0x9003, 0x9291, 0x9011), (0x9004, 0x9292, 0x9012), (0x0132, 0x9290, 0x9010)):
        match = _DATE.match(tags.text(date))
        if not match:
            continue
        try:
            taken = datetime(*(int(part) for part in match.groups()))  # type: ignore[arg-type]
        except ValueError:
            continue
        if taken.year < 1826:  # the first photograph
            continue
        digits = tags.text(fraction)[:6]
        after = f".{digits}" if digits.isascii() and digits.isdigit() else ""
        return taken.isoformat() + after + _offset(tags.text(offset))
    return None


def _offset(text: str) -> str:
    if text == "Z":
        return "+00:00"
    match = _OFFSET.fullmatch(text)
    return f"{match[1]}{match[2]}:{match[3]}" if match else ""


def _camera(tags: Tags) -> str:
    """Make and model, the make left out where the model repeats it: NIKON CORPORATION + NIKON D40 → NIKON D40."""
    make, model = tags.text(0x010F), tags.text(0x0110)
    if not model or not make:
        return model or make
    repeated = model.split()[0].casefold() in make.casefold().split() or model.casefold().startswith(make.casefold())
    return model if repeated else f"{make} {model}"[:MAX_TEXT]


def _lens(tags: Tags) -> str:
    """The lens by name, else by its focal lengths and apertures."""
    name = tags.text(0xA434)
    if name and not _NO_LENS.fullmatch(name):
        return name
    numbers = tags.photo.get(0xA432, ())
    if isinstance(numbers, bytes) or len(numbers) < 4 or not all(0 < number < 20_000 for number in numbers[:2]):
        return ""
    text = f"{_span(numbers[0], numbers[1])} mm"
    bright = all(0 < number < 512 for number in numbers[2:4])
    return f"{text} f/{_span(numbers[2], numbers[3])}" if bright else text


def _span(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g}-{high:g}"


def _position(gps: dict[int, Value]) -> tuple[float | None, float | None]:
    """Degrees, south and west negative; both or neither. Exactly 0, 0 is what a receiver without a fix writes."""
    latitude = _degrees(gps.get(1), gps.get(2), "NS", 90)
    longitude = _degrees(gps.get(3), gps.get(4), "EW", 180)
    if latitude is None or longitude is None or latitude == longitude == 0:
        return None, None
    return latitude, longitude


def _degrees(letter: Value | None, parts: Value | None, sides: str, limit: int) -> float | None:
    if not isinstance(letter, bytes) or not isinstance(parts, tuple) or not 1 <= len(parts) <= 3:
        return None
    side = clean_text(letter).upper()
    if side not in tuple(sides) or not all(math.isfinite(part) and part >= 0 for part in parts):
        return None
    degrees = sum(part / 60**place for place, part in enumerate(parts))
    if degrees > limit or any(part >= 60.0001 for part in parts[1:]):
        return None
    return round(-degrees if side == sides[1] else degrees, 7)


# ── the bytes ──


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
