"""What was done on the map is taken up once; nonsense changes nothing."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from culling.ui.components.photo_map import pack_rows
from culling.ui.rooms.similar import map_acts
from tests.ui.maps import Dashboard, offered, similar, told
from tests.ui.pages import state


def _act(app: AppTest, number: int, what: str, value: object) -> set[str]:
    sheet = state(app).open.sheet.key  # type: ignore[union-attr]
    return map_acts.take_up(state(app), [[number, what, sheet, value]])


def _bits(rows: list[int], count: int) -> str:
    return base64.b64encode(pack_rows(np.array(rows, np.intp), count)).decode()


def test_a_loop_selects(dashboard: Dashboard, photos: Path) -> None:
    app = similar(dashboard, photos)
    assert _act(app, 5, "select", _bits([0, 3, 11], 12)) == {"select"}
    assert state(app).alike.selection == ("photo_00.jpg", "photo_03.jpg", "photo_11.jpg")
    assert state(app).alike.beside == "selection"
    assert _act(app, 5, "select", _bits([1], 12)) == set()  # heard before
    app.run()
    packed = np.frombuffer(offered(app, "selected"), np.uint8)
    assert np.flatnonzero(np.unpackbits(packed, bitorder="little")).tolist() == [0, 3, 11]
    assert told(app)["done"] == 5
    assert _act(app, 6, "select", _bits([], 12)) == {"select"}
    assert state(app).alike.selection == ()


def test_a_click_shows_what_is_like_it(dashboard: Dashboard, photos: Path) -> None:
    app = similar(dashboard, photos)
    assert _act(app, 7, "like", 4) == {"like"}
    assert state(app).alike.like == "photo_04.jpg"
    app.run()
    assert told(app)["like"] == 4


def test_the_distance_of_the_line_is_taken_over(dashboard: Dashboard, photos: Path) -> None:
    app = similar(dashboard, photos)
    assert _act(app, 8, "distance", 0.123456) == {"distance"}
    app.run()
    assert told(app)["distance"] == 0.123456
    state(app).alike.method = "exact"
    assert _act(app, 9, "distance", 0.3) == set()
    app.run()
    assert told(app)["links"] is None


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
    app = similar(dashboard, photos)
    key = state(app).open.sheet.key  # type: ignore[union-attr]
    said = json.loads(json.dumps(act).replace("SHEET", key)) if isinstance(act, list) else act
    assert map_acts.take_up(state(app), said) == set()
    assert state(app).alike.selection == ()
    assert state(app).alike.like is None
    assert state(app).alike.given == {}


def test_links_go_only_where_a_distance_alone_decides(dashboard: Dashboard, photos: Path) -> None:
    app = similar(dashboard, photos)
    state(app).alike.set("min_samples", 3)
    app.run()
    assert told(app)["links"] is None
    state(app).alike.set("min_samples", 1)
    app.run()
    assert told(app)["link_count"] == 11
