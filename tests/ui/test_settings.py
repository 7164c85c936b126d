"""Which folders may be opened, and what is said when one may not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.ui import places, settings
from culling.ui.jobs import BOARD
from culling.ui.safety.access import Access
from culling.ui.settings import Settings
from tests.ui.sign_ins import sign_in_needed


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setattr(Path, "home", lambda: folder)
    return folder


def test_on_this_machine_the_home_folder_is_open(home: Path, tmp_path: Path) -> None:
    chosen = Settings(start_folder=tmp_path / "start")
    (home / "photos").mkdir()
    assert chosen.allow(home / "photos") == home / "photos"
    assert chosen.allow(tmp_path / "start" / "x") == tmp_path / "start" / "x"


def test_for_others_only_what_was_named_is_open(home: Path, tmp_path: Path) -> None:
    named = tmp_path / "named"
    chosen = Settings(roots=(named,), host="0.0.0.0", start_folder=tmp_path / "start")
    assert chosen.allow(named / "a") == named / "a"
    for closed in (home, tmp_path / "start"):
        with pytest.raises(CullingError, match="outside the folders"):
            chosen.allow(closed)


def test_a_refusal_says_what_is_allowed_and_how_to_add_one(tmp_path: Path) -> None:
    chosen = Settings(roots=(tmp_path / "named",), host="0.0.0.0", start_folder=tmp_path)
    with pytest.raises(CullingError) as refused:
        chosen.allow("/etc")
    assert str(tmp_path / "named") in str(refused.value)
    assert "culling app --root /etc" in str(refused.value)


def test_dots_and_links_do_not_lead_out(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (root / "link").symlink_to(outside)
    chosen = Settings(roots=(root,), host="0.0.0.0", start_folder=root)
    for sneaky in (root / ".." / "outside", root / "link", f"{root}/../outside", f"{root}-else"):
        with pytest.raises(CullingError, match="outside the folders"):
            chosen.allow(sneaky)


@pytest.mark.parametrize("broken", ["a\0b", "x" * 5000])
def test_a_path_that_cannot_be_is_refused_in_words(tmp_path: Path, broken: str) -> None:
    with pytest.raises(CullingError):
        Settings(roots=(tmp_path,), host="0.0.0.0", start_folder=tmp_path).allow(broken)


def test_devices_and_kernel_files_are_no_folders_of_photos(tmp_path: Path) -> None:
    chosen = Settings(roots=(Path("/dev"), Path("/proc"), tmp_path), host="0.0.0.0", start_folder=tmp_path)
    os.mkfifo(tmp_path / "pipe")
    for given in ("/dev/zero", "/proc/self/mem", "/proc/self/fd/0", tmp_path / "pipe"):
        with pytest.raises(CullingError):
            BOARD.open(chosen.allow(given))
    with pytest.raises(CullingError, match="longer than any"):
        chosen.allow("x" * 1_000_000)


def test_a_server_that_was_started_by_other_means_learns_of_people_from_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CULLING_ADMINS", "ann@example.org,zoe@example.org")
    monkeypatch.setenv("CULLING_ROLES", "bob@example.org=view")
    monkeypatch.setenv("CULLING_PUBLIC_URL", "https://Photos.example/")
    chosen = settings.from_environment()
    assert chosen.access.roles == {
        "bob@example.org": "view",
        "ann@example.org": "admin",
        "zoe@example.org": "admin",
    }
    assert (chosen.public_url, chosen.exposed, chosen.insecure) == ("https://photos.example", True, False)


@pytest.mark.parametrize(
    "url", ["photos.example", "https://*.example", "ftp://x", "https://a@b.example", "https://x/y"]
)
def test_a_public_address_is_of_one_host(url: str) -> None:
    with pytest.raises(CullingError, match="--public-url"):
        settings.public_origin(url)


def test_where_people_sign_in_somebody_must_be_let_in() -> None:
    assert sign_in_needed().refusal is None
    assert "--admin" in str(sign_in_needed(Access()).refusal)
    assert sign_in_needed(Access(), catalog="postgresql://db/photos").refusal is None


def test_roots_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CULLING_ROOTS", os.pathsep.join((str(tmp_path / "a"), "", str(tmp_path / "b"))))
    assert settings.from_environment().roots == (tmp_path / "a", tmp_path / "b")


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.4", False),
        ("x.org", False),
    ],
)
def test_loopback(host: str, own: bool) -> None:
    assert settings.is_loopback(host) is own


def test_the_first_folder_is_the_one_given_else_the_samples(tmp_path: Path) -> None:
    assert Settings(folder=tmp_path).first_folder() == tmp_path.resolve()
    assert Settings().first_folder() == places.SAMPLE_DATA


def test_the_catalog_belongs_to_the_folder_it_was_given_for(tmp_path: Path) -> None:
    chosen = Settings(folder=tmp_path, catalog=tmp_path / "c.sqlite")
    assert chosen.catalog_of(tmp_path.resolve()) == tmp_path / "c.sqlite"
    assert chosen.catalog_of(tmp_path / "other") is None


def test_launcher_pages_and_options_are_found() -> None:
    assert places.LAUNCHER.is_file()
    assert {page.stem for page in places.PAGES.glob("*.py")} >= {"library", "tune", "export"}
    assert places.options_file().is_file()


@pytest.mark.parametrize("file", [*places.PAGES.glob("*.py"), places.LAUNCHER], ids=lambda file: file.name)
def test_pages_are_thin(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 80
