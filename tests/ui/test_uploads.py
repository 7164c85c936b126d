"""Uploads: photos alone, in a private folder, and one person's own where several come in."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.ui import settings, uploads
from culling.ui.safety import signed_in
from culling.users import NotAllowedError, User
from tests.ui.sign_ins import sign_in_needed


def _is(name: str, monkeypatch: pytest.MonkeyPatch, role: str = "mark") -> None:
    monkeypatch.setattr(signed_in, "user", lambda: User(name, role))  # type: ignore[arg-type]


def test_only_photos_and_only_so_much(monkeypatch: pytest.MonkeyPatch) -> None:
    uploads.check_uploads([("a.jpg", b"x"), ("B.NEF", b"x")])
    for name in ("a.zip", "a.jpg.exe", "page.html"):
        with pytest.raises(CullingError, match="Not a photo"):
            uploads.check_uploads([("a.jpg", b"x"), (name, b"x")])
    monkeypatch.setattr(uploads, "MOST_BYTES", 3)
    with pytest.raises(CullingError, match="more than"):
        uploads.check_uploads([("a.jpg", b"xx"), ("b.jpg", b"xx")])


def test_who_may_only_look_uploads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    _is("bob@example.org", monkeypatch, "view")
    with pytest.raises(NotAllowedError):
        uploads.check_uploads([("a.jpg", b"x")])


def test_nobody_else_of_the_machine_can_read_them() -> None:
    folder = uploads.new_folder()
    assert folder.parent == settings.uploads_dir()
    assert stat.S_IMODE(settings.uploads_dir().stat().st_mode) == 0o700


def test_one_persons_uploads_are_closed_to_another_and_go_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_needed()
    _is("ann@example.org", monkeypatch)
    folder = uploads.new_folder().resolve()
    uploads.check_own(folder)
    _is("bob@example.org", monkeypatch)
    for closed in (folder, folder.parent, settings.uploads_dir().resolve()):
        with pytest.raises(CullingError, match="not one of your uploads"):
            uploads.check_own(closed)
    uploads.clear_shared()
    assert not folder.exists()


def test_alone_at_the_machine_uploads_are_kept() -> None:
    folder = uploads.new_folder()
    uploads.clear_shared()
    uploads.check_own(folder.resolve())
    assert folder.is_dir()


def test_other_folders_are_nobodys_uploads(tmp_path: Path) -> None:
    sign_in_needed()
    uploads.check_own(tmp_path)
