"""Where things lie on this machine is for whoever runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from culling.errors import CullingError
from culling.ui import places, settings
from culling.ui.safety import said, signed_in
from culling.users import Role, User
from tests.ui.sign_ins import sign_in_needed


def _as(role: Role, monkeypatch: pytest.MonkeyPatch, **more: object) -> settings.Settings:
    monkeypatch.setattr(signed_in, "user", lambda: User("somebody@example.org", role))
    return sign_in_needed(**more)


def test_alone_at_the_machine_and_as_admin_paths_are_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.use(settings.Settings(folder=tmp_path))
    assert said.said(f"{tmp_path}/a.jpg is gone") == f"{tmp_path}/a.jpg is gone"
    _as("admin", monkeypatch, folder=tmp_path)
    assert said.folder_said(tmp_path / "2024") == str(tmp_path / "2024")


@pytest.mark.parametrize("role", ["view", "mark"])
def test_to_others_a_folder_is_named_from_the_one_that_is_open(
    role: Role, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shoot = tmp_path / "archive"
    _as(role, monkeypatch, folder=shoot)
    assert said.folder_said(shoot / "2024" / "walk") == "archive/2024/walk"
    told = said.said(f"cannot write {shoot}/2024/a.jpg; the catalog {places.data_dir()}/catalogs/x.sqlite is gone, "
                     "see /etc/passwd and https://photos.example/a/b")  # fmt: skip
    assert str(tmp_path) not in told
    assert "/etc" not in told
    assert "archive/2024/a.jpg" in told
    assert "https://photos.example/a/b" in told


def test_the_refusal_of_a_folder_tells_others_nothing_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = _as("mark", monkeypatch, folder=tmp_path / "open", start_folder=tmp_path)
    with pytest.raises(CullingError) as refused:
        chosen.allow(tmp_path / "closed" / "a")
    assert str(tmp_path) not in said.said(refused.value)
    assert str(places.HOME) not in said.said(refused.value)


def test_without_a_name_nobody_outside_sees_paths(tmp_path: Path) -> None:
    settings.use(settings.Settings(folder=tmp_path / "open", host="0.0.0.0", insecure=True))
    assert str(tmp_path) not in said.said(f"{tmp_path}/open/a.jpg")


def test_lists_for_exiftool_name_the_true_folder_to_who_may_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _as("mark", monkeypatch, folder=tmp_path)
    assert said.root_in_lists(tmp_path) == tmp_path
    _as("view", monkeypatch, folder=tmp_path)
    assert said.root_in_lists(tmp_path) == Path("/") / tmp_path.name
