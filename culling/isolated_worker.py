"""The child process of `culling.isolated`: reads photos from stdin, writes pixels to stdout, says nothing else."""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import warnings
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import cv2
from PIL import Image, UnidentifiedImageError

from culling.images import cause, decode_image
from culling.isolated import receive, send
from culling.limits import Limits, UnreadablePhoto
from culling.pixels import Decoded

# A child that nobody asks gives its memory back.
_IDLE_SECONDS = 120.0

# The parent kills a child that takes too long; should the parent die first, the child ends itself this much later.
_GRACE_SECONDS = 10.0

# Not EPS and WMF, which start other programs, nor formats that hold no photo.
_PILLOW_FORMATS = (
    "AVIF",
    "BMP",
    "BLP",
    "CUR",
    "DCX",
    "DDS",
    "DIB",
    "FITS",
    "FLI",
    "GBR",
    "GIF",
    "ICNS",
    "ICO",
    "IM",
    "JPEG",
    "JPEG2000",
    "MSP",
    "PCD",
    "PCX",
    "PIXAR",
    "PNG",
    "PPM",
    "PSD",
    "QOI",
    "SGI",
    "SUN",
    "TGA",
    "TIFF",
    "WEBP",
    "XBM",
    "XPM",
)


def decode_pillow(data: bytes, job: dict[str, Any], limits: Limits) -> Decoded:
    """Any format that Pillow knows. TIFF turns itself upright while loading."""
    try:
        with Image.open(BytesIO(data), formats=_PILLOW_FORMATS) as image:
            return decode_image(image, limits, 1 if image.format == "TIFF" else None)
    except UnidentifiedImageError:
        if job["kind"] == "other":
            name = f"although it is called .{job['suffix']}" if job["suffix"] else "that is known here"
            raise UnreadablePhoto(f"This is not a picture {name}.") from None
        raise UnreadablePhoto(f"The {job['kind']} data is damaged: its header makes no sense.") from None


def decode_heif(data: bytes, job: dict[str, Any], limits: Limits) -> Decoded:
    """HEIC and HEIF. libheif turns the picture upright by the file's own rotation; EXIF orientation repeats that."""
    import pi_heif

    pi_heif.options.DECODE_THREADS = 1
    pi_heif.options.THUMBNAILS = pi_heif.options.DEPTH_IMAGES = pi_heif.options.AUX_IMAGES = False
    heif = pi_heif.open_heif(BytesIO(data), convert_hdr_to_8bit=True)
    limits.check_size(heif.size)
    return decode_image(heif.to_pillow(), limits, 1)


DECODERS: dict[str, Callable[[bytes, dict[str, Any], Limits], Decoded]] = {"heif": decode_heif}


def main() -> None:
    """Answer photos until stdin ends."""
    # Libraries that print would break the wire: they get /dev/null, the wire keeps the real stdout.
    with os.fdopen(os.dup(1), "wb") as wire, Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        _prepare()
        wire.write(b".")
        wire.flush()
        _serve(sys.stdin.buffer, wire, nowhere)


def _prepare() -> None:
    cv2.setNumThreads(1)
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def _serve(source: IO[bytes], wire: IO[bytes], nowhere: IO[bytes]) -> None:
    while True:
        faulthandler.dump_traceback_later(_IDLE_SECONDS, exit=True, file=nowhere)
        try:
            header, data = receive(source, 2)
        except EOFError:
            return
        job = json.loads(header)
        faulthandler.dump_traceback_later(job["seconds"] + _GRACE_SECONDS, exit=True, file=nowhere)
        try:
            send(wire, *_answer(job, data))
        except BrokenPipeError:
            return


def _answer(job: dict[str, Any], data: bytes) -> tuple[bytes, bytes, bytes | memoryview]:
    limits = Limits(max_pixels=job["max_pixels"])
    Image.MAX_IMAGE_PIXELS = limits.max_pixels
    try:
        decoded = DECODERS.get(job["kind"], decode_pillow)(data, job, limits)
    except UnreadablePhoto as error:
        return _error(str(error))
    except Exception as error:  # noqa: BLE001  # any complaint of any decoder is the photo's error
        return _error(cause(error, job["kind"]))
    reply = {"shape": decoded.pixels.shape, "full_size": decoded.full_size, "orientation": decoded.orientation}
    return json.dumps(reply).encode(), decoded.exif, decoded.pixels.data.cast("B")


def _error(text: str) -> tuple[bytes, bytes, bytes]:
    return json.dumps({"error": text}).encode(), b"", b""


if __name__ == "__main__":
    main()
