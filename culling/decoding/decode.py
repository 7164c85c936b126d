"""From the bytes of a photo to RGB pixels: which decoder, in this thread or apart, and what went wrong in words."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import BmpImagePlugin, ImageFile, PngImagePlugin, WebPImagePlugin

from culling.decoding.images import cause, decode_image
from culling.decoding.isolated import decode_isolated
from culling.decoding.jpeg import OddJpegError, decode_jpeg
from culling.decoding.kinds import UNKNOWN, UNSUPPORTED, UNSUPPORTED_KINDS, VIDEO, kind_of
from culling.decoding.limits import Limits, UnreadablePhoto
from culling.decoding.pixels import Decoded
from culling.decoding.tags import Tags, find_exif, read_tags

# Opened by class and not by Image.open, which warns of bombs through process-wide settings. GIF does so by itself.
_IN_THREAD: dict[str, type[ImageFile.ImageFile]] = {
    "PNG": PngImagePlugin.PngImageFile,
    "BMP": BmpImagePlugin.BmpImageFile,
    "WebP": WebPImagePlugin.WebPImageFile,
}

# Decoding more takes seconds, and Pillow gives up at 179 MP unless its process-wide setting says otherwise.
_MANY_PIXELS = 80_000_000


def decode(data: bytes, name: str, limits: Limits) -> tuple[Decoded, Tags]:
    """Decode the first picture of a file, reduced to about 2000 px or whole, as `limits` says.

    Args:
        data: all bytes of the file.
        name: the file's name: its suffix tells RAW from TIFF, and what the file claims to be.
        limits: pixels and seconds.

    Raises:
        UnreadablePhoto: with the cause in plain words.
    """
    suffix = Path(name).suffix.lower().removeprefix(".")
    decoded = _decode_kind(data, _checked_kind(data, suffix), suffix, limits)
    return decoded, read_tags(decoded.exif or find_exif(data))


def _decode_kind(data: bytes, kind: str, suffix: str, limits: Limits) -> Decoded:
    if kind == "JPEG":
        try:
            return decode_jpeg(data, limits)
        except OddJpegError:  # Pillow forgives what is harmless, and a child forgives a decoder that never ends
            return decode_isolated(data, kind, limits)
    # Pillow warns of a strange animation in PNG, which threads cannot silence.
    if kind in _IN_THREAD and not (kind == "PNG" and b"acTL" in data[: 1 << 16]):
        return _decode_in_thread(data, kind, limits)
    return decode_isolated(data, kind, limits, suffix)


def _checked_kind(data: bytes, suffix: str) -> str:
    """The file's kind, when a decoder for it exists."""
    if not data:
        raise UnreadablePhoto("The file is empty (0 bytes).")
    kind = kind_of(data, suffix)
    if kind == VIDEO:
        raise UnreadablePhoto(f"This is a video although it is called .{suffix}.")
    if kind in (UNKNOWN, "RAW") and not data.strip(b"\0"):
        raise UnreadablePhoto("The file holds only zero bytes: a copy that failed or a damaged card.")
    name = UNSUPPORTED.get(suffix) if kind == UNKNOWN else kind
    if name in UNSUPPORTED_KINDS:
        raise UnreadablePhoto(f"{name} is not supported. Convert it to JPEG or TIFF.")
    return kind


def _decode_in_thread(data: bytes, kind: str, limits: Limits) -> Decoded:
    try:
        with _IN_THREAD[kind](BytesIO(data)) as image:
            limits.check_size(image.size)
            if image.size[0] * image.size[1] <= _MANY_PIXELS:
                return decode_image(image, limits)
    except UnreadablePhoto:
        raise
    except Exception as error:  # noqa: BLE001  any complaint of a decoder is the photo's error, in words
        raise UnreadablePhoto(cause(error, kind)) from None
    return decode_isolated(data, kind, limits)
