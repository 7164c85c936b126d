"""What one read photo holds, and what is said of one that cannot be read."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import xxhash
from PIL import Image

from culling.photos import Limits, UnreadablePhoto, find_photos, read_photo
from tests.rights import without_rights


def test_a_read_photo_knows_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "ACME", "X1"
    Image.new("RGB", (40, 30), (200, 10, 60)).save(path, exif=exif)
    photo = read_photo(path)
    data = path.read_bytes()
    assert photo.path == path
    assert photo.file_bytes == len(data)
    assert photo.content_hash == xxhash.xxh3_128_hexdigest(data)
    assert (photo.full_size, photo.scale) == ((40, 30), 1.0)
    assert photo.exif == {"camera": "ACME X1"}
    assert np.abs(photo.pixels.astype(int) - (200, 10, 60)).max() <= 3


def test_pixels_may_be_written_whatever_the_format(tmp_path: Path) -> None:
    for suffix in ("jpg", "png", "tif", "bmp", "avif"):
        path = tmp_path / f"a.{suffix}"
        Image.new("RGB", (40, 30), "red").save(path)
        pixels = read_photo(path).pixels
        assert pixels.flags.writeable, suffix
        assert pixels.flags.c_contiguous, suffix


def test_a_file_that_cannot_be_read_says_why(open_folder: Path) -> None:
    path = open_folder / "a.jpg"
    with pytest.raises(UnreadablePhoto, match="The file is gone"):
        read_photo(path)
    Image.new("RGB", (40, 30)).save(path)
    with pytest.raises(UnreadablePhoto, match=r"Too large: 0\.0 GB, the limit is 0\.0 GB"):
        read_photo(path, Limits(max_bytes=10))
    with pytest.raises(UnreadablePhoto, match="not a regular file"):
        read_photo(open_folder)
    path.chmod(0o000)
    with without_rights(), pytest.raises(UnreadablePhoto, match="No permission to read"):
        read_photo(path)


def test_limits_must_be_positive() -> None:
    with pytest.raises(ValueError, match="seconds must be above 0, got 0"):
        Limits(seconds=0)


def test_threads_read_what_one_thread_reads(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    for number in range(12):
        suffix = ("jpg", "png", "tif", "webp", "gif", "avif")[number % 6]
        pixels = rng.integers(0, 255, (30 + number, 40, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{number:02d}.{suffix}")
    paths = find_photos(tmp_path) * 4
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(read_photo, paths))
    for path, photo in zip(paths, together, strict=True):
        assert photo.content_hash == read_photo(path).content_hash
        np.testing.assert_array_equal(photo.pixels, read_photo(path).pixels)


@pytest.mark.parametrize("name", ["hostile", "formats", "exif", "camera_snapshots"])
def test_every_real_file_is_a_photo_or_says_why_not(shared_data: Path, name: str) -> None:
    photos, errors = 0, []
    for path in find_photos(shared_data / name):
        try:
            photo = read_photo(path, Limits(seconds=10))
        except UnreadablePhoto as error:
            errors.append(str(error))
            continue
        photos += 1
        assert photo.pixels.dtype == np.uint8
        assert max(photo.pixels.shape[:2]) <= 2300
        assert 0 < photo.scale <= 1
    assert all(text.endswith(".") and 15 < len(text) < 220 and text.isprintable() for text in errors)
    if name == "hostile":
        assert photos > 50
        assert len(errors) > 200
    elif name == "formats":
        assert photos >= 20
    else:
        assert not errors


def test_libraries_stay_silent_over_hostile_files(shared_data: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from culling.photos import *\n"
        "for name in ('hostile', 'formats'):\n"
        "    for path in find_photos(Path(sys.argv[1]) / name):\n"
        "        try: read_photo(path)\n"
        "        except UnreadablePhoto: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", program, shared_data], capture_output=True, timeout=120, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
