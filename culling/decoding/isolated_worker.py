"""The child process of `isolated`: reads photos from stdin, writes pixels to stdout, says nothing else."""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from culling.decoding.images import cause, decode_image, reduced_rgb
from culling.decoding.isolated import receive, send
from culling.decoding.jpeg import OddJpegError, decode_jpeg
from culling.decoding.kinds import UNKNOWN, UNMARKED_SUFFIXES
from culling.decoding.limits import Limits, UnreadablePhoto
from culling.decoding.pixels import Decoded, orient, oriented_size, reduce
from culling.decoding.tags import find_exif

# A child that nobody asks gives its memory back.
_IDLE_SECONDS = 120.0

# The parent kills a child that takes too long; should the parent die first, the child ends itself this much later.
_GRACE_SECONDS = 10.0

# A RAW's own preview is judged instead of the sensor data from here on: what the camera shows, in a tenth of the time.
_PREVIEW_LONG_SIDE = 1000

# LibRaw's turn → EXIF orientation.
_RAW_TURNS = {0: 1, 1: 2, 2: 4, 3: 3, 4: 5, 5: 8, 6: 6, 7: 7}

# More than any photo within the limits needs; a hostile header must not make the machine swap.
_MEMORY_BYTES = 6 * 1024**3

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


def decode_pillow(data: bytes, kind: str, suffix: str, limits: Limits) -> Decoded:
    """Any format that Pillow knows. TIFF turns itself upright while loading."""
    Image.init()
    Image.MAX_IMAGE_PIXELS = None  # our own check, which says more, comes first
    formats = [name for name in _PILLOW_FORMATS if name in Image.OPEN]  # newer versions leave some out
    try:
        with Image.open(BytesIO(data), formats=formats) as image:
            limits.check_size(image.size)
            Image.MAX_IMAGE_PIXELS = limits.max_pixels  # for pictures inside the picture, as in icons
            return decode_image(image, limits, 1 if image.format == "TIFF" else None)
    except UnidentifiedImageError:
        if kind != UNKNOWN:
            raise UnreadablePhoto(f"The {kind} data is damaged: its header makes no sense.") from None
        what = "This is no picture, or a badly damaged one," if suffix in UNMARKED_SUFFIXES else "This is not a picture"
        raise UnreadablePhoto(f"{what} although it is called .{suffix}.") from None


def decode_avif(data: bytes, kind: str, suffix: str, limits: Limits) -> Decoded:
    """AVIF. libavif refuses a sound picture with damaged EXIF: then once more with the EXIF out of its sight."""
    try:
        return decode_pillow(data, kind, suffix, limits)
    except UnreadablePhoto:
        raise
    except Exception as error:
        if "Exif" not in str(error):
            raise
        return decode_pillow(data.replace(b"Exif", b"Gone"), kind, suffix, limits)


def decode_heic(data: bytes, kind: str, suffix: str, limits: Limits) -> Decoded:
    """HEIC and HEIF. libheif turns the picture upright by the file's own rotation; EXIF orientation repeats that."""
    import pi_heif

    pi_heif.options.DECODE_THREADS = 1
    pi_heif.options.THUMBNAILS = pi_heif.options.DEPTH_IMAGES = pi_heif.options.AUX_IMAGES = False
    heif = pi_heif.open_heif(BytesIO(data), convert_hdr_to_8bit=True)
    limits.check_size(heif.size)
    pixels = heif.data  # first: decoding may correct the size
    image = Image.frombytes(heif.mode, heif.size, pixels, "raw", heif.mode, heif.stride)
    return Decoded(reduced_rgb(image, limits.long_side(heif.size)), heif.size, 1, heif.info.get("exif") or b"")


def decode_raw(data: bytes, kind: str, suffix: str, limits: Limits) -> Decoded:
    """Camera RAW: the preview that the camera embedded when it is big enough, else the sensor data at half size."""
    import rawpy

    with rawpy.RawPy() as raw:
        try:
            raw.open_buffer(BytesIO(data))
        except rawpy.LibRawFileUnsupportedError:
            raise UnreadablePhoto("This RAW file is damaged, or its camera is not known here.") from None
        size, turn = (raw.sizes.width, raw.sizes.height), _RAW_TURNS.get(raw.sizes.flip, 1)
        limits.check_size(size)
        preview = _raw_preview(raw, limits)
        if preview is None:
            pixels = raw.postprocess(half_size=True, use_camera_wb=True, output_bps=8, user_flip=0)
            return Decoded(reduce(pixels, limits.long_side(size)), size, turn)
    upright = turn > 4 and _is_tall(preview.full_size) != _is_tall(size)
    return Decoded(
        orient(preview.pixels, 1 if upright else turn),
        oriented_size(size, turn),
        1,
        b"" if find_exif(data) else preview.exif,
    )


def _is_tall(size: tuple[int, int]) -> bool:
    return size[1] > size[0]


def _raw_preview(raw: Any, limits: Limits) -> Decoded | None:
    """The embedded preview, not turned; None when there is none, it is too small, or it is damaged."""
    import rawpy

    try:
        thumb = raw.extract_thumb()
        if thumb.format == rawpy.ThumbFormat.BITMAP:
            size = (thumb.data.shape[1], thumb.data.shape[0])
            preview = Decoded(reduce(np.ascontiguousarray(thumb.data), limits.long_side(size)), size)
        else:
            preview = replace(decode_jpeg(thumb.data, limits), exif=find_exif(thumb.data))
    except (rawpy.LibRawError, OddJpegError, UnreadablePhoto):
        return None
    return preview if max(preview.full_size) >= _PREVIEW_LONG_SIDE else None


Decoder = Callable[[bytes, str, str, Limits], Decoded]
DECODERS: dict[str, Decoder] = {"AVIF": decode_avif, "HEIC": decode_heic, "RAW": decode_raw}


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
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
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
        faulthandler.dump_traceback_later(job["limits"]["seconds"] + _GRACE_SECONDS, exit=True, file=nowhere)
        try:
            send(wire, *_answer(job, data))
        except BrokenPipeError:
            return


def _answer(job: dict[str, Any], data: bytes) -> tuple[bytes, bytes, bytes | memoryview]:
    limits = Limits(**job["limits"])
    try:
        decoded = DECODERS.get(job["kind"], decode_pillow)(data, job["kind"], job["suffix"], limits)
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
