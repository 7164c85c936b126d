"""What is said where there are no groups, one, or photos that lack what a method asks for."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from culling.ui.jobs import BOARD, OpenFolder
from tests.ui.pages import run, state
from tests.ui.photos import write_photos

Start = Callable[..., AppTest]
Room = Callable[[Path], AppTest]


def _folder(path: Path) -> OpenFolder:
    return BOARD.open(path.resolve())


def _said(app: AppTest) -> str:
    return "\n".join(item.value for item in [*app.markdown, *app.caption, *app.text])


def test_no_groups_say_what_to_move(room: Room, tmp_path: Path) -> None:
    photos = tmp_path / "strangers"
    write_photos(photos, ["a.jpg", "b.jpg", "c.jpg"])
    app = room(photos)
    state(app).alike.method = "exact"
    assert "No photos belong together" in _said(run(app))
    assert "near-duplicates" in _said(app)
    state(app).alike.method = "likeness"
    state(app).alike.set("distance", 0.0)
    state(app).alike.finding(_folder(photos)).wait(60)
    assert "Move **Distance** above further to the right" in _said(run(app))


def test_photos_without_time_and_place_are_counted(room: Room, photos: Path) -> None:
    app = room(photos)
    state(app).alike.method = "piccl"
    said = _said(run(app))
    assert "12 photos have no time of taking and stay alone" in said
    assert "12 photos have no position" in said


def test_all_photos_in_one_group_and_all_the_same(room: Room, tmp_path: Path) -> None:
    folder = tmp_path / "same"
    write_photos(folder, ["a.jpg"])
    for name in ("b.jpg", "c.jpg"):
        shutil.copy(folder / "a.jpg", folder / name)
    app = room(folder)
    state(app).alike.finding(_folder(folder)).wait(60)
    said = _said(run(app))
    assert "**One group** holds all 3 photos" in said
    assert "All files are the same, byte for byte" in said


def test_one_photo_is_no_group(dashboard: Start, tmp_path: Path) -> None:
    write_photos(tmp_path / "one", ["a.jpg"])
    app = dashboard(tmp_path / "one", "similar")
    state(app).alike.finding(_folder(tmp_path / "one")).wait(60)
    assert "One photo makes no group" in _said(run(app))


def test_photos_that_cannot_be_read_are_counted(room: Room, tmp_path: Path) -> None:
    (tmp_path / "torn").mkdir()
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / "torn" / name).write_bytes(b"\xff\xd8no photo" + name.encode())
    app = room(tmp_path / "torn")
    state(app).alike.finding(_folder(tmp_path / "torn")).wait(60)
    assert "2 photos have no vector" in _said(run(app))
