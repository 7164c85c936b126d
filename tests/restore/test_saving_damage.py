"""Damaged and hostile EXIF and XMP never stop the save; what is sound in them is kept."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from PIL import Image

from culling.restore.saving import read_edit, save
from tests.restore.rescued import EDIT, FORMATS, PACKET, camera_exif, jpeg_with, pixels_of, scene, write_photo


@pytest.mark.parametrize(
    "damaged",
    [
        b"II*\0",
        b"II*\0\xff\xff\xff\xff" + bytes(40),
        b"MM\0*\0\0\0\x08\xff\xff" + bytes(60),
        b"II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\0\0\0\0",  # a directory that leads to itself
        b"no block at all",
        camera_exif()[:60],
        camera_exif()[:-30],
    ],
)
def test_damaged_exif_never_stops_the_save(tmp_path: Path, damaged: bytes) -> None:
    source = tmp_path / "a.jpg"
    source.write_bytes(jpeg_with(scene(), (0xE1, b"Exif\0\0" + damaged)))
    for suffix in FORMATS:
        saved = save(source, scene(), EDIT, tmp_path / f"b.{suffix}")
        assert read_edit(saved.path) == EDIT
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's words on what is kept as it was
            assert pixels_of(saved.path).shape == scene().shape


def test_a_block_that_fills_its_segment_keeps_the_camera_notes(tmp_path: Path) -> None:
    exif = camera_exif()
    full = exif + bytes(65_527 - len(exif))
    source = write_photo(tmp_path / "a.jpg", scene(), exif=full)
    saved = save(source, scene(), EDIT)
    assert saved.notes == ()
    assert b"own notes" * 9 in saved.path.read_bytes()
    with Image.open(saved.path) as image:
        assert image.getexif()[0x0112] == 1
        assert image.getexif()[0x0131] == "Ver.1.02"


@pytest.mark.parametrize(
    "hostile",
    [
        b'<!DOCTYPE x [<!ENTITY a "boom">]>' + PACKET,
        PACKET[:-40],
        PACKET.replace(b"<dc:subject>", b"<r:Bag>" * 3000 + b"</r:Bag>" * 3000 + b"<dc:subject>"),
        b"\xff\xfe<\0x\0",
    ],
    ids=["entities", "cut off", "deep", "half"],
)
def test_hostile_xmp_is_left_out_and_that_is_said(tmp_path: Path, hostile: bytes) -> None:
    source = write_photo(tmp_path / "a.jpg", scene(), xmp=hostile)
    saved = save(source, scene(), EDIT)
    assert saved.notes == ("its XMP is damaged or too large and was not kept",)
    assert read_edit(saved.path) == EDIT
    assert b"boom" not in saved.path.read_bytes()
