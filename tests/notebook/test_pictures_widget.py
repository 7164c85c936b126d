"""Pictures travel with the widget; names and notes stay what they are."""

from __future__ import annotations

import pytest

from culling import CullingError
from culling.notebook import pictures
from culling.notebook.pictures_widget import Pictures
from tests.notebook.conftest import HOSTILE, Shoot


def test_photos_are_shown_in_their_order_with_names_notes_and_pictures(shoot: Shoot) -> None:
    shown = pictures(shoot.catalog, [HOSTILE, "photo_05.jpg"], {HOSTILE: "<b>note</b>"})
    first, second = shown._photos
    assert (first["name"], first["note"]) == (HOSTILE, "<b>note</b>")
    assert first["jpeg"] == shoot.catalog.thumbnail(HOSTILE)
    assert (second["path"], second["note"]) == ("photo_05.jpg", "")
    assert shown._more == ""


def test_more_photos_than_are_shown_are_told(shoot: Shoot) -> None:
    shown = pictures(shoot.catalog, shoot.table.index, most=5)
    assert (len(shown._photos), shown._more) == (5, "5 of 12 photos are shown.")
    shown.show([])
    assert (shown.paths, shown._more) == ([], "No photos.")
    with pytest.raises(ValueError, match="1 or more"):
        pictures(shoot.catalog, most=0)


def test_what_is_pressed_is_chosen_and_forgotten_with_other_photos(shoot: Shoot) -> None:
    shown = pictures(shoot.catalog, ["photo_05.jpg", "photo_06.jpg"])
    shown._pressed = [1, 1]
    assert shown.chosen == "photo_06.jpg"
    for nonsense in ([2, 7], [2, "0"], [3], []):
        shown._pressed = nonsense
        assert shown.chosen == "photo_06.jpg"
    shown.show([HOSTILE])
    assert (shown.chosen, shown._pressed) == ("", [0, -1])


def test_its_script_writes_text_alone() -> None:
    assert "innerHTML" not in Pictures._esm
    assert "http" not in Pictures._esm


def test_without_the_catalog_names_are_shown_alone(shoot: Shoot, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(path: str) -> bytes:
        raise CullingError("the catalog cannot be opened")

    monkeypatch.setattr(shoot.catalog, "thumbnail", gone)
    (photo,) = pictures(shoot.catalog, [HOSTILE])._photos
    assert (photo["name"], photo["jpeg"]) == (HOSTILE, None)
