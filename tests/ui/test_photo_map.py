"""The map without a browser: when there is none, what it is coloured by, what acts do, and the chart as its twin."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.errors import CullingError
from culling.map_layers import PALETTE
from culling.projection import Projection, layout, project_pca
from culling.ui.components.photo_map import pack_rows
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.rooms.similar import map_acts, map_chart, map_colours
from tests.ui.pages import state, texts
from tests.ui.photos import write_photos

Dashboard = Callable[..., AppTest]
HOSTILE = "<img src=x onerror=alert(1)> **EOS** [x](http://evil.example)"


def _similar(dashboard: Dashboard, folder: Path) -> AppTest:
    """The page, when the photos are compared."""
    app = dashboard(folder, "similar")
    _open(folder).likeness.finding.wait(60)
    app.run()
    assert not app.exception
    return app


def _map(app: AppTest) -> dict[str, Any]:
    """What the map was given; empty when it is not on the page."""
    for element in app.get("bidi_component"):
        if element.proto.id.endswith(map_acts.KEY):
            return dict(json.loads(element.proto.json))
    return {}


def _open(folder: Path) -> OpenFolder:
    return BOARD.open(folder.resolve())


def _offered(app: AppTest, name: str) -> bytes:
    address = _map(app)[name]
    opened = state(app).open
    assert opened is not None
    data = opened.sheet.offered(address.rpartition("/")[2])
    assert data is not None
    return data


def _act(app: AppTest, number: int, what: str, value: object) -> set[str]:
    sheet = state(app).open.sheet.key  # type: ignore[union-attr]
    return map_acts.take_up(state(app), [[number, what, sheet, value]])


def _bits(rows: list[int], count: int) -> str:
    return base64.b64encode(pack_rows(np.array(rows, np.intp), count)).decode()


# -- when there is a map, and when there is none -----------------------------------------------------------------------


def test_the_browser_is_told_where_every_photo_lies(dashboard: Dashboard, photos: Path) -> None:
    app = _similar(dashboard, photos)
    told = _map(app)
    near = _open(photos).likeness.neighbours
    assert near is not None
    points = np.frombuffer(_offered(app, "points"), "<f4").reshape(-1, 2)
    np.testing.assert_array_equal(points, project_pca(near.vectors))
    assert told["count"] == 12
    assert told["link_count"] == len(near.forest(2)) == 11
    links = _offered(app, "links")
    np.testing.assert_array_equal(np.frombuffer(links[: 4 * 11], "<i4"), near.forest(2).first)
    np.testing.assert_array_equal(np.frombuffer(links[8 * 11 :], "<f4"), near.forest(2).lengths)
    groups = state(app).alike.table(_open(photos))
    assert groups is not None
    numbers = np.frombuffer(_offered(app, "groups")[: 4 * 12], "<i4")
    np.testing.assert_array_equal(numbers, groups["group"].fillna(-1))
    np.testing.assert_array_equal(np.frombuffer(_offered(app, "groups")[4 * 12 :], np.uint8), groups["keeper"])


def test_a_run_sends_little(dashboard: Dashboard, photos: Path) -> None:
    app = _similar(dashboard, photos)
    assert len(json.dumps({**_map(app), "undo": []})) < 4000


def test_one_photo_makes_no_map(dashboard: Dashboard, tmp_path: Path) -> None:
    write_photos(tmp_path / "one", ["only.jpg"])
    app = _similar(dashboard, tmp_path / "one")
    assert not _map(app)
    assert any("One photo makes no map" in item.value for item in app.markdown)


def test_photos_that_cannot_be_read_make_no_map(dashboard: Dashboard, tmp_path: Path) -> None:
    write_photos(tmp_path / "broken", ["a.jpg"])
    for name in ("b.jpg", "c.jpg"):
        (tmp_path / "broken" / name).write_bytes(b"no photo")
    app = _similar(dashboard, tmp_path / "broken")
    assert any("Only one photo could be compared" in item.value for item in app.markdown)
    (tmp_path / "none").mkdir()
    for name in ("b.jpg", "c.jpg"):
        (tmp_path / "none" / name).write_bytes(b"no photo")
    app = _similar(dashboard, tmp_path / "none")
    assert any("No photo could be compared" in item.value for item in app.markdown)


def test_copies_of_one_photo_are_told(dashboard: Dashboard, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    write_photos(folder, ["a.jpg"])
    for name in ("b.jpg", "c.jpg"):
        (folder / name).write_bytes((folder / "a.jpg").read_bytes())
    app = _similar(dashboard, folder)
    assert _map(app)["count"] == 3
    assert any("All 3 photos look the same" in item.value for item in app.caption)


def test_photos_without_a_place_are_counted(dashboard: Dashboard, photos: Path) -> None:
    (photos / "broken.jpg").write_bytes(b"no photo")
    app = _similar(dashboard, photos)
    assert any("1 photo is not on the map" in item.value for item in app.caption)


# -- laying out --------------------------------------------------------------------------------------------------------


def test_the_first_map_is_laid_out_by_itself(dashboard: Dashboard, photos: Path) -> None:
    app = _similar(dashboard, photos)
    laying = _open(photos).likeness.laying
    assert laying is not None
    laying.wait(30)
    app.run()
    assert _open(photos).likeness.projection.kind == "umap"  # type: ignore[union-attr]
    assert app.button(key="map_lay_out").label == "Lay out anew"
    app.button(key="map_lay_out").click().run()
    assert _open(photos).likeness.laying is not laying


def test_laying_out_is_shown_and_cancelled(dashboard: Dashboard, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_near: object, *, progress: Callable[[float], None], cancel: threading.Event) -> None:
        progress(0.25)
        cancel.wait(30)
        raise CullingError("cancelled")

    monkeypatch.setattr(layout, "project_umap", slow)
    app = _similar(dashboard, photos)
    app.run()
    assert "25%" in app.get("progress")[0].proto.text
    app.button(key="map_cancel").click().run()
    _open(photos).likeness.laying.wait(30)  # type: ignore[union-attr]
    app.run()
    assert "it was cancelled" in texts(app)
    assert app.button(key="map_lay_out").label == "Lay out by UMAP"
    assert _map(app)


def test_photos_that_came_later_are_counted(
    dashboard: Dashboard, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = _similar(dashboard, photos)
    known = _open(photos).likeness.projection
    assert known is not None
    _open(photos).likeness.laying.wait(30)  # type: ignore[union-attr]
    placed = np.arange(12) < 3
    later = Projection(known.points, "umap", placed, known.paths)
    monkeypatch.setattr(type(_open(photos).likeness), "projection", property(lambda _self: later))
    app.run()
    assert any("3 photos were put on it later" in item.value for item in app.caption)


# -- colours -----------------------------------------------------------------------------------------------------------


def test_every_measure_and_fact_may_colour(dashboard: Dashboard, photos: Path) -> None:
    app = _similar(dashboard, photos)
    options = app.selectbox(key="map_colour").options
    assert options[:3] == ["group", "verdict", "mark"]
    assert {"blur", "luminance", "width"} <= set(options)
    assert "camera" not in options  # no photo tells its camera
    app.selectbox(key="map_colour").set_value("blur").run()
    assert _map(app)["colour"]["by"] == "measure"
    assert _map(app)["colour"]["name"] == "blur"
    app.selectbox(key="map_colour").set_value("verdict").run()
    assert _map(app)["colour"]["by"] == "verdict"


def test_hostile_cameras_stay_text() -> None:
    table = pd.DataFrame({"camera": [HOSTILE, "Canon", None, "Canon", " "]}, index=list("abcde"))
    assert map_colours.choices(table) == ["group", "verdict", "mark", "camera"]
    found = map_colours.colouring(table, "camera")
    assert found.words == ("Canon", HOSTILE)
    assert found.codes is not None
    assert found.codes.tolist() == [1, 0, 2, 0, 2]


def test_rare_cameras_share_a_colour() -> None:
    names = [f"camera {number:02}" for number in range(20)]
    table = pd.DataFrame({"camera": ["often", "often", *names, None]}, index=[str(row) for row in range(23)])
    found = map_colours.colouring(table, "camera")
    assert len(found.words) == len(PALETTE)
    assert found.words[0] == "often"
    assert found.words[-1] == "10 others"
    assert found.codes is not None
    assert found.codes.tolist() == [0, 0, *range(1, 11), *[11] * 10, 12]


def test_a_colour_that_is_gone_gives_way_to_groups() -> None:
    assert map_colours.colouring(pd.DataFrame(index=["a"]), "camera").by == "group"


# -- what is done on the map -------------------------------------------------------------------------------------------


def test_a_loop_selects(dashboard: Dashboard, photos: Path) -> None:
    app = _similar(dashboard, photos)
    assert _act(app, 5, "select", _bits([0, 3, 11], 12)) == {"select"}
    assert state(app).alike.selection == ("photo_00.jpg", "photo_03.jpg", "photo_11.jpg")
    assert state(app).alike.beside == "selection"
    assert _act(app, 5, "select", _bits([1], 12)) == set()  # heard before
    app.run()
    packed = np.frombuffer(_offered(app, "selected"), np.uint8)
    assert np.flatnonzero(np.unpackbits(packed, bitorder="little")).tolist() == [0, 3, 11]
    assert _map(app)["done"] == 5
    assert _act(app, 6, "select", _bits([], 12)) == {"select"}
    assert state(app).alike.selection == ()


def test_a_click_shows_what_is_like_it(dashboard: Dashboard, photos: Path) -> None:
    app = _similar(dashboard, photos)
    assert _act(app, 7, "like", 4) == {"like"}
    assert state(app).alike.like == "photo_04.jpg"
    app.run()
    assert _map(app)["like"] == 4


def test_the_distance_of_the_line_is_taken_over(dashboard: Dashboard, photos: Path) -> None:
    app = _similar(dashboard, photos)
    assert _act(app, 8, "distance", 0.123456) == {"distance"}
    app.run()
    assert _map(app)["distance"] == 0.123456
    state(app).alike.method = "exact"
    assert _act(app, 9, "distance", 0.3) == set()
    app.run()
    assert _map(app)["links"] is None


@pytest.mark.parametrize(
    "act",
    [
        None,
        "select",
        [[9, "select"]],
        [[9, "select", "no sheet", "AAA="]],
        [[9, "select", "SHEET", "!!"]],
        [[9, "select", "SHEET", "AAAAAAAA"]],
        [[9, "select", "SHEET", None]],
        [[9, "like", "SHEET", 12]],
        [[9, "like", "SHEET", -1]],
        [[9, "like", "SHEET", True]],
        [[9, "distance", "SHEET", "0.2"]],
        [[9, "distance", "SHEET", 1.5]],
        [[9, "distance", "SHEET", float("nan")]],
        [[9, "explode", "SHEET", 1]],
        [[9, ["select"], "SHEET", 1]],
    ],
)
def test_nonsense_changes_nothing(dashboard: Dashboard, photos: Path, act: Any) -> None:
    app = _similar(dashboard, photos)
    key = state(app).open.sheet.key  # type: ignore[union-attr]
    said = json.loads(json.dumps(act).replace("SHEET", key)) if isinstance(act, list) else act
    assert map_acts.take_up(state(app), said) == set()
    assert state(app).alike.selection == ()
    assert state(app).alike.like is None
    assert state(app).alike.given == {}


def test_links_go_only_where_a_distance_alone_decides(dashboard: Dashboard, photos: Path) -> None:
    app = _similar(dashboard, photos)
    state(app).alike.set("min_samples", 3)
    app.run()
    assert _map(app)["links"] is None
    state(app).alike.set("min_samples", 1)
    app.run()
    assert _map(app)["link_count"] == 11


# -- the chart ---------------------------------------------------------------------------------------------------------


def test_the_chart_is_the_twin_of_the_canvas(dashboard: Dashboard, photos: Path) -> None:
    app = _similar(dashboard, photos)
    for colour in ("group", "verdict", "mark", "blur"):
        app.selectbox(key="map_colour").set_value(colour)
        _as(app, "chart")
        assert not _map(app)
        assert len(app.get("plotly_chart")) == 1
    rows = [{"customdata": 2}, {"customdata": [7]}, {"customdata": 2}, {"customdata": 99}, {"customdata": "x"}, 5]
    app.session_state[map_chart.KEY] = {"selection": {"points": rows}}
    assert map_chart._rows(app.session_state[map_chart.KEY], 12) == [2, 7]
    assert map_chart._rows(None, 12) == map_chart._rows({"selection": None}, 12) == []


def _as(app: AppTest, form: str) -> None:
    next(item for item in app.get("button_group") if item.key == "map_as").set_value(form)
    app.run()
    assert not app.exception


def test_colours_are_told_apart_from_the_page_and_their_neighbours() -> None:
    for colour in PALETTE:
        assert min(_contrast(colour, page) for page in ("#FFFFFF", "#17181A")) >= 3, colour
    assert all(one != other for one, other in zip(PALETTE, [*PALETTE[1:], PALETTE[0]], strict=True))


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
