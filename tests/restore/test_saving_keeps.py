"""What of a photo's file stays in a rescued copy: EXIF, colours, captions; and what is said where it cannot."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from culling.photos import read_photo
from culling.restore.saving import save, save_copy
from tests.restore.rescued import (
    EDIT,
    FORMATS,
    PACKET,
    camera_exif,
    exiftool,
    jpeg_with,
    needs_exiftool,
    pixels_of,
    scene,
    write_photo,
)


@needs_exiftool
def test_exiftool_reads_all_that_was_there_and_the_new_size(tmp_path: Path) -> None:
    source = write_photo(tmp_path / "a.jpg", scene(), exif=camera_exif(orientation=6), xmp=PACKET)
    copies = [save_copy(source, scene(32, 48), EDIT, tmp_path / f"b.{suffix}") for suffix in FORMATS]
    before, *all_after = exiftool(source, *copies)
    changed = {"IFD0:Orientation", "ExifIFD:ExifImageWidth", "ExifIFD:ExifImageHeight"}
    kept = {name for name in before if name.split(":")[0] in ("IFD0", "ExifIFD", "GPS")} - changed
    assert {"IFD0:Software", "IFD0:Artist", "GPS:GPSLatitude", "ExifIFD:ISO"} <= kept
    for after in all_after:
        assert {name: after.get(name) for name in kept} == {name: before[name] for name in kept}
        assert after["IFD0:Orientation"] == 1
        assert (after["ExifIFD:ExifImageWidth"], after["ExifIFD:ExifImageHeight"]) == (32, 48)
        assert after["IFD0:Software"] == "Ver.1.02"
        assert str(after["IFD0:ProcessingSoftware"]).startswith("culling ")
        assert after["XMP-xmp:Rating"] == 4
        assert after["XMP-dc:Subject"] == ["lake & hills"]
        assert "XMP-tiff:Orientation" not in after
        assert [event["Action"] for event in after["XMP-xmpMM:History"]] == ["created", "derived"]
        assert after["XMP-xmpMM:DerivedFrom"]["DocumentID"] == "xmp.did:first"
        assert after["XMP-xmpMM:DerivedFrom"]["FilePath"] == "a.jpg"
        assert "wiener" in after["XMP-culling:Edit"]


def test_camera_notes_stay_at_their_offset(tmp_path: Path) -> None:
    exif = camera_exif()
    place = exif.index(b"own notes")
    source = write_photo(tmp_path / "a.jpg", scene(), exif=exif)
    for suffix in FORMATS:
        data = save_copy(source, scene(), EDIT, tmp_path / f"b.{suffix}").read_bytes()
        start = data.index(exif[:4])
        assert data[start + place :].startswith(b"own notes" * 9), suffix


def test_the_thumbnail_of_what_was_is_gone(tmp_path: Path) -> None:
    thumbnail = jpeg_with(np.full((8, 8, 3), 200, np.uint8), (0xFE, b"a small picture"))
    block = bytearray(camera_exif())
    second = len(block) + len(block) % 2
    entries = [(0x0201, 4, second + 30), (0x0202, 4, len(thumbnail))]
    order = "little" if block[:2] == b"II" else "big"
    numbers = [
        n.to_bytes(size, order) for tag, kind, value in entries for n, size in ((tag, 2), (kind, 2), (1, 4), (value, 4))
    ]
    block += bytes(len(block) % 2) + (2).to_bytes(2, order) + b"".join(numbers) + bytes(4) + thumbnail
    first = int.from_bytes(block[4:8], order)
    following = first + 2 + 12 * int.from_bytes(block[first : first + 2], order)
    block[following : following + 4] = second.to_bytes(4, order)
    source = write_photo(tmp_path / "a.jpg", scene(), exif=bytes(block))
    assert thumbnail in source.read_bytes()
    saved = save_copy(source, scene(), EDIT)
    assert b"a small picture" not in saved.read_bytes()
    assert read_photo(saved).exif == read_photo(source).exif


@pytest.mark.parametrize("space", ["AdobeRGB", "Display P3"])
@pytest.mark.parametrize("suffix", FORMATS)
def test_wide_colours_look_the_same(tmp_path: Path, wide_profile: bytes, suffix: str, space: str) -> None:
    """The profile goes with the levels: converted to sRGB, source and copy give the same colours."""
    source = write_photo(tmp_path / "a.png", scene(), icc=wide_profile)
    target = save_copy(source, pixels_of(source), EDIT, tmp_path / f"b.{suffix}")
    shown = [np.asarray(_as_srgb(path)).astype(int) for path in (source, target)]
    assert np.abs(shown[0] - shown[1]).mean() <= (0 if suffix in ("png", "tif") else 2.5)
    assert np.abs(shown[0] - scene()).mean() > 4, "the profile says something"


@pytest.fixture
def wide_profile(space: str) -> bytes:
    """A matrix profile of the space's primaries with gamma 2.2, white D65 (values of IEC and SMPTE, adapted to D50)."""
    return _matrix_profile(
        {
            "AdobeRGB": ((0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446)),
            "Display P3": ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841)),
        }[space]
    )


def _matrix_profile(columns: tuple[tuple[float, ...], ...]) -> bytes:
    def number(value: float) -> bytes:
        return round(value * 65536).to_bytes(4, "big", signed=True)

    curve = b"curv\0\0\0\0" + (1).to_bytes(4, "big") + round(2.2 * 256).to_bytes(2, "big") + b"\0\0"
    parts = {b"wtpt": b"XYZ \0\0\0\0" + b"".join(map(number, (0.9642, 1.0, 0.8249)))}
    parts |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True):
        parts[name] = b"XYZ \0\0\0\0" + b"".join(map(number, column))
    table, body, start = b"", b"", 132 + 12 * len(parts)
    for name, content in parts.items():
        table += name + (start + len(body)).to_bytes(4, "big") + len(content).to_bytes(4, "big")
        body += content
    head = bytearray(128)
    head[:4] = (start + len(body)).to_bytes(4, "big")
    head[8:12], head[12:24], head[36:40] = b"\2\x20\0\0", b"mntrRGB XYZ ", b"acsp"
    head[68:80] = b"".join(map(number, (0.9642, 1.0, 0.8249)))
    return bytes(head) + len(parts).to_bytes(4, "big") + table + body


def _as_srgb(path: Path) -> Image.Image:
    with Image.open(path) as image:
        profile = ImageCms.ImageCmsProfile(BytesIO(image.info["icc_profile"]))
        converted = ImageCms.profileToProfile(image.convert("RGB"), profile, ImageCms.createProfile("sRGB"))
        assert converted is not None
        return converted


def test_a_grey_profile_becomes_srgb(tmp_path: Path) -> None:
    grey = np.tile(np.arange(0, 240, 5, dtype=np.uint8), (32, 1))
    profile = _grey_profile(1.0)
    Image.fromarray(grey).save(tmp_path / "a.png", icc_profile=profile)
    saved = save_copy(tmp_path / "a.png", pixels_of(tmp_path / "a.png"), EDIT)
    with Image.open(saved) as image:
        assert "icc_profile" not in image.info
        level = np.asarray(image)[0, 20, 1]  # linear 100/255 = 39 % of the light
    assert level == pytest.approx(255 * (1.055 * (100 / 255) ** (1 / 2.4) - 0.055), abs=2)


def _grey_profile(gamma: float) -> bytes:
    curve = b"curv\0\0\0\0" + (1).to_bytes(4, "big") + round(gamma * 256).to_bytes(2, "big") + b"\0\0"
    white = b"XYZ \0\0\0\0" + b"".join(round(v * 65536).to_bytes(4, "big") for v in (0.9642, 1.0, 0.8249))
    start = 128 + 4 + 24
    head = bytearray(128)
    head[:4] = (start + len(curve) + len(white)).to_bytes(4, "big")
    head[8:12], head[12:24], head[36:40] = b"\2\x20\0\0", b"mntrGRAYXYZ ", b"acsp"
    head[68:80] = white[8:]
    table = b"kTRC" + start.to_bytes(4, "big") + len(curve).to_bytes(4, "big")
    table += b"wtpt" + (start + len(curve)).to_bytes(4, "big") + len(white).to_bytes(4, "big")
    return bytes(head) + (2).to_bytes(4, "big") + table + curve + white


def test_what_the_pixels_lost_is_said(tmp_path: Path) -> None:
    Image.fromarray((np.arange(256, dtype=np.uint16) * 257).reshape(16, 16)).save(tmp_path / "deep.png")
    Image.fromarray(np.dstack([scene(), np.full((32, 48), 90, np.uint8)])).save(tmp_path / "clear.png")
    Image.fromarray(scene()).convert("CMYK").save(tmp_path / "print.jpg")
    Image.fromarray(scene()).convert("CMYK").save(tmp_path / "print.tif")
    said = {path.name: save(path, pixels_of(path), EDIT).notes for path in sorted(tmp_path.iterdir())}
    assert said == {
        "clear.png": ("its transparent parts were laid on white",),
        "deep.png": ("its 16 bits per colour became 8",),
        "print.jpg": ("its CMYK colours became RGB",),
        "print.tif": ("its CMYK colours became RGB",),
    }


def test_captions_and_comments_of_a_jpeg_stay(tmp_path: Path) -> None:
    caption = b"8BIM\x04\x04\0\0\0\0\0\x0a\x1c\x02\x78\0\x05Hello"
    thumbnail = b"8BIM\x04\x0c\0\0\0\0\0\x04\xff\xd8\xff\xd9"
    source = tmp_path / "a.jpg"
    source.write_bytes(jpeg_with(scene(), (0xED, b"Photoshop 3.0\0" + caption + thumbnail), (0xFE, b"by hand")))
    data = save_copy(source, scene(), EDIT).read_bytes()
    assert caption in data
    assert thumbnail not in data
    assert b"by hand" in data
    assert save(source, scene(), EDIT, tmp_path / "b.png").notes == (
        "its IPTC captions have no place in PNG and were not kept",
    )
