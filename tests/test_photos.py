"""Which files of a folder are photos, and what one read photo holds."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import xxhash
from PIL import Image

from culling.errors import CullingError
from culling.folders import printable
from culling.photos import Limits, UnreadablePhoto, find_photos, path_of, read_photo, relative_key

HOSTILE_NAMES = (
    "a b.jpg",
    "line\nbreak.jpg",
    "=cmd|' calc'!A0.jpg",
    "**bold** [x](y).jpg",
    "<img src=x onerror=alert(1)>.jpg",
    '"quoted", and comma.jpg',
    "Grüße 写真.jpg",
    "back\\slash.jpg",
    "looks\\xffescaped\\x5c.jpg",
    "-rf.jpg",
    "~.jpg",
)


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")


def keys(folder: Path) -> list[str]:
    return [relative_key(folder, path) for path in find_photos(folder)]


@contextmanager
def without_rights() -> Iterator[None]:
    """Root may read everything: act as nobody meanwhile."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder below one that everybody may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


# ── finding ──


def test_photos_are_found_by_suffix_in_any_case_and_sorted(tmp_path: Path) -> None:
    touch(tmp_path, "b.JPG", "a.heic", "day 2/c.NEF", "day 1/z.webp", "e.jxl", "notes.txt", "b.xmp", "clip.mov", "jpg")
    assert keys(tmp_path) == ["a.heic", "b.JPG", "day 1/z.webp", "day 2/c.NEF", "e.jxl"]
    assert all(path.is_absolute() for path in find_photos(tmp_path))


def test_hidden_files_and_bins_are_left_out(tmp_path: Path) -> None:
    touch(
        tmp_path,
        "._a.jpg",
        ".hidden.jpg",
        ".git/a.jpg",
        "@eaDir/a.jpg",
        "$RECYCLE.BIN/a.jpg",
        "__MACOSX/a.jpg",
        "a.jpg",
    )
    assert keys(tmp_path) == ["a.jpg"]


def test_a_hidden_folder_may_be_asked_for(tmp_path: Path) -> None:
    touch(tmp_path, ".private/a.jpg")
    assert keys(tmp_path / ".private") == ["a.jpg"]


def test_an_empty_folder_holds_no_photos(tmp_path: Path) -> None:
    assert find_photos(tmp_path) == []


def test_a_relative_folder_gives_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touch(tmp_path, "in/a.jpg")
    monkeypatch.chdir(tmp_path)
    assert find_photos(Path("in")) == [tmp_path / "in" / "a.jpg"]
    assert relative_key(Path("in"), tmp_path / "in" / "a.jpg") == "a.jpg"


def test_links_to_folders_are_not_entered_and_loops_end(tmp_path: Path) -> None:
    touch(tmp_path, "in/a.jpg", "out/b.jpg")
    folder = tmp_path / "in"
    (folder / "loop").symlink_to(folder)
    (folder / "elsewhere").symlink_to(tmp_path / "out")
    (folder / "self.jpg").symlink_to(folder / "self.jpg")
    assert keys(folder) == ["a.jpg"]


def test_a_link_counts_when_it_leads_to_a_file_inside(tmp_path: Path) -> None:
    touch(tmp_path, "in/a.jpg", "in-side/b.jpg")
    folder = tmp_path / "in"
    (folder / "inside.jpg").symlink_to("a.jpg")
    (folder / "outside.jpg").symlink_to(tmp_path / "in-side" / "b.jpg")
    (folder / "nowhere.jpg").symlink_to("gone.jpg")
    (folder / "folder.jpg").mkdir()
    assert keys(folder) == ["a.jpg", "inside.jpg"]


def test_a_folder_reached_by_a_link_is_listed(tmp_path: Path) -> None:
    touch(tmp_path, "real/a.jpg")
    (tmp_path / "real" / "b.jpg").symlink_to("a.jpg")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert keys(tmp_path / "link") == ["a.jpg", "b.jpg"]


def test_pipes_and_sockets_are_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with tempfile.TemporaryDirectory(dir="/tmp") as short, socket.socket(socket.AF_UNIX) as server:
        server.bind(f"{short}/socket.jpg")
        assert find_photos(Path(short)) == []
    assert find_photos(tmp_path) == []
    with pytest.raises(UnreadablePhoto, match="not a regular file"):
        read_photo(tmp_path / "pipe.jpg")


def test_a_closed_subfolder_is_told_and_the_search_goes_on(open_folder: Path) -> None:
    touch(open_folder, "a.jpg", "closed/b.jpg", "z/c.jpg")
    (open_folder / "closed").chmod(0o000)
    told: list[tuple[Path, str]] = []
    with without_rights():
        found = find_photos(open_folder, lambda path, reason: told.append((path, reason)))
    assert [path.name for path in found] == ["a.jpg", "c.jpg"]
    assert told == [(open_folder / "closed", "This folder cannot be listed: Permission denied.")]


def test_a_folder_that_cannot_be_searched_says_what_to_do(open_folder: Path) -> None:
    touch(open_folder, "a.jpg", "closed/b.jpg")
    (open_folder / "closed").chmod(0o000)
    with pytest.raises(CullingError, match=r"There is no folder .*missing.*Check the spelling"):
        find_photos(open_folder / "missing")
    with pytest.raises(CullingError, match=r"a\.jpg is a file\. Give the folder"):
        find_photos(open_folder / "a.jpg")
    with without_rights(), pytest.raises(CullingError, match=r"No permission to read the folder .*closed"):
        find_photos(open_folder / "closed")


def test_very_deep_folders_do_not_stop_the_search(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(60):
        deep /= "deeper-and-deeper"
    touch(deep, "a.jpg")
    assert keys(tmp_path) == [f"{'deeper-and-deeper/' * 60}a.jpg"]


# ── names ──


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_hostile_names_are_found_read_and_mapped_back(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (9, 7), "red").save(tmp_path / name)
    (path,) = find_photos(tmp_path)
    assert read_photo(path).full_size == (9, 7)
    assert path_of(tmp_path, relative_key(tmp_path, path)) == path


def test_names_that_are_no_utf8_get_a_clean_key_and_come_back(tmp_path: Path) -> None:
    names = [b"caf\xe9.jpg", b"\xff\xfe\\xff.jpg", b"\\\xe9.jpg", b"sub\xc3/\x80.jpg"]
    for name in names:
        path = os.fsencode(tmp_path) + b"/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120  bytes, which Path does not take
        Image.new("RGB", (9, 7), "red").save(os.fsdecode(path))
    found = find_photos(tmp_path)
    texts = [relative_key(tmp_path, path) for path in found]
    assert sorted(texts) == sorted(["caf\\xe9.jpg", "\\xff\\xfe\\x5cxff.jpg", "\\\\xe9.jpg", "sub\\xc3/\\x80.jpg"])
    assert [text.encode().decode() for text in texts] == texts == sorted(texts)
    assert [path_of(tmp_path, text) for text in texts] == found
    assert all(read_photo(path).full_size == (9, 7) for path in found)
    assert all(printable(path).encode() for path in found)


@pytest.mark.parametrize("name", ["\\x5c", "\\x5cx41", "\\\\x41\\udcff", "\\x41", "a\\", "\\ud800", "\\x", "\\u00e9"])
def test_names_that_look_escaped_come_back_too(name: str) -> None:
    folder = Path("/photos")
    assert path_of(folder, relative_key(folder, folder / f"{name}.jpg")) == folder / f"{name}.jpg"


@pytest.mark.parametrize("key", ["../a.jpg", "/etc/passwd", "a/../../b.jpg", "", "a\0.jpg"])
def test_a_key_that_leads_out_of_the_folder_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="not the path of a photo inside"):
        path_of(Path("/photos"), key)


# ── reading ──


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


# ── real files ──


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
