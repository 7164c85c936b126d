"""EXIF in files: found in every format, read as others read it, and no damage to it stops a photo."""

import struct
import time
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from culling.decoding.exif import read_exif
from culling.decoding.tags import find_exif, read_tags
from culling.folders import find_photos
from culling.photos import read_photo
from tests.decoding.exif_blocks import APERTURE, FOCAL, ISO, MODEL, ORIENTATION, SHUTTER, TAKEN, block, little


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
def test_every_format_carries_it(tmp_path: Path, suffix: str) -> None:
    place = {1: "N", 2: (47.0, 0.0, 0.0), 3: "E", 4: (8.0, 0.0, 0.0)}
    exif = Image.Exif()
    exif.load(block({MODEL: "X1"}, {ISO: 320, TAKEN: "2024:02:29 10:11:12"}, place))
    Image.new("RGB", (64, 48)).save(tmp_path / f"a.{suffix}", exif=exif)
    assert read_photo(tmp_path / f"a.{suffix}").exif == {
        "taken_at": "2024-02-29T10:11:12",
        "camera": "X1",
        "iso": 320,
        "latitude": 47.0,
        "longitude": 8.0,
    }


def test_png_as_imagemagick_writes_it(tmp_path: Path) -> None:
    content = b"Exif\0\0" + little([(MODEL, 2, 3, b"X1\0")])
    info = PngImagePlugin.PngInfo()
    info.add_text("Raw profile type exif", f"\nexif\n{len(content):8}\n{content.hex()}\n")
    Image.new("RGB", (8, 6)).save(tmp_path / "a.png", pnginfo=info)
    assert read_photo(tmp_path / "a.png").exif == {"camera": "X1"}


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "avif"])
def test_damaged_exif_does_not_stop_the_photo(tmp_path: Path, suffix: str) -> None:
    buffer = BytesIO()
    exif = Image.Exif()
    exif[MODEL] = "X1"
    Image.new("RGB", (64, 48), "red").save(buffer, {"jpg": "JPEG"}.get(suffix, suffix), exif=exif)
    content = buffer.getvalue()
    at = content.index(b"MM\0*")
    (tmp_path / f"a.{suffix}").write_bytes(content[:at] + b"rats" + content[at + 4 :])
    if suffix == "png":  # its checksum would tell
        info = PngImagePlugin.PngInfo()
        info.add(b"eXIf", b"rats" + bytes(30))
        Image.new("RGB", (64, 48), "red").save(tmp_path / "a.png", pnginfo=info)
    photo = read_photo(tmp_path / f"a.{suffix}")
    assert photo.exif == {}
    assert photo.pixels[20, 20, 0] > 240


def test_canon_raw_keeps_three_blocks() -> None:
    def box(name: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content) + 8) + name + content

    content = (
        box(b"ftyp", b"crx \0\0\0\1crx isom")
        + box(b"CMT1", little([(MODEL, 2, 3, b"R5\0"), (ORIENTATION, 3, 1, b"\x08")]))
        + box(b"CMT2", little([(ISO, 3, 1, b"\x64\0")]))
        + box(b"CMT4", little([(1, 2, 2, b"N\0")]))
    )
    assert read_exif(find_exif(content)) == {"camera": "R5", "iso": 100}
    assert read_tags(content).orientation == 8


def test_fuji_raw_keeps_it_in_its_preview() -> None:
    payload = b"Exif\0\0" + little([(MODEL, 2, 3, b"X1\0")])
    jpeg = b"\xff\xd8\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload + b"\xff\xda"
    content = b"FUJIFILMCCD-RAW".ljust(84, b" ") + struct.pack(">LL", 92, len(jpeg)) + jpeg
    assert read_exif(find_exif(content)) == {"camera": "X1"}


# ── real photos ──


def test_reading_costs_less_than_half_a_millisecond(shared_data: Path) -> None:
    contents = [path.read_bytes() for path in find_photos(shared_data / "camera_snapshots")]
    start = time.process_time()
    found = [read_exif(find_exif(content)) for content in contents]
    assert (time.process_time() - start) / len(contents) < 0.0005
    assert sum("camera" in facts for facts in found) > 95


def test_facts_agree_with_pillow(shared_data: Path) -> None:
    """Pillow reads the same tags of the same photos by other code."""
    compared = 0
    for path in find_photos(shared_data / "exif" / "gps"):
        with Image.open(path) as image:
            exif = image.getexif()
            photo = exif.get_ifd(0x8769)
        facts = read_photo(path).exif
        assert facts["taken_at"][:19] == photo[TAKEN].replace(":", "-", 2).replace(" ", "T")
        assert facts["aperture"] == pytest.approx(float(photo[APERTURE]), rel=1e-5)
        assert facts["shutter_s"] == pytest.approx(float(photo[SHUTTER]), rel=1e-5)
        assert (facts["iso"], facts["focal_mm"]) == (photo[ISO], pytest.approx(float(photo[FOCAL])))
        assert 43 < facts["latitude"] < 44
        assert 11 < facts["longitude"] < 12
        compared += 1
    assert compared == 9
