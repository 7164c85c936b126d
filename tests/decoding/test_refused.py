"""What is damaged, too large or no picture, against the words that come out."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from culling.decoding.decode import decode
from culling.decoding.jpeg import OddJpegError, decode_jpeg
from culling.decoding.limits import Limits, UnreadablePhoto
from culling.photos import Pixels, read_photo
from tests.decoding.files import saved


def png_claiming(width: int, height: int) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))

    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def words(content: bytes, name: str, limits: Limits | None = None) -> str:
    with pytest.raises(UnreadablePhoto) as caught:
        decode(content, name, limits or Limits())
    return str(caught.value)


def as_bytes(scene: Pixels, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(scene).save(buffer, form, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        (b"", "a.jpg", "The file is empty (0 bytes)."),
        (bytes(5000), "a.jpg", "The file holds only zero bytes: a copy that failed or a damaged card."),
        (bytes(5000), "a.nef", "The file holds only zero bytes: a copy that failed or a damaged card."),
        (b"Dear diary, today I went out.", "a.jpg", "This is not a picture although it is called .jpg."),
        (b"<!doctype html><title>404</title>", "a.png", "This is not a picture although it is called .png."),
        (b"\xff\x0a" + bytes(range(99)), "a.jxl", "JPEG XL is not supported. Convert it to JPEG or TIFF."),
        (b"\xff\x0a" + bytes(range(99)), "a.jpg", "JPEG XL is not supported. Convert it to JPEG or TIFF."),
        (b"%PDF-1.7 and so on", "a.jpg", "PDF is not supported. Convert it to JPEG or TIFF."),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a.jpg", "This is a video although it is called .jpg."),
        (b"II*\0\x08\0\0\0\0\0", "a.tif", "The TIFF data is damaged: its header makes no sense."),
        (b"8BPS" + bytes(40), "a.psd", "The Photoshop data is damaged: its header makes no sense."),
        (b"no mark at all", "a.tga", "This is no picture, or a badly damaged one, although it is called .tga."),
    ],
)
def test_what_is_no_picture_says_so(content: bytes, name: str, text: str) -> None:
    assert words(content, name) == text


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "BMP", "AVIF"])
def test_a_truncated_file_is_an_error(scene: Pixels, form: str) -> None:
    text = words(as_bytes(scene, form)[:2500], f"a.{form.lower()}")
    assert "ends early" in text or "is damaged" in text
    if form in ("JPEG", "PNG", "BMP"):
        assert text == "The file ends early: it was copied or saved incompletely."


def test_a_jpeg_with_a_lost_part_is_an_error(scene: Pixels) -> None:
    content = as_bytes(scene, "JPEG", quality=95)
    middle = len(content) // 2
    text = words(content[:middle] + content[middle + 2000 :], "a.jpg")
    assert text == "The JPEG data is damaged (premature end of data segment): part of the picture is lost."


def test_harmless_bytes_in_a_jpeg_are_forgiven(scene: Pixels) -> None:
    sound = as_bytes(scene, "JPEG")
    odd = sound[:2] + sound[2:20] + b"\0\0\0\0\0\0" + sound[20:] + b"trailing bytes of a phone"
    with pytest.raises(OddJpegError):
        decode_jpeg(odd, Limits())
    np.testing.assert_array_equal(decode(odd, "a.jpg", Limits())[0].pixels, decode_jpeg(sound, Limits()).pixels)


def test_a_jpeg_of_thousands_of_scans_goes_to_the_child() -> None:
    jpeg = as_bytes(np.full((64, 64, 3), 90, np.uint8), "JPEG", progressive=True)
    with pytest.raises(OddJpegError):
        decode_jpeg(jpeg[:-2] + b"\xff\xda" * 200 + jpeg[-2:], Limits())


def test_bombs_are_refused_from_the_header() -> None:
    assert (
        words(png_claiming(50_000, 50_000), "a.png") == "Too large: 50000 × 50000 pixels, the limit is 250 megapixels."
    )
    bmp = bytearray(as_bytes(np.zeros((4, 4, 3), np.uint8), "BMP"))
    bmp[18:26] = struct.pack("<ll", 60_000, 60_000)
    assert words(bytes(bmp), "a.bmp").startswith("Too large: 60000 × 60000 pixels")
    assert words(b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + bytes(40), "a.gif").startswith(
        ("Too large", "The GIF")
    )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "BMP", "AVIF"])
def test_the_pixel_limit_holds_for_every_format(scene: Pixels, form: str) -> None:
    assert words(as_bytes(scene, form), "a", Limits(max_pixels=1000)) == (
        "Too large: 160 × 112 pixels, the limit is 0.001 megapixels."
    )


def test_more_than_pillow_allows_but_within_the_limit_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, "a.png", Image.new("1", (20_000, 9_500), 1))
    photo = read_photo(path)
    assert photo.full_size == (20_000, 9_500)
    assert (photo.pixels == 255).all()
