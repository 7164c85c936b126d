"""A place at a URL reads like a path, and nothing local is ever touched through it."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from culling.catalog import catalog_path
from culling.cloud import CloudPath
from culling.errors import CullingError
from culling.folders import check_folder, find_photos, folder_of, local_folder, path_of, relative_key
from tests.cloud.conftest import Put
from tests.cloud.s3_server import BUCKET, Wire

ROOT = CloudPath.of("s3://key:sEcret@bucket/shoot?region=eu-1")


def test_names_are_those_of_paths() -> None:
    photo = ROOT / "day 1" / "IMG.tar.JPG"
    assert (photo.name, photo.stem, photo.suffix) == ("IMG.tar.JPG", "IMG.tar", ".JPG")
    assert str(photo) == "s3://bucket/shoot/day 1/IMG.tar.JPG"
    assert str(photo.parent) == "s3://bucket/shoot/day 1"
    assert photo.parents == (ROOT / "day 1", ROOT)
    assert photo.with_suffix(".xmp").name == "IMG.tar.xmp"
    assert ROOT.name == "shoot"
    assert ROOT.parent == ROOT
    assert str(ROOT) == "s3://bucket/shoot?region=eu-1"


def test_keys_go_forth_and_back() -> None:
    photo = path_of(ROOT, "day 1/a.jpg")
    assert relative_key(ROOT, photo) == "day 1/a.jpg"
    assert photo.relative_to(ROOT) == PurePosixPath("day 1/a.jpg")
    assert photo.is_relative_to(ROOT)
    assert not photo.is_relative_to(ROOT / "day")
    assert photo.resolve() == photo.absolute() == photo


@pytest.mark.parametrize("key", ["../a.jpg", "/a.jpg", "a//b.jpg", "a\0.jpg", ""])
def test_a_key_that_leads_elsewhere_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match="not the path of a photo"):
        path_of(ROOT, key)


def test_equal_places_are_equal_and_sent_without_secrets() -> None:
    photo = ROOT / "a.jpg"
    sent = pickle.dumps(photo)
    assert b"sEcret" not in sent
    assert pickle.loads(sent) == photo
    assert hash(pickle.loads(sent)) == hash(photo)
    assert photo != ROOT / "b.jpg"
    assert photo != Path("s3://bucket/shoot/a.jpg")
    assert sorted([ROOT / "b", ROOT / "a"]) == [ROOT / "a", ROOT / "b"]
    assert "sEcret" not in repr(photo)


@pytest.mark.parametrize(
    "use",
    [
        open,
        Path.mkdir,
        Path.unlink,
        Path.touch,
        shutil.rmtree,
        lambda path: path.write_bytes(b""),
        lambda path: path.open("wb"),
        lambda path: list(path.iterdir()),
        lambda path: path.rename("elsewhere"),
        lambda path: path.symlink_to("elsewhere"),
        lambda path: shutil.copy(path, "elsewhere"),
    ],
)
def test_what_would_write_or_walk_is_refused(
    use: Callable[[Any], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CullingError, match="not on this computer"):
        use(ROOT)
    with pytest.raises((ValueError, OSError)):
        Path(ROOT).mkdir(parents=True)
    assert list(tmp_path.iterdir()) == []


def test_one_place_tells_urls_from_paths(tmp_path: Path) -> None:
    assert folder_of(str(tmp_path)) == tmp_path
    assert type(folder_of(str(tmp_path))) is type(tmp_path)
    assert folder_of(tmp_path.as_uri()) == tmp_path
    assert folder_of("s3://bucket/shoot?region=eu-1") == ROOT
    assert folder_of(ROOT) is ROOT
    assert local_folder(tmp_path, "") == tmp_path
    with pytest.raises(CullingError, match="Copy them first"):
        local_folder(ROOT, "Copy them first.")


def test_catalogs_of_different_urls_are_different() -> None:
    urls = ["s3://bucket/shoot", "s3://bucket/shoot?region=eu-1", "gs://bucket/shoot"]
    assert len({catalog_path(folder_of(url)) for url in urls}) == 3
    assert catalog_path(ROOT) == catalog_path(folder_of("s3://bucket/shoot/?region=eu-1"))
    assert "sEcret" not in str(catalog_path(ROOT))


def test_a_photo_that_was_not_listed_is_asked_for(wire: Wire, put: Put) -> None:
    put("shoot/a.jpg", b"12345")
    photo = CloudPath.of(f"s3://{BUCKET}/shoot") / "a.jpg"
    assert (photo.stat().st_size, photo.read_bytes()) == (5, b"12345")
    assert [line.split()[0] for line in wire.asked] == ["HEAD", "GET"]
    assert not (photo.parent / "b.jpg").exists()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("s3://no-such-bucket/x", "There is no s3://no-such-bucket/x"),
        (f"s3://{BUCKET}/no-such-folder", "There is no"),
        ("nosuch://bucket/x", "cannot be opened"),
        ("s3://UPPER_case!/x", "s3://UPPER_case!/x"),
    ],
)
def test_a_folder_that_is_not_there_is_told(wire: Wire, url: str, says: str) -> None:
    root = folder_of(url)
    with pytest.raises(CullingError, match=says):
        check_folder(root)
    with pytest.raises(CullingError, match=says):
        find_photos(root)


def test_an_empty_bucket_holds_no_photos(wire: Wire) -> None:
    check_folder(f"s3://{BUCKET}")
    assert find_photos(f"s3://{BUCKET}") == []
