"""Camera RAW: the embedded preview, else the sensor data; upright, at the sensor's size, with the camera's EXIF."""

import struct
from pathlib import Path

import numpy as np
import pytest
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from culling.decoding.limits import Limits, UnreadablePhoto
from culling.photos import Photo, read_photo

Pixels = NDArray[np.uint8]
LETTERS = {1: "B", 2: "s", 3: "H", 4: "L", 5: "L", 10: "l"}


class Dng(bytearray):
    """A minimal DNG written by hand: one Bayer plane, and a JPEG preview in a directory of its own."""

    def __init__(self, sensor: NDArray[np.uint16], orientation: int = 1, preview: bytes = b"") -> None:
        super().__init__(b"II*\0\0\0\0\0")
        height, width = sensor.shape
        unit = [1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1]
        entries = [
            *self.size_entries(width, height, self.put(sensor.tobytes()), sensor.nbytes, kind=0),
            *((258, 3, [16]), (259, 3, [1]), (262, 3, [32803]), (277, 3, [1])),
            *((271, 2, b"ACME\0"), (272, 2, b"X1\0"), (274, 3, [orientation]), (306, 2, b"2024:05:06 07:08:09\0")),
            *((33421, 3, [2, 2]), (33422, 1, [0, 1, 1, 2])),
            *((50706, 1, [1, 4, 0, 0]), (50707, 1, [1, 1, 0, 0]), (50708, 2, b"ACME X1\0"), (50717, 4, [65535])),
            *((50721, 10, unit), (50728, 5, [1, 1, 1, 1, 1, 1]), (50778, 3, [21])),
        ]
        if preview:
            height, width, _, _ = simplejpeg.decode_jpeg_header(preview)
            part = self.size_entries(width, height, self.put(preview), len(preview), kind=1)
            part += [(258, 3, [8, 8, 8]), (259, 3, [7]), (262, 3, [6]), (277, 3, [3])]
            entries.append((330, 4, [self.directory(part)]))
        struct.pack_into("<L", self, 4, self.directory(entries))

    @staticmethod
    def size_entries(width: int, height: int, at: int, size: int, kind: int) -> list[tuple]:
        numbers = {254: kind, 256: width, 257: height, 273: at, 278: height, 279: size}
        return [(tag, 4, [number]) for tag, number in numbers.items()]

    def put(self, content: bytes) -> int:
        self.extend(content + b"\0" * (len(content) % 2))
        return len(self) - len(content) - len(content) % 2

    def directory(self, entries: list[tuple]) -> int:
        body = struct.pack("<H", len(entries))
        for tag, kind, values in sorted(entries):
            content = values if kind == 2 else struct.pack(f"<{len(values)}{LETTERS[kind]}", *values)
            count = len(values) // (2 if kind in (5, 10) else 1)
            if len(content) > 4:
                content = struct.pack("<L", self.put(content))
            body += struct.pack("<HHL", tag, kind, count) + content.ljust(4, b"\0")
        return self.put(body + b"\0\0\0\0")


def halves(width: int, height: int, left: int, right: int) -> Pixels:
    """A picture whose left half has one grey and whose right half another."""
    pixels = np.full((height, width, 3), left, np.uint8)
    pixels[:, width // 2 :] = right
    return pixels


def sensor(width: int = 640, height: int = 480) -> NDArray[np.uint16]:
    """Dark left, bright right, grey at any white balance that treats the channels alike."""
    return np.repeat(np.repeat(np.array([[9000, 50000]], "<u2"), height, axis=0), width // 2, axis=1)


def read(folder: Path, content: bytes, limits: Limits | None = None) -> Photo:
    (folder / "a.dng").write_bytes(content)
    return read_photo(folder / "a.dng", limits)


def test_without_preview_the_sensor_data_counts(tmp_path: Path) -> None:
    photo = read(tmp_path, Dng(sensor()))
    assert (photo.full_size, photo.pixels.shape) == ((640, 480), (240, 320, 3))
    assert photo.scale == 0.5
    assert photo.pixels[:, :150].mean() < photo.pixels[:, 170:].mean() - 50
    assert photo.exif == {"camera": "ACME X1", "taken_at": "2024-05-06T07:08:09"}


def test_a_big_preview_wins(tmp_path: Path) -> None:
    preview = simplejpeg.encode_jpeg(halves(1200, 900, 220, 30), 95)
    photo = read(tmp_path, Dng(sensor(), preview=preview))
    assert (photo.full_size, photo.pixels.shape) == ((640, 480), (900, 1200, 3))
    assert abs(photo.pixels[:, :590].mean() - 220) < 2


def test_a_small_or_damaged_preview_does_not(tmp_path: Path) -> None:
    small = simplejpeg.encode_jpeg(halves(160, 120, 220, 30), 95)
    broken = simplejpeg.encode_jpeg(halves(1200, 900, 220, 30), 95)[:3000]
    for preview in (small, broken):
        assert read(tmp_path, Dng(sensor(), preview=preview)).pixels.shape == (240, 320, 3)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("with_preview", [False, True])
def test_raw_comes_upright(tmp_path: Path, orientation: int, with_preview: bool) -> None:
    preview = simplejpeg.encode_jpeg(halves(1200, 900, 30, 220), 95) if with_preview else b""
    photo = read(tmp_path, Dng(sensor(), orientation, preview))
    assert photo.full_size == ((640, 480) if orientation in (1, 3) else (480, 640))
    bright = {1: (0, 1), 3: (0, -1), 6: (1, 0), 8: (-1, 0)}[orientation]
    height, width = photo.pixels.shape[:2]
    y, x = height // 2 + bright[0] * height // 4, width // 2 + bright[1] * width // 4
    assert photo.pixels[y, x].mean() > photo.pixels[height - 1 - y, width - 1 - x].mean() + 50


def test_a_preview_that_is_upright_already_is_left_alone(tmp_path: Path) -> None:
    preview = simplejpeg.encode_jpeg(halves(900, 1200, 30, 220), 95)
    photo = read(tmp_path, Dng(sensor(), 6, preview))
    assert (photo.full_size, photo.pixels.shape) == ((480, 640), (1200, 900, 3))
    assert photo.pixels[:, 460:].mean() > 200


def test_the_pixel_limit_holds_for_raw(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePhoto, match="Too large: 640 × 480 pixels"):
        read(tmp_path, Dng(sensor()), Limits(max_pixels=1000))


def test_truncated_raw_says_so(tmp_path: Path) -> None:
    content = Dng(sensor())
    entry = content.index(struct.pack("<HHL", 273, 4, 1))
    struct.pack_into("<L", content, entry + 8, len(content))  # the plane last, as cameras write it
    whole = bytes(content) + sensor().tobytes()
    assert read(tmp_path, whole).full_size == (640, 480)
    with pytest.raises(UnreadablePhoto, match=r"^The file ends early: it was copied or saved incompletely\.$"):
        read(tmp_path, whole[:-200_000])


def test_what_no_camera_wrote_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePhoto, match=r"^This RAW file is damaged, or its camera is not known here\.$"):
        read(tmp_path, b"nothing that a camera wrote" * 50)


def test_a_jpeg_called_raw_is_read_as_what_it_is(tmp_path: Path) -> None:
    Image.new("RGB", (50, 40), "red").save(tmp_path / "a.nef", "JPEG")
    assert read_photo(tmp_path / "a.nef").full_size == (50, 40)
