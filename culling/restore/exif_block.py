"""EXIF for a new file: what the source holds, with what no longer holds put right.

Nothing is moved where it can be helped: a camera's own notes (MakerNote) point into the block by absolute offsets. Only
the first directory is written anew, at the end. CIPA DC-008 (Exif 2.32); TIFF 6.0 for directories.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import NamedTuple

#: Bytes of one value of each kind of TIFF 6.0.
_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_ORDERS = {b"II": "<", b"MM": ">"}
SHORT, LONG, ASCII, UNDEFINED = 3, 4, 2, 7
_LETTERS = {SHORT: "H", LONG: "L"}

EXIF_IFD, GPS_IFD, INTEROP_IFD = 0x8769, 0x8825, 0xA005
MAKER_NOTE = 0x927C
ORIENTATION, PROCESSING_SOFTWARE = 0x0112, 0x000B
_PIXEL_SIZE = (0xA002, 0xA003)
_IMAGE_SIZE = (0x0100, 0x0101)
_PREVIEW, _PREVIEW_BYTES = 0x0201, 0x0202
_MOST_ENTRIES = 1000  # cameras write some dozens

# What a TIFF or RAW file's first directory says of the photo, not of how its pixels are stored.
# fmt: off
_OF_THE_PHOTO = frozenset((
    0x010D, 0x010E, 0x010F, 0x0110, 0x0131, 0x0132, 0x013B, 0x013C, 0x4746, 0x4749, 0x8298, 0x9003,
    0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F, 0xA431, 0xA434, 0xC614,
))
# fmt: on


class Entry(NamedTuple):
    """One value of a directory: its kind and count, and the four bytes that are it or say where it lies."""

    kind: int
    number: int
    field: bytes


Directory = dict[int, Entry]


class ExifBlock:
    """A TIFF block that is being made: its bytes, and its first directory, which `written` puts at the end.

    Attributes:
        notes: what could not be kept, in words.
        full: nothing more fits in: its first directory stays where it is, written over.
    """

    def __init__(self, data: bytes = b"", order: str = "<") -> None:
        start = b"II*\0" if order == "<" else b"MM\0*"
        self.data = bytearray(data or start + b"\0\0\0\0")
        self.order = order
        self.entries: Directory = {}
        self.notes: list[str] = []
        self.full = False

    def __len__(self) -> int:
        """About how many bytes `written` would give."""
        return len(self.data) + (0 if self.full else 12 * len(self.entries) + 8)

    def put(self, tag: int, kind: int, value: bytes | list[int]) -> None:
        """Set a value of the first directory."""
        self.entries[tag] = self.entry(kind, value)

    def entry(self, kind: int, value: bytes | list[int]) -> Entry:
        """An entry for `value`, which is appended where four bytes do not hold it."""
        raw = value if isinstance(value, bytes) else struct.pack(f"{self.order}{len(value)}{_LETTERS[kind]}", *value)
        place = raw.ljust(4, b"\0") if len(raw) <= 4 else struct.pack(f"{self.order}L", self.append(raw))
        return Entry(kind, len(raw) // _WIDTHS[kind], place)

    def append(self, raw: bytes) -> int:
        """Put bytes at the end, at an even place; where they begin."""
        self.data += b"\0" * (len(self.data) % 2)
        self.data += raw
        return len(self.data) - len(raw)

    def directory(self, entries: Mapping[int, Entry]) -> int:
        """Write a directory at the end; where it begins."""
        listed = b"".join(
            struct.pack(f"{self.order}HHL", tag, entry.kind, entry.number) + entry.field
            for tag, entry in sorted(entries.items())
        )
        return self.append(struct.pack(f"{self.order}H", len(entries)) + listed + b"\0\0\0\0")

    def written(self) -> bytes:
        """The whole block."""
        if self.full:
            return bytes(self.data)
        first = self.directory(self.entries)
        struct.pack_into(f"{self.order}L", self.data, 4, first)
        return bytes(self.data)


def opened(block: bytes) -> ExifBlock:
    """A block of its own, as JPEG, PNG, WebP and HEIC hold it, without its thumbnail: a small picture of what was."""
    order = _order(block)
    if order is None or block[2:4] not in (b"*\0", b"\0*"):
        return _none_of(block)
    made = ExifBlock(block, order)
    start = _number(block, order, 4)
    found, following, lost = read_directory(block, order, start)
    made.entries = found
    for tag in (EXIF_IFD, GPS_IFD):
        if tag in found and not read_directory(block, order, _pointer(found[tag], order))[0]:
            del made.entries[tag]
            lost += 1
    if lost:
        made.notes.append(f"{lost} damaged {'entries' if lost > 1 else 'entry'} of its EXIF could not be kept")
    _blank_thumbnail(made, following)
    return made


def written_over(block: bytes) -> ExifBlock:
    """A block of its own that is as large as may be: what no longer holds is put right in place, nothing added."""
    made = opened(block)
    made.full = True
    start = _number(block, made.order, 4)
    (count,) = struct.unpack_from(f"{made.order}H", block, start)
    end = start + 2 + 12 * count
    made.data[end : end + 4] = bytes(4)  # no longer leads to the thumbnail
    _write_over(made, start, ORIENTATION, 1, SHORT)
    return made


def gathered(data: bytes, *, longest: int = 1 << 20, main: frozenset[int] | None = _OF_THE_PHOTO) -> ExifBlock:
    """What a TIFF or RAW file, or a block that is too large, says of the photo, in a new block.

    Args:
        data: the file or block.
        longest: values of more bytes are left out, and so is a MakerNote that cannot stay where it was within them.
        main: which of the first directory's values count; None for all.
    """
    order = _order(data)
    if order is None:
        return _none_of(data)
    made = ExifBlock(order=order)
    first = read_directory(data, order, _number(data, order, 4))[0]
    exif = read_directory(data, order, _pointer(first.get(EXIF_IFD), order))[0]
    gps = read_directory(data, order, _pointer(first.get(GPS_IFD), order))[0]
    _take_maker_note(made, data, exif, longest)
    interop = read_directory(data, order, _pointer(exif.pop(INTEROP_IFD, None), order))[0]
    copied = _copied(made, data, exif, longest)
    _link(made, copied, INTEROP_IFD, _copied(made, data, interop, longest))
    made.entries = _copied(made, data, {tag: first[tag] for tag in first if main is None or tag in main}, longest)
    _link(made, made.entries, EXIF_IFD, copied)
    _link(made, made.entries, GPS_IFD, _copied(made, data, gps, longest))
    return made


def make_upright(block: ExifBlock, size: tuple[int, int], software: str) -> None:
    """State that the pixels are upright and how many there are, and by what program the photo was worked on.

    The program stands in ProcessingSoftware; Software keeps naming the camera's own.
    """
    if not block.full:
        block.put(ORIENTATION, SHORT, [1])
        block.put(PROCESSING_SOFTWARE, ASCII, software.encode() + b"\0")
        for tag, length in zip(_IMAGE_SIZE, size, strict=True):
            if tag in block.entries:
                block.put(tag, LONG, [length])
    start = _pointer(block.entries.get(EXIF_IFD), block.order)
    for tag, length in zip(_PIXEL_SIZE, size, strict=True):
        _write_over(block, start, tag, length)


def read_directory(data: bytes | bytearray, order: str, start: int) -> tuple[Directory, int, int]:
    """(entries, where the next directory begins, entries that were damaged); nothing for a place outside."""
    if not 8 <= start <= len(data) - 2:
        return {}, 0, 0
    (count,) = struct.unpack_from(f"{order}H", data, start)
    end = start + 2 + 12 * count
    found: Directory = {}
    lost = max(count - _MOST_ENTRIES, 0)
    for at in range(start + 2, min(end, len(data) - 11, start + 2 + 12 * _MOST_ENTRIES), 12):
        tag, kind, number = struct.unpack_from(f"{order}HHL", data, at)
        entry = Entry(kind, number, bytes(data[at + 8 : at + 12]))
        if tag in found or _value(data, order, entry) is None:
            lost += 1
        else:
            found[tag] = entry
    if end > len(data):
        return found, 0, lost + 1
    return found, _number(data, order, end) if end + 4 <= len(data) else 0, lost


def value_of(data: bytes, tag: int) -> bytes:
    """A value of the first directory of a TIFF or RAW file; b"" where there is none."""
    order = _order(data)
    if order is None:
        return b""
    found = read_directory(data, order, _number(data, order, 4))[0]
    return (_value(data, order, found[tag]) or b"") if tag in found else b""


def numbers_of(data: bytes, tag: int) -> tuple[int, ...]:
    """Whole numbers of two bytes of the first directory, as of BitsPerSample."""
    raw = value_of(data, tag)
    return struct.unpack(f"{_ORDERS.get(data[:2], '<')}{len(raw) // 2}H", raw[: len(raw) // 2 * 2])


def _order(data: bytes) -> str | None:
    """The byte order; None where there is no directory to be read, as in BigTIFF."""
    return None if len(data) < 8 or data[2:4] in (b"+\0", b"\0+") else _ORDERS.get(data[:2])


def _none_of(block: bytes) -> ExifBlock:
    made = ExifBlock()
    if block:
        made.notes.append("its EXIF is damaged and could not be kept")
    return made


def _value(data: bytes | bytearray, order: str, entry: Entry) -> bytes | None:
    """None for an unknown kind and a value that lies outside."""
    size = _WIDTHS.get(entry.kind, 0) * entry.number
    if not _WIDTHS.get(entry.kind) or size > len(data):
        return None
    if size <= 4:
        return entry.field[:size]
    at = struct.unpack(f"{order}L", entry.field)[0]
    return bytes(data[at : at + size]) if at + size <= len(data) else None


def _number(data: bytes | bytearray, order: str, at: int) -> int:
    return int(struct.unpack_from(f"{order}L", data, at)[0])


def _pointer(entry: Entry | None, order: str) -> int:
    return 0 if entry is None else int(struct.unpack(f"{order}L", entry.field)[0])


def _blank_thumbnail(block: ExifBlock, following: int) -> None:
    """The next directory is no longer led to; a JPEG in it becomes zeros, or goes where nothing follows it."""
    found = read_directory(block.data, block.order, following)[0]
    start, size = (_pointer(found.get(tag), block.order) for tag in (_PREVIEW, _PREVIEW_BYTES))
    end = start + size
    if size and block.data[start : start + 2] == b"\xff\xd8" and end <= len(block.data):
        block.data[start:end] = b"" if end == len(block.data) else bytes(size)


def _take_maker_note(block: ExifBlock, data: bytes, exif: Directory, longest: int) -> None:
    """Put the camera's notes where they were in the file: they point into themselves by offsets from its start."""
    entry = exif.get(MAKER_NOTE)
    raw = b"" if entry is None else _value(data, block.order, entry) or b""
    if entry is None or len(raw) <= 4:
        return
    at = _pointer(entry, block.order)
    if at < len(block.data) or at + len(raw) > longest:
        del exif[MAKER_NOTE]
        block.notes.append("the camera's own notes (MakerNote) could not be kept")
        return
    block.data += bytes(at - len(block.data)) + raw


def _copied(block: ExifBlock, data: bytes, found: Directory, longest: int) -> Directory:
    copies: Directory = {}
    for tag, entry in found.items():
        raw = _value(data, block.order, entry) or b""
        if tag == MAKER_NOTE and len(raw) > 4:
            copies[tag] = entry  # lies where it lay
        elif len(raw) <= longest:
            copies[tag] = block.entry(entry.kind, raw)
        else:
            block.notes.append(f"a value of its EXIF (tag {tag:#06x}, {len(raw):,} bytes) could not be kept")
    return copies


def _link(block: ExifBlock, above: Directory, tag: int, below: Directory) -> None:
    if below:
        above[tag] = block.entry(LONG, [block.directory(below)])


def _write_over(block: ExifBlock, start: int, tag: int, number: int, kind: int = LONG) -> None:
    """Put a whole number into an entry of a directory where it stands, if it has such an entry."""
    if tag not in read_directory(block.data, block.order, start)[0]:
        return
    (count,) = struct.unpack_from(f"{block.order}H", block.data, start)
    field = struct.pack(f"{block.order}{_LETTERS[kind]}", number).ljust(4, b"\0")
    for at in range(start + 2, start + 2 + 12 * count, 12):
        if struct.unpack_from(f"{block.order}H", block.data, at)[0] == tag:
            struct.pack_into(f"{block.order}HL4s", block.data, at + 2, kind, 1, field)
            return
