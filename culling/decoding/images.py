"""Pillow images as RGB, uint8, reduced, and Pillow's complaints in plain words."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from culling.decoding.limits import Limits, UnreadablePhoto
from culling.decoding.pixels import Decoded, Pixels, reduce

_ENDS_EARLY = "The file ends early: it was copied or saved incompletely."
_NO_SENSE = "its compressed data makes no sense"

# What libraries say when bytes are missing.
_END_WORDS = (
    "truncated",
    "premature",
    "end of",
    "not enough",
    "not large enough",
    "eof",
    "insufficient",
    "input/output",
    "only got",
)

# What libraries say, and the same for people.
_PLAIN = {
    "unrecognized data stream": _NO_SENSE,
    "broken data stream": _NO_SENSE,
    "buffer overrun": _NO_SENSE,
    "decoder error": _NO_SENSE,
    "could not create decoder": _NO_SENSE,
    "header checksum": "a checksum of its header does not fit",
    "broken PNG file": "its parts make no sense",
    "invalid literal": "its header makes no sense",
    "Token too long": "its header makes no sense",
    "not a ": "its header makes no sense",
    "unpack_from": "its header makes no sense",
    "not identified": "its header makes no sense",
    "cannot identify": "its header makes no sense",
    "cannot load this image": _NO_SENSE,
    "too large for": "it unpacks to far more than its size",
}


def decode_image(image: Image.Image, limits: Limits, orientation: int | None = None) -> Decoded:
    """Decode the first frame of an opened image, convert and reduce it.

    Raises:
        UnreadablePhoto: more pixels than `limits` allows; whatever else is wrong is Pillow's own exception.
    """
    limits.check_size(image.size)
    full_size = image.size
    long_side = limits.long_side(full_size)
    if image.format == "JPEG":
        share = long_side / max(full_size)
        image.draft(image.mode, (round(full_size[0] * share), round(full_size[1] * share)))
    image.load()
    if image.format != "JPEG":
        full_size = image.size  # TIFF turns itself upright while loading
    return Decoded(reduced_rgb(image, long_side), full_size, orientation, _exif_block(image))


def cause(error: BaseException, kind: str) -> str:
    """One sentence on why a photo cannot be decoded, from what a library raised."""
    if isinstance(error, MemoryError):
        return "Decoding it needs more memory than is allowed."
    text = " ".join("".join(char if char.isprintable() else " " for char in _message(error)).split())[:160]
    if isinstance(error, EOFError) or any(word in text.lower() for word in _END_WORDS):
        return _ENDS_EARLY
    if bomb := re.search(r"Image size \((\d+) pixels\) exceeds", text):
        return f"Too large: {int(bomb[1]) / 1e6:.3g} megapixels."
    plain = next((plain for words, plain in _PLAIN.items() if words in text), text.rstrip("."))
    return f"The {kind or 'picture'} data is damaged ({plain or type(error).__name__})."


def _message(error: BaseException) -> str:
    text = error.args[0] if error.args else ""
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)


def reduced_rgb(image: Image.Image, long_side: int) -> Pixels:
    """RGB uint8 (H, W, 3) from any Pillow mode, reduced; transparency is laid on white, deeper values become 0..255."""
    if image.mode.startswith(("I", "F")):
        return _from_grey(_to_eight_bits(np.asarray(image), long_side))
    return reduce(_to_rgb(image), long_side)


def _to_rgb(image: Image.Image) -> Pixels:
    if image.has_transparency_data:
        return np.asarray(_on_white(image))
    if image.mode in ("1", "L"):
        return _from_grey(np.asarray(image.convert("L")))
    if image.mode == "LAB":
        return np.asarray(_from_lab(image))
    return np.asarray(image.convert("RGB") if image.mode != "RGB" else image)


def _from_grey(grey: Pixels) -> Pixels:
    return cv2.cvtColor(grey, cv2.COLOR_GRAY2RGB)


def _on_white(image: Image.Image) -> Image.Image:
    rgba = image.convert("RGBA")
    page = Image.new("RGB", rgba.size, "white")
    page.paste(rgba, mask=rgba.getchannel("A"))
    return page


def _from_lab(image: Image.Image) -> Image.Image:
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
    if converted is None:
        raise UnreadablePhoto("Its Lab colours cannot be converted.")
    return converted


def _to_eight_bits(values: NDArray[Any], long_side: int) -> Pixels:
    """Reduce 16-bit, 32-bit and float grey and scale it to 0..255 by the range that the numbers suggest.

    Files do not say what white is: 0..1 floats, 8-bit and 16-bit ranges are taken as such, the rest by its maximum.
    """
    kind, size = values.dtype.kind, values.dtype.itemsize
    values = reduce(values.astype(np.uint16 if (kind, size) == ("u", 2) else np.float32, copy=False), long_side)
    grey = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    top = float(grey.max(initial=0.0))
    if (kind, size) == ("u", 2):
        white = 65535.0
    elif kind == "f" and top <= 1:
        white = 1.0
    else:
        white = 255.0 if top <= 255 else max(top, 65535.0)
    return np.clip(np.rint(grey * (255.0 / white)), 0, 255).astype(np.uint8)


def _exif_block(image: Image.Image) -> bytes:
    block = image.info.get("exif", b"")
    if not block and "Raw profile type exif" in image.info:  # how ImageMagick writes EXIF into PNG
        lines = str(image.info["Raw profile type exif"]).split("\n")[3:]
        with contextlib.suppress(ValueError):
            block = bytes.fromhex("".join(lines))
    return block if isinstance(block, bytes) else b""
