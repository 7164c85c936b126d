"""The map without a browser: what it is given, when there is none, and how it is laid out."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from culling.catalog import Catalog
from culling.errors import CullingError
from culling.neighbours import Neighbours
from culling.projection import Projection, layout, project_pca
from tests.ui.maps import Dashboard, offered, opened, similar, told
from tests.ui.pages import state, texts
from tests.ui.photos import write_photos


def test_the_browser_is_told_where_every_photo_lies(dashboard: Dashboard, photos: Path) -> None:
    app = similar(dashboard, photos)
    given = told(app)
    near = opened(photos).likeness.neighbours
    assert near is not None
    points = np.frombuffer(offered(app, "points"), "<f4").reshape(-1, 2)
    np.testing.assert_array_equal(points, project_pca(near.vectors))
    assert given["count"] == 12
    assert given["link_count"] == len(near.forest(2)) == 11
    links = offered(app, "links")
    np.testing.assert_array_equal(np.frombuffer(links[: 4 * 11], "<i4"), near.forest(2).first)
    np.testing.assert_array_equal(np.frombuffer(links[8 * 11 :], "<f4"), near.forest(2).lengths)
    groups = state(app).alike.table(opened(photos))
    assert groups is not None
    numbers = np.frombuffer(offered(app, "groups")[: 4 * 12], "<i4")
    np.testing.assert_array_equal(numbers, groups["group"].fillna(-1))
    np.testing.assert_array_equal(np.frombuffer(offered(app, "groups")[4 * 12 :], np.uint8), groups["keeper"])


def test_a_run_sends_little(dashboard: Dashboard, photos: Path) -> None:
    app = similar(dashboard, photos)
    assert len(json.dumps({**told(app), "undo": []})) < 4000


def test_one_photo_makes_no_map(dashboard: Dashboard, tmp_path: Path) -> None:
    write_photos(tmp_path / "one", ["only.jpg"])
    app = similar(dashboard, tmp_path / "one")
    assert not told(app)
    assert any("One photo makes no map" in item.value for item in app.markdown)


def test_photos_that_cannot_be_read_make_no_map(dashboard: Dashboard, tmp_path: Path) -> None:
    write_photos(tmp_path / "broken", ["a.jpg"])
    for name in ("b.jpg", "c.jpg"):
        (tmp_path / "broken" / name).write_bytes(b"no photo")
    app = similar(dashboard, tmp_path / "broken")
    assert any("Only one photo could be compared" in item.value for item in app.markdown)
    (tmp_path / "none").mkdir()
    for name in ("b.jpg", "c.jpg"):
        (tmp_path / "none" / name).write_bytes(b"no photo")
    app = similar(dashboard, tmp_path / "none")
    assert any("No photo could be compared" in item.value for item in app.markdown)


def test_copies_of_one_photo_are_told(dashboard: Dashboard, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    write_photos(folder, ["a.jpg"])
    for name in ("b.jpg", "c.jpg"):
        (folder / name).write_bytes((folder / "a.jpg").read_bytes())
    app = similar(dashboard, folder)
    assert told(app)["count"] == 3
    assert any("All 3 photos look the same" in item.value for item in app.caption)


def test_photos_without_a_place_are_counted(dashboard: Dashboard, photos: Path) -> None:
    (photos / "broken.jpg").write_bytes(b"no photo")
    app = similar(dashboard, photos)
    assert any("1 photo is not on the map" in item.value for item in app.caption)


def test_the_first_map_is_laid_out_by_itself(dashboard: Dashboard, photos: Path) -> None:
    app = similar(dashboard, photos)
    laying = opened(photos).likeness.laying
    assert laying is not None
    laying.wait(30)
    app.run()
    assert opened(photos).likeness.projection.kind == "umap"  # type: ignore[union-attr]
    assert app.button(key="map_lay_out").label == "Lay out anew"
    app.button(key="map_lay_out").click().run()
    assert opened(photos).likeness.laying is not laying


def test_laying_out_is_shown_and_cancelled(dashboard: Dashboard, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_near: object, *, progress: Callable[[float], None], cancel: threading.Event) -> None:
        progress(0.25)
        cancel.wait(30)
        raise CullingError("cancelled")

    monkeypatch.setattr(layout, "project_umap", slow)
    app = similar(dashboard, photos)
    app.run()
    assert "25%" in app.get("progress")[0].proto.text
    app.button(key="map_cancel").click().run()
    opened(photos).likeness.laying.wait(30)  # type: ignore[union-attr]
    app.run()
    assert "it was cancelled" in texts(app)
    assert app.button(key="map_lay_out").label == "Lay out by UMAP"
    assert told(app)


def test_photos_that_came_later_are_counted(
    dashboard: Dashboard, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = similar(dashboard, photos)
    known = opened(photos).likeness.projection
    assert known is not None
    opened(photos).likeness.laying.wait(30)  # type: ignore[union-attr]
    placed = np.arange(12) < 3
    later = Projection(known.points, "umap", placed, known.paths)
    monkeypatch.setattr(type(opened(photos).likeness), "projection", property(lambda _self: later))
    app.run()
    assert any("3 photos were put on it later" in item.value for item in app.caption)


def test_a_comparison_that_fails_is_told_and_made_again(
    dashboard: Dashboard, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Catalog) -> Neighbours:
        raise CullingError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(Catalog, "neighbours", full)
        app = similar(dashboard, photos)
        assert "The disk is full." in texts(app)
        assert not told(app)
    app.button(key="map_again").click().run()
    opened(photos).likeness.finding.wait(60)
    assert told(app.run())["count"] == 12
