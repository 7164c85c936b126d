"""The groups beside the map without a browser: the table with its buttons, presses, and what is said in bad cases."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.errors import CullingError
from culling.group.keeper import keepers
from culling.policy import Policy
from culling.rule import Rule
from culling.ui.components.parts import pack
from culling.ui.group_list import GroupList
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.rooms.similar import groups_table
from culling.ui.rooms.similar.groups_acts import accept, take_up
from tests.ui.pages import run, state, texts, widget
from tests.ui.photos import write_photos

Start = Callable[..., AppTest]
Room = Callable[[Path], AppTest]
THREE = ["a.jpg", "b.jpg", "c.jpg"]


@pytest.fixture
def series(tmp_path: Path) -> Path:
    """Three copies of one photo and two of another, byte for byte, and one that is alone."""
    folder = tmp_path / "series"
    write_photos(folder, ["a.jpg", "d.jpg", "f.jpg"])
    for copy, original in (("b.jpg", "a.jpg"), ("c.jpg", "a.jpg"), ("e.jpg", "d.jpg")):
        shutil.copy(folder / original, folder / copy)
    return folder


@pytest.fixture
def app(room: Room, series: Path) -> AppTest:
    """The room, grouped by equal files, the groups as a table."""
    app = room(series)
    state(app).alike.method = "exact"
    state(app).alike.browsing.by = "photo"
    app.session_state["groups_as"] = "table"
    return run(app)


def _folder(path: Path) -> OpenFolder:
    return BOARD.open(path.resolve())


def _marks(path: Path) -> dict[str, str]:
    return {str(photo): str(mark) for photo, mark in _folder(path).catalog.marks().items()}


def _table(app: AppTest, column: str) -> pd.DataFrame:
    (found,) = [frame.value for frame in app.dataframe if column in frame.value]
    return found


def _component(app: AppTest) -> dict[str, Any]:
    (found,) = [item for item in app.get("bidi_component") if item.proto.id.endswith("similar_groups")]
    return dict(json.loads(found.proto.json))


def _press(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception, [item.value for item in app.exception]


# -- the table -------------------------------------------------------------------------------------------------------


def test_the_table_tells_each_group_with_its_keeper_and_why(app: AppTest, series: Path) -> None:
    shown = _table(app, "photos")
    numbers = shown[["group", "photos", "decided", "keeper"]].to_numpy().tolist()
    assert numbers == [[0, 3, 0, "a.jpg"], [1, 2, 0, "d.jpg"]]
    table = _folder(series).catalog.table()
    groups = pd.Series([0.0, 0.0, 0.0, 1.0, 1.0, np.nan], table.index)
    assert shown["why"].tolist() == keepers(table, groups)["reason"][["a.jpg", "d.jpg"]].tolist()
    assert _table(app, "file")["file"].tolist() == THREE
    assert "**2** groups of 5 photos · 1 alone" in "".join(item.value for item in app.markdown)


def test_another_keeper_is_chosen_at_once_and_taken_back(app: AppTest, series: Path) -> None:
    widget(app.selectbox, "groups_photo").set_value("b.jpg").run()
    _press(app, "groups_keeper")
    assert _folder(series).catalog.chosen_keepers() == ["b.jpg"]
    members = _table(app, "file").set_index("file")
    assert members["keeper"].tolist() == ["", "chosen by a person", ""]
    assert members["why"]["b.jpg"] == "chosen by a person"
    assert members["why"]["a.jpg"] == "another was chosen by a person"
    widget(app.selectbox, "groups_photo").set_value("c.jpg").run()
    _press(app, "groups_keeper")
    assert _folder(series).catalog.chosen_keepers() == ["c.jpg"]  # one a group
    assert app.button(key="groups_keeper").label == "Take the choice back"
    _press(app, "groups_keeper")
    assert _folder(series).catalog.chosen_keepers() == []
    assert _table(app, "photos")["keeper"][0] == "a.jpg"


def test_a_chosen_keeper_stays_at_another_distance_and_after_a_scan(app: AppTest, series: Path) -> None:
    widget(app.selectbox, "groups_photo").set_value("b.jpg").run()
    _press(app, "groups_keeper")
    state(app).alike.method = "likeness"
    state(app).alike.set("distance", 2.0)
    state(app).alike.finding(_folder(series)).wait(60)
    run(app)
    assert _table(app, "photos")[["photos", "keeper"]].to_numpy().tolist() == [[6, "b.jpg"]]
    _folder(series).scan()
    _folder(series).job.wait(60)  # type: ignore[union-attr]
    run(app)
    assert _table(app, "photos")["keeper"].tolist() == ["b.jpg"]


def test_accepting_a_group_is_one_step_and_leaves_a_persons_marks_alone(app: AppTest, series: Path) -> None:
    state(app).mark("c.jpg", "maybe")
    _press(run(app), "groups_accept")
    assert _marks(series) == {"a.jpg": "keep", "b.jpg": "reject", "c.jpg": "maybe"}
    assert _table(app, "photos")["decided"].tolist() == [3, 0]
    _press(app, "groups_undo")
    assert _marks(series) == {"c.jpg": "maybe"}


def test_a_photo_is_marked_cleared_and_looked_at(app: AppTest, series: Path) -> None:
    widget(app.selectbox, "groups_group").set_value(1).run()
    widget(app.selectbox, "groups_photo").set_value("e.jpg").run()
    _press(app, "groups_mark_must-have")
    assert _marks(series) == {"e.jpg": "must-have"}
    assert _table(app, "photos")["keeper"].tolist() == ["a.jpg", "e.jpg"]  # what a person wants is the keeper
    _press(app, "groups_mark_None")
    assert _marks(series) == {}
    _press(app, "groups_look")
    assert (state(app).viewing, state(app).among) == ("e.jpg", ("d.jpg", "e.jpg"))


def test_a_group_is_selected_on_the_map(dashboard: Start, series: Path) -> None:
    app = dashboard(series, "similar")
    state(app).alike.method = "exact"
    state(app).alike.browsing.by = "photo"
    app.session_state["groups_as"] = "table"
    _press(run(app), "groups_map")
    assert (state(app).alike.selection, state(app).alike.beside) == (tuple(THREE), "selection")


def test_order_and_filter_hold_still_until_asked(app: AppTest) -> None:
    widget(app.selectbox, "groups_only").set_value("undecided").run()
    widget(app.selectbox, "groups_by").set_value("size").run()
    _press(app, "groups_accept")
    assert _table(app, "photos")["group"].tolist() == [0, 1]
    _press(app, "groups_again")
    assert _table(app, "photos")["group"].tolist() == [1]
    assert not [button for button in app.button if button.key == "groups_again"]
    widget(app.selectbox, "groups_only").set_value("chosen").run()
    assert "No group is in this list" in texts(app)


def test_many_groups_are_paged(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups_table, "PAGE", 1)
    assert _table(run(app), "photos")["group"].tolist() == [0]
    app.pagination[0].select(2).run()
    assert _table(app, "photos")["group"].tolist() == [1]
    assert _table(app, "file")["file"].tolist() == ["d.jpg", "e.jpg"]


# -- the guard -------------------------------------------------------------------------------------------------------


def test_the_guard_is_switched_on_and_saves_the_keeper(app: AppTest) -> None:
    state(app).tuning.change(Policy("all", (Rule("sharpest_tile", "below", 1e9),)))
    assert _table(run(app), "file")["policy"].tolist() == ["reject"] * 3
    _press(app, "groups_guard")
    assert state(app).policy.guard
    members = _table(app, "file")
    assert members["policy"].tolist() == ["maybe", "reject", "reject"]
    assert members["guard"].tolist() == ["saved by guard", "", ""]
    assert "2 saved by guard" in "".join(item.value for item in app.markdown)
    widget(app.selectbox, "groups_only").set_value("saved").run()
    assert len(_table(app, "photos")) == 2


# -- what the browser is told and says -------------------------------------------------------------------------------


def test_the_browser_is_told_groups_keepers_and_verdicts(app: AppTest, series: Path) -> None:
    app.session_state["groups_as"] = "tiles"
    data = _component(run(app))
    sheet = _folder(series).sheet
    told = json.loads(sheet.offered(data["groups"].rpartition("/")[2]) or b"")
    assert (told["starts"], told["rows"]) == ([0, 3, 5], [0, 1, 2, 3, 4])
    assert data["keepers"] == pack(np.array([0, 3], np.uint32))
    assert data["order"] == pack(np.array([0, 1], np.uint32))
    assert (data["chosen"], data["told"]) == ([], [])
    _folder(series).choose_keeper("b.jpg", True, ["a.jpg", "c.jpg"])
    data = _component(run(app))
    assert data["keepers"] == pack(np.array([1, 3], np.uint32))
    assert data["chosen"] == [1]
    assert dict(data["told"]) == {
        0: "another was chosen by a person",
        1: "chosen by a person",
        2: "another was chosen by a person",
    }


def test_presses_are_done_once_each_in_order_and_nonsense_is_passed_over(app: AppTest, series: Path) -> None:
    folder, key = _folder(series), _folder(series).sheet.key
    presses = [
        [1, key, "mark", [1], "keep"],
        [2, key, "choose", 2, True],
        [3, key, "choose", 1, True],
        [4, key, "mark", [3], "keep", [4], "reject"],
        [5, key, "undo"],
        [6, key, "choose", 9, True],
        [7, key, "choose", "1", True],
        [8, key, "choose", True, True],
        [9, key, "choose", 5, True],
        [11, "gone", "choose", 0, True],
        [12, 7, "choose", 0, True],
        [13, key, "choose"],
    ]
    assert take_up(state(app), folder, presses) == []
    assert take_up(state(app), folder, presses) == []
    assert state(app).marking.heard == 13
    assert _marks(series) == {"b.jpg": "keep"}
    assert folder.catalog.chosen_keepers() == ["b.jpg"]
    history = folder.catalog.keeper_history()
    assert history[["path", "chosen", "by", "how"]].to_numpy().tolist() == [
        ["c.jpg", True, "dashboard", "similar"],
        ["c.jpg", False, "dashboard", "similar"],
        ["b.jpg", True, "dashboard", "similar"],
    ]
    assert folder.catalog.mark_history()["how"].tolist() == ["group", "group", "group", "undo", "undo"]


def test_a_catalog_that_cannot_be_written_is_told(app: AppTest, series: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise CullingError("the disk is full")

    folder = _folder(series)
    monkeypatch.setattr(folder.catalog, "choose_keeper", full)
    assert take_up(state(app), folder, [[1, folder.sheet.key, "choose", 0, True]]) == ["the disk is full"]
    _press(app, "groups_keeper")
    assert "the disk is full" in texts(app)


def test_unreadable_photos_are_not_accepted(app: AppTest, series: Path) -> None:
    here = state(app)
    here.tuning.table.loc["b.jpg", "error"] = "truncated"
    groups = GroupList.of(here.table, pd.Series([0.0, 0.0, 0.0, 1.0, 1.0, np.nan], here.table.index))
    accept(here, groups, pd.DataFrame({"keeper": [True, False, False, True, False, False]}, here.table.index), 0)
    assert _marks(series) == {"a.jpg": "keep", "c.jpg": "reject"}
