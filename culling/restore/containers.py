"""The parts that JPEG, PNG and WebP files are made of: what stands beside the pixels, by name."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

#: More than any profile or packet has: what unpacks to more is there to fill the memory.
MOST_BYTES = 20_000_000

_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))  # markers that no length follows
_END = frozenset((0xD9, 0xDA))


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, what follows its length) of each segment before the pixels."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF or marker in _ALONE:
            at += 1 if marker == 0xFF else 2
            continue
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _END or size < 2:
            return
        yield marker, data[at + 4 : at + 2 + size]
        at += 2 + size


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, content) of each chunk but the pixels."""
    at = 8
    while at + 12 <= len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if name != b"IDAT":
            yield name, data[at + 8 : at + 8 + size]
        at += 12 + size


def riff_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, content) of each chunk of a WebP file but the pixels."""
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        if not name.startswith(b"VP8 "):
            yield name, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def inflated(packed: bytes) -> bytes:
    """What zlib packed, b"" where that is damaged or grows beyond `MOST_BYTES`."""
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(packed, MOST_BYTES)
    except zlib.error:
        return b""
    return b"" if unpacker.unconsumed_tail else content
