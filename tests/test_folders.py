"""Which files of a folder are photos, and how a photo is named and found again."""

import os
import socket
import tempfile
from pathlib import Path

import pytest
from PIL import Image

from culling.errors import CullingError
from culling.folders import printable
from culling.photos import UnreadablePhoto, find_photos, path_of, read_photo, relative_key
from tests.rights import without_rights

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
