"""A rescued copy: where it goes and in which format; nothing is ever overwritten, nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from culling.decoding.limits import Limits
from culling.errors import CullingError
from culling.photos import read_photo
from culling.restore.encode import encode
from culling.restore.new_file import WriteError
from culling.restore.saving import check_target, read_edit, read_saved, save, save_copy
from tests.restore.rescued import EDIT, FORMATS, PACKET, camera_exif, pixels_of, scene, write_photo


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return write_photo(tmp_path / "IMG_1.jpg", scene(), exif=camera_exif(orientation=1), xmp=PACKET)


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_a_copy_lies_beside_the_photo_under_a_new_name_each_time(photo: Path) -> None:
    before = photo.read_bytes()
    names = [save_copy(photo, scene(), EDIT).name for _ in range(3)]
    assert names == ["IMG_1-rescued.jpg", "IMG_1-rescued-2.jpg", "IMG_1-rescued-3.jpg"]
    assert photo.read_bytes() == before


def test_a_name_that_differs_in_case_alone_is_taken(photo: Path) -> None:
    (photo.parent / "img_1-RESCUED.JPG").write_bytes(b"another's")
    assert save_copy(photo, scene(), EDIT).name == "IMG_1-rescued-2.jpg"


def test_a_folder_as_target_gets_the_new_name_too(photo: Path) -> None:
    (photo.parent / "out").mkdir()
    assert save_copy(photo, scene(), EDIT, photo.parent / "out") == photo.parent / "out" / "IMG_1-rescued.jpg"


@pytest.mark.parametrize("way", ["itself", "relative", "symbolic link", "hard link", "dangling link", "another file"])
def test_nothing_is_ever_overwritten(photo: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    folder = photo.parent
    target = folder / "target.jpg"
    if way == "itself":
        target = photo
    elif way == "relative":
        monkeypatch.chdir(folder)
        (folder / "sub").mkdir()
        target = Path("sub/../IMG_1.jpg")
    elif way == "symbolic link":
        target.symlink_to(photo)
    elif way == "hard link":
        target.hardlink_to(photo)
    elif way == "dangling link":
        target.symlink_to(folder / "elsewhere.jpg")
    else:
        target.write_bytes(b"another's")
    before = _files(folder)
    with pytest.raises(CullingError, match="is there already"):
        save(photo, scene(), EDIT, target)
    with pytest.raises(CullingError, match="is there already"):
        check_target(photo, target)
    assert _files(folder) == before


def test_a_file_that_comes_up_in_between_is_not_overwritten(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = photo.parent / "IMG_1-rescued.jpg"

    def slow(*given: object) -> bytes:
        target.write_bytes(b"another's")
        return encode(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("culling.restore.saving.encode", slow)
    assert save_copy(photo, scene(), EDIT).name == "IMG_1-rescued-2.jpg"
    assert target.read_bytes() == b"another's"


@pytest.mark.parametrize("name", ["-rf.jpg", "two\nlines.jpg", "**bold** <b>.jpg", "gr\udcfcn.jpg", "ü" * 100 + ".jpg"])
def test_any_name_is_a_name(tmp_path: Path, name: str) -> None:
    source = write_photo(tmp_path / "IMG_1.jpg", scene()).rename(tmp_path / name)
    saved = save_copy(source, scene(), EDIT)
    assert "-rescued" in saved.name
    record = read_saved(saved)
    assert record is not None
    assert record.edit == EDIT
    assert record.source.isprintable() or "\n" in name


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("source", FORMATS)
def test_every_format_keeps_exif_and_the_edit(tmp_path: Path, source: str, suffix: str) -> None:
    path = write_photo(tmp_path / f"a.{source}", scene(), exif=camera_exif(orientation=1), xmp=PACKET)
    facts = dict(read_photo(path).exif)
    assert {"camera", "iso", "taken_at", "latitude"} <= set(facts)
    result = scene(96, 64)
    target = save_copy(path, result, EDIT, tmp_path / f"b.{suffix}")
    found = read_photo(target, Limits(whole=True))
    assert dict(found.exif) == facts
    assert found.pixels.shape == result.shape
    assert np.abs(found.pixels.astype(int) - result).mean() <= {"png": 0, "tif": 0}.get(suffix, 2)
    assert read_edit(target) == EDIT
    with Image.open(target) as image:
        assert image.format == {"jpg": "JPEG", "png": "PNG", "webp": "WEBP", "tif": "TIFF"}[suffix]


def test_without_a_target_the_format_is_that_of_the_bytes(tmp_path: Path) -> None:
    png = write_photo(tmp_path / "a.png", scene())
    assert save_copy(png, scene(), EDIT).name == "a-rescued.png"
    misnamed = png.rename(tmp_path / "b.jpg")
    saved = save_copy(misnamed, scene(), EDIT)
    assert saved.name == "b-rescued.png"
    assert (pixels_of(saved) == scene()).all()


def test_a_format_that_cannot_be_written_becomes_jpeg_and_that_is_said(tmp_path: Path) -> None:
    source = tmp_path / "a.gif"
    Image.fromarray(scene()).save(source)
    saved = save(source, scene(), EDIT)
    assert saved.path.name == "a-rescued.jpg"
    assert saved.notes == ("GIF cannot be written here: saved as JPEG",)


def test_a_target_of_an_unknown_format_is_refused(photo: Path) -> None:
    for attempt in (check_target, lambda *paths: save(photo, scene(), EDIT, paths[1])):
        with pytest.raises(CullingError, match=r"choose a name that ends in \.jpg"):
            attempt(photo, photo.parent / "b.heic")
    assert save_copy(photo, scene(), EDIT, photo.parent / "b").name == "b.jpg"


def test_a_result_too_long_for_a_format_says_so_or_takes_another(tmp_path: Path) -> None:
    source = write_photo(tmp_path / "a.webp", scene())
    wide = np.zeros((1, 20_000, 3), np.uint8)
    with pytest.raises(CullingError, match="at most 16,383 pixels a side"):
        save(source, wide, EDIT, tmp_path / "b.webp")
    saved = save(source, wide, EDIT)
    assert saved.path.suffix == ".jpg"
    assert saved.notes == ("WebP cannot be written with 20,000 pixels a side: saved as JPEG",)


def test_pixels_must_bepixels_of(photo: Path) -> None:
    with pytest.raises(ValueError, match=r"RGB uint8 \(H, W, 3\), got float32"):
        save(photo, scene().astype(np.float32), EDIT)
    with pytest.raises(ValueError, match=r"got uint8 \(0, 5, 3\)"):
        save(photo, np.zeros((0, 5, 3), np.uint8), EDIT)
    assert pixels_of(save_copy(photo, np.full((1, 1, 3), 9, np.uint8), EDIT)).shape == (1, 1, 3)


def test_a_source_that_is_gone_is_told(photo: Path) -> None:
    photo.unlink()
    with pytest.raises(CullingError, match="is gone"):
        save(photo, scene(), EDIT)
    assert list(photo.parent.iterdir()) == []


def test_a_folder_that_is_gone_is_told_before_and_after_the_work(photo: Path) -> None:
    target = photo.parent / "nowhere" / "b.jpg"
    with pytest.raises(CullingError, match="there is no folder"):
        check_target(photo, target)
    with pytest.raises(WriteError, match="No such file or directory"):
        save(photo, scene(), EDIT, target)


@pytest.mark.skipif(
    os.name != "posix" or (os.geteuid() == 0 and shutil.which("setpriv") is None), reason="needs setpriv"
)
def test_a_closed_folder_is_told(open_folder: Path) -> None:
    """As another user, since root may write anywhere."""
    source = write_photo(open_folder / "a.jpg", scene())
    source.chmod(0o644)
    script = (
        "import sys, numpy; from pathlib import Path; from culling.restore.saving import save, check_target\n"
        "from culling.restore.edit import Edit\nfrom culling.errors import CullingError\n"
        "path, pixels = Path(sys.argv[1]), numpy.ones((4, 4, 3), 'u1')\n"
        "for call in (lambda: check_target(path, None), lambda: save(path, pixels, Edit(upscale=2))):\n"
        "    try:\n        call()\n    except CullingError as error:\n        print(error)\n"
    )
    words = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    if not words:
        open_folder.chmod(0o555)
    done = subprocess.run(
        [*words, sys.executable, "-B", "-c", script, source], capture_output=True, text=True, check=False
    )
    if "Error" in done.stderr:
        pytest.skip("another user cannot run this Python")
    assert "nothing can be written into" in done.stdout
    assert "Permission denied" in done.stdout
    assert [path.name for path in open_folder.iterdir()] == ["a.jpg"]
