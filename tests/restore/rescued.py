"""Small photos with all that a file can hold beside its pixels, and what exiftool reads of a file."""

from __future__ import annotations

import json
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from culling.decoding.pixels import Pixels
from culling.photos import Limits, read_photo
from culling.restore.edit import Edit, Light, Region
from tests.decoding.exif_blocks import APERTURE, FOCAL, ISO, MAKE, MODEL, ORIENTATION, TAKEN, block

SOFTWARE, ARTIST, MAKER_NOTE, WIDTH, HEIGHT = 0x0131, 0x013B, 0x927C, 0xA002, 0xA003
PACKET = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<r:Description r:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:mm="http://ns.adobe.com/xap/1.0/mm/" xmlns:e="http://ns.adobe.com/xap/1.0/sType/ResourceEvent#"
 xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmp:Rating="4" tiff:Orientation="6" mm:DocumentID="xmp.did:first"
 xmp:CreatorTool="Darkroom 3">
<dc:subject><r:Bag><r:li>lake &amp; hills</r:li></r:Bag></dc:subject>
<mm:History><r:Seq><r:li e:action="created" e:softwareAgent="Darkroom 3"/></r:Seq></mm:History>
</r:Description></r:RDF></x:xmpmeta>"""

FORMATS = ("jpg", "png", "webp", "tif")
EDIT = Edit(
    deblur="wiener", light=Light(stops=1.5), region=Region("lasso", points=((0.1, 0.2), (0.8, 0.3), (0.5, 0.9)))
)

needs_exiftool = pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")


def scene(width: int = 48, height: int = 32) -> Pixels:
    """Soft colours, so that JPEG changes little."""
    across, down = np.meshgrid(np.linspace(40, 220, width), np.linspace(30, 200, height))
    return np.dstack([across, down, 255 - across]).astype(np.uint8)


def pixels_of(path: Path) -> Pixels:
    """All of a photo's pixels, upright."""
    return read_photo(path, Limits(whole=True)).pixels


def camera_exif(orientation: int = 6) -> bytes:
    """What a camera writes, without the prefix "Exif": its software, its own notes, a place, a size."""
    whole = block(
        {MAKE: "Nikon", MODEL: "D3", SOFTWARE: "Ver.1.02", ARTIST: "Ann", ORIENTATION: orientation},
        {APERTURE: 2.8, ISO: 400, FOCAL: 50.0, TAKEN: "2024:05:06 07:08:09", MAKER_NOTE: b"own notes" * 9}
        | {WIDTH: 32, HEIGHT: 48},
        {1: "N", 2: (47.0, 30.0, 0.0), 3: "E", 4: (8.0, 15.0, 0.0)},
    )
    return whole.removeprefix(b"Exif\0\0")


def write_photo(path: Path, pixels: Pixels, *, exif: bytes = b"", xmp: bytes = b"", icc: bytes = b"") -> Path:
    """A JPEG, PNG, WebP or TIFF file, by the name's ending."""
    image = Image.fromarray(pixels)
    if path.suffix == ".png":
        texts = PngImagePlugin.PngInfo()
        if xmp:
            texts.add_itxt("XML:com.adobe.xmp", xmp.decode(), zip=True)
        image.save(path, pnginfo=texts, exif=exif, icc_profile=icc)
    elif path.suffix == ".jpg":
        image.save(path, quality=95, subsampling=0, exif=b"Exif\0\0" + exif, xmp=xmp, icc_profile=icc)
    else:
        image.save(path, exif=exif, xmp=xmp, icc_profile=icc, lossless=True)
    return path


def jpeg_with(pixels: Pixels, *segments: tuple[int, bytes]) -> bytes:
    """A JPEG with segments of one's own after its start."""
    file = BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=95)
    data = file.getvalue()
    head = b"".join(bytes((0xFF, mark)) + (len(body) + 2).to_bytes(2, "big") + body for mark, body in segments)
    return data[:2] + head + data[2:]


def exiftool(*paths: Path) -> list[dict[str, Any]]:
    """Every tag of each file by "group:name", as numbers."""
    done = subprocess.run(
        ["exiftool", "-json", "-G1", "-a", "-n", "-struct", *paths], check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found
