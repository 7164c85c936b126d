"""EXIF blocks as cameras write them, and as nobody should."""

import struct

from PIL import Image

MAKE, MODEL, ORIENTATION, CHANGED = 0x010F, 0x0110, 0x0112, 0x0132
TAKEN, SCANNED, SUBSEC, OFFSET = 0x9003, 0x9004, 0x9291, 0x9011
APERTURE, SHUTTER, ISO, FOCAL, LENS, LENS_NUMBERS = 0x829D, 0x829A, 0x8827, 0x920A, 0xA434, 0xA432


def block(main: dict | None = None, photo: dict | None = None, gps: dict | None = None) -> bytes:
    """EXIF as Pillow writes it."""
    exif = Image.Exif()
    for tag, value in (main or {}).items():
        exif[tag] = value
    exif.get_ifd(0x8769).update(photo or {})
    exif.get_ifd(0x8825).update(gps or {})
    return exif.tobytes()


def little(entries: list[tuple[int, int, int, bytes]]) -> bytes:
    """A TIFF block written by hand, so that it may be wrong: (tag, type, count, four bytes) each."""
    body = b"".join(
        struct.pack("<HHL", tag, kind, count) + value.ljust(4, b"\0") for tag, kind, count, value in entries
    )
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + body + b"\0\0\0\0"
