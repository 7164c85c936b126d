"""EXIF facts of a photo, each read on its own: a damaged one is left out and never stops the photo."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from culling.decoding.tags import MAX_TEXT, Tags, Value, clean_text, read_tags

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

# Pillow and cameras write these where they know nothing.
_NO_LENS = re.compile(r"(unknown|none|n/?a|null|\(null\)|no lens|manual lens no cpu|[-\s0.,/fm]*)( .*lens.*)?", re.I)

_DATE = re.compile(r"(\d{4})[:/.-](\d\d)[:/.-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(0\d|1[0-4]):?([0-5]\d)")


def read_exif(block: bytes) -> dict[str, Any]:
    """EXIF facts by column name (`EXIF_COLUMNS`); what is absent or nonsense is left out.

    Args:
        block: what `find_exif` returned, or the TIFF block that a PNG, WebP, AVIF or HEIC file carries.
    """
    return facts(read_tags(block))


def facts(tags: Tags) -> dict[str, Any]:
    """EXIF facts by column name from raw tags."""
    found: dict[str, Any] = {"taken_at": _taken_at(tags), "camera": _camera(tags), "lens": _lens(tags)}
    found["aperture"] = _first(tags, (0x829D, _same), (0x9202, lambda v: 2 ** (v / 2)), span=(0.3, 512))
    found["shutter_s"] = _first(tags, (0x829A, _same), (0x9201, lambda v: 2**-v), span=(1e-7, 1e6))
    found["focal_mm"] = _first(tags, (0x920A, _same), span=(0.1, 20_000))
    # 65535 means "more than fits": the newer tags hold the number then. 0x17 is Panasonic's own in RW2.
    iso = _first(tags, *((tag, _same) for tag in (0x8827, 0x8833, 0x8832, 0x8831, 0x17)), span=(1, 2**24), but=65535)
    found["iso"] = None if iso is None else round(iso)
    found["latitude"], found["longitude"] = _position(tags.gps)
    return {name: value for name, value in found.items() if value not in (None, "")}


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
