"""What a photo's file holds beside its pixels, to be kept in a rescued copy: EXIF, XMP, colour profile, captions.

Read from the bytes themselves, so that a hostile file costs no more than its size. In HEIC and the like EXIF may lie
anywhere: there the decoder is asked, which runs apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageCms

from culling.decoding.decode import decode
from culling.decoding.kinds import kind_of
from culling.decoding.limits import Limits, UnreadablePhoto
from culling.decoding.tags import find_exif
from culling.restore.containers import inflated, jpeg_segments, png_chunks, riff_chunks
from culling.restore.exif_block import numbers_of, value_of

_XMP_START = b"http://ns.adobe.com/xap/1.0/\0"
_EXTENDED_START = b"http://ns.adobe.com/xmp/extension/\0"
_AT = len(_EXTENDED_START) + 32 + 4  # after its digest and its whole length: where a part begins
_ICC_START = b"ICC_PROFILE\0"
_IPTC_START = b"Photoshop 3.0\0"
_THUMBNAILS = (0x0409, 0x040C)
_PNG_XMP = b"XML:com.adobe.xmp\0"
_PACKET = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta\s*>", re.DOTALL)
_TIFF_XMP, _TIFF_ICC, _BITS, _PHOTOMETRIC, _EXTRA = 0x02BC, 0x8773, 0x0102, 0x0106, 0x0152
_CMYK_TIFF = 5
_SRGB_LIKE = frozenset((0, 1, 2))  # primaries of ITU-T H.273: reserved, BT.709, not told


@dataclass
class Held:
    """What stands beside the pixels of one file.

    Attributes:
        kind: the format, as `kind_of` names it.
        exif: a block of its own, or the whole file where `exif_is_file`.
        exif_is_file: TIFF and RAW, which are such a block themselves.
        xmp: the packet, and in `extension` what of a JPEG's stands apart.
        icc: the colour profile as it is in the file, whatever colours it is for.
        iptc: Photoshop's resources of a JPEG file, with its captions.
        notes: what the pixels lost when they were read, and what is lost beside them.
    """

    kind: str
    exif: bytes = b""
    exif_is_file: bool = False
    xmp: bytes = b""
    extension: bytes = b""
    icc: bytes = b""
    iptc: bytes = b""
    comment: bytes = b""
    notes: list[str] = field(default_factory=list)


def held_by(data: bytes, suffix: str) -> Held:
    """What the file of these bytes holds; what is damaged is left out."""
    held = Held(kind_of(data, suffix))
    if held.kind in _READERS:
        _READERS[held.kind](held, data)
    else:
        _read_other(held, data, suffix)
    if held.icc and (len(held.icc) < 128 or held.icc[36:40] != b"acsp"):
        held.icc = b""
        held.notes.append("its colour profile is damaged and was not kept")
    return held


def packets_in(data: bytes, suffix: str) -> tuple[bytes, bytes]:
    """The packet of XMP and what stands apart from it, of the formats that we write; b"" for others."""
    held = Held(kind_of(data, suffix))
    if held.kind in ("JPEG", "PNG", "WebP", "TIFF"):
        _READERS[held.kind](held, data)
    return held.xmp, held.extension


def colour_space(profile: bytes) -> str:
    """For which colours a profile is: "RGB", "GRAY", "CMYK", "Lab", …; "" for none."""
    return profile[16:20].decode("latin-1").strip()


def grey_to_srgb(profile: bytes) -> list[int] | None:
    """The sRGB level of each of the 256 greys of a profile for grey; None where it cannot be used."""
    try:
        grey = ImageCms.ImageCmsProfile(BytesIO(profile))
        ramp = Image.frombytes("L", (256, 1), bytes(range(256)))
        turned = ImageCms.profileToProfile(ramp, grey, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return None if turned is None else list(turned.getchannel("G").tobytes())


def _read_jpeg(held: Held, data: bytes) -> None:
    profile: dict[int, bytes] = {}
    parts: dict[int, bytes] = {}
    for marker, body in jpeg_segments(data):
        if marker == 0xE1 and body.startswith(b"Exif\0\0"):
            held.exif = held.exif or body[6:]
        elif marker == 0xE1 and body.startswith(_XMP_START):
            held.xmp = held.xmp or body[len(_XMP_START) :]
        elif marker == 0xE1 and body.startswith(_EXTENDED_START):
            parts[int.from_bytes(body[_AT : _AT + 4], "big")] = body[_AT + 4 :]
        elif marker == 0xE2 and body.startswith(_ICC_START) and len(body) > 14:
            profile[body[12]] = body[14:]
        elif marker == 0xED and body.startswith(_IPTC_START):
            held.iptc = held.iptc or _without_pictures(body)
        elif marker == 0xFE:
            held.comment = held.comment or body
        elif marker in (0xC0, 0xC1, 0xC2) and body[5:6] == b"\x04":
            held.notes.append("its CMYK colours became RGB")
    held.icc = b"".join(profile[number] for number in sorted(profile))
    held.extension = b"".join(parts[start] for start in sorted(parts))


def _without_pictures(resources: bytes) -> bytes:
    """Photoshop's resources without their thumbnails; b"" where nothing else is in them."""
    kept, at = b"", len(_IPTC_START)
    while resources[at : at + 4] == b"8BIM":
        number = int.from_bytes(resources[at + 4 : at + 6], "big")
        start = at + 6 + (resources[at + 6 : at + 7] or b"\0")[0] // 2 * 2 + 2  # after its name
        size = int.from_bytes(resources[start : start + 4], "big")
        end = start + 4 + size + size % 2
        if number not in _THUMBNAILS:
            kept += resources[at:end]
        at = end
    return _IPTC_START + kept if kept else b""


def _read_png(held: Held, data: bytes) -> None:
    for name, body in png_chunks(data):
        if name == b"IHDR" and len(body) >= 10:
            _note_depth(held, body[8])
            _note_alpha(held, body[9] in (4, 6))
        elif name == b"tRNS":
            _note_alpha(held, True)
        elif name == b"eXIf":
            held.exif = body.removeprefix(b"Exif\0\0")
        elif name == b"iCCP":
            held.icc = inflated(body.partition(b"\0")[2][1:])
        elif name == b"iTXt" and body.startswith(_PNG_XMP):
            held.xmp = _international_text(body[len(_PNG_XMP) :])
        elif name in (b"tEXt", b"zTXt") and body.startswith(b"Raw profile type exif\0"):
            held.exif = held.exif or _raw_profile(body, name == b"zTXt")


def _read_webp(held: Held, data: bytes) -> None:
    for name, body in riff_chunks(data):
        if name == b"EXIF":
            held.exif = body.removeprefix(b"Exif\0\0")
        elif name == b"XMP ":
            held.xmp = body
        elif name == b"ICCP":
            held.icc = body
        elif name == b"VP8X":
            _note_alpha(held, bool(body[:1]) and bool(body[0] & 0x10))


def _read_tiff(held: Held, data: bytes) -> None:
    held.exif, held.exif_is_file = data, True
    held.xmp, held.icc = value_of(data, _TIFF_XMP), value_of(data, _TIFF_ICC)
    _note_depth(held, max(numbers_of(data, _BITS), default=8))
    if numbers_of(data, _PHOTOMETRIC)[:1] == (_CMYK_TIFF,):
        held.notes.append("its CMYK colours became RGB")
    _note_alpha(held, bool(set(numbers_of(data, _EXTRA)) & {1, 2}))


def _read_raw(held: Held, data: bytes) -> None:
    held.exif = find_exif(data)
    held.exif_is_file = len(held.exif) == len(data)  # else Fujifilm's RAF, in which a JPEG holds it
    held.xmp = _packet_in(data[: 1 << 20])
    held.notes.append("of a RAW file the camera's own preview was worked on, 8 bits deep")


def _read_other(held: Held, data: bytes, suffix: str) -> None:
    """HEIC, AVIF and rarer formats, whose parts lie anywhere: what nothing else looks like is searched for."""
    try:
        held.exif = decode(data, f"photo.{suffix}", Limits())[0].exif.removeprefix(b"Exif\0\0")
    except UnreadablePhoto:
        held.exif = b""
    held.xmp = _packet_in(data)
    for name in (b"colrprof", b"colrrICC"):
        if (at := data.find(name)) >= 4:
            held.icc = data[at + 8 : at - 4 + int.from_bytes(data[at - 4 : at], "big")]
    if not held.icc and (at := data.find(b"colrnclx")) >= 0:
        _note_primaries(held, int.from_bytes(data[at + 8 : at + 10], "big"))
    if (at := data.find(b"pixi\0\0\0\0")) >= 0:  # the number of channels, then the bits of each
        _note_depth(held, max(data[at + 9 : at + 10 + (data[at + 8 : at + 9] == b"\3") * 2], default=8))


def _packet_in(data: bytes) -> bytes:
    found = _PACKET.search(data)
    return found[0] if found else b""


def _international_text(body: bytes) -> bytes:
    """The text of an iTXt chunk after its keyword: two flags, a language, a translated keyword, the text."""
    packed, text = body[:1] == b"\1", body[2:].split(b"\0", 2)[-1]
    return inflated(text) if packed else text


def _raw_profile(body: bytes, packed: bool) -> bytes:
    """EXIF as ImageMagick writes it into PNG: in hexadecimal digits, after a name and a number."""
    text = body.partition(b"\0")[2]
    lines = (inflated(text[1:]) if packed else text).split(b"\n")[3:]
    try:
        return bytes.fromhex(b"".join(lines).decode("ascii")).removeprefix(b"Exif\0\0")
    except ValueError:
        return b""


def _note_depth(held: Held, bits: int) -> None:
    if bits > 8:
        held.notes.append(f"its {bits} bits per colour became 8")


def _note_alpha(held: Held, has: bool) -> None:
    text = "its transparent parts were laid on white"
    if has and text not in held.notes:
        held.notes.append(text)


def _note_primaries(held: Held, primaries: int) -> None:
    if primaries not in _SRGB_LIKE:
        held.notes.append("its wide colours are told by a number alone, without a profile; they may look paler")


_READERS = {"JPEG": _read_jpeg, "PNG": _read_png, "WebP": _read_webp, "TIFF": _read_tiff, "RAW": _read_raw}
