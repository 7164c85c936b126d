"""The page of similar photos without a browser: method and settings by native widgets, groups kept and dropped."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.state import Session

Dashboard = Callable[..., AppTest]


@pytest.fixture
def twins(photos: Path) -> Path:
    """Photos of which one is there twice."""
    shutil.copy(photos / "photo_03.jpg", photos / "copy_of_03.jpg")
    return photos


def _state(app: AppTest) -> Session:
    state: Session = app.session_state["culling"]
    return state


def _open(folder: Path) -> OpenFolder:
    return BOARD.open(folder.resolve())


def _slider(app: AppTest, label: str) -> object:
    return next(slider for slider in app.slider if slider.label == label)


def _button(app: AppTest, key: str) -> object:
    return app.button(key=key)


def _choose(app: AppTest, method: str) -> None:
    next(box for box in app.selectbox if box.label == "Grouped by").set_value(method)
    app.run()
    _state(app).alike.finding(_open(_state(app).open.path)).wait(60)
    app.run()
    assert not app.exception


def test_a_setting_regroups(dashboard: Dashboard, twins: Path) -> None:
    app = dashboard(twins, "similar")
    assert {slider.label for slider in app.slider} >= {"Distance", "Photos to begin a group"}
    _slider(app, "Distance").set_value(0.0)
    app.run()
    alike = _state(app).alike
    assert alike.settings(13)["distance"] == 0.0
    alike.finding(_open(twins)).wait(60)
    groups = alike.groups(_open(twins))
    assert groups is not None
    assert {"copy_of_03.jpg", "photo_03.jpg"} <= set(groups.dropna().index)
    _button(app, "similar_reset").click()
    app.run()
    assert alike.settings(13)["distance"] > 0.3


def test_groups_are_used_and_no_longer_used(dashboard: Dashboard, twins: Path) -> None:
    app = dashboard(twins, "similar")
    _choose(app, "exact")
    assert _button(app, "similar_keep").label == "Use these groups"
    _button(app, "similar_keep").click()
    app.run()
    assert _open(twins).catalog.grouping() == {"method": "exact"}
    assert "group" in _state(app).table
    assert _button(app, "similar_keep").label == "Groups in use"
    assert _button(app, "similar_keep").disabled
    _button(app, "similar_drop").click()
    app.run()
    assert _open(twins).catalog.grouping() is None
    assert "group" not in _state(app).table


def test_each_method_shows_its_own_settings(dashboard: Dashboard, twins: Path) -> None:
    app = dashboard(twins, "similar")
    _choose(app, "piccl")
    assert [slider.label for slider in app.slider][:3] == ["α: time, s", "β: longitude, °", "γ: latitude, °"]
    _choose(app, "exact")
    assert not [slider for slider in app.slider if slider.label == "Distance"]


def test_a_search_that_fails_is_told_and_can_be_tried_again(
    dashboard: Dashboard, twins: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = dashboard(twins, "similar")
    folder = _open(twins)
    monkeypatch.setattr(import_module("culling.group.dbscan"), "HDBSCAN_UP_TO", 5)
    _choose(app, "hdbscan")
    assert any("HDBSCAN takes up to 5 photos, got 13" in text.value for text in app.text)
    monkeypatch.undo()
    _button(app, "similar_again").click()
    app.run()
    _state(app).alike.finding(folder).wait(60)
    app.run()
    assert not any("HDBSCAN takes" in text.value for text in app.text)


def test_more_like_one_photo(dashboard: Dashboard, twins: Path) -> None:
    app = dashboard(twins, "similar")
    _state(app).alike.beside = "like"
    app.run()
    next(box for box in app.selectbox if box.label == "Photos like").set_value("photo_03.jpg")
    app.run()
    assert not app.exception
    assert _state(app).alike.like == "photo_03.jpg"


def test_what_was_selected_can_be_reviewed(dashboard: Dashboard, twins: Path) -> None:
    app = dashboard(twins, "similar")
    _state(app).alike.select(["photo_05.jpg", "photo_01.jpg"])
    app.run()
    assert not app.exception
    assert any("2 photos" in text.value for text in app.markdown)
    _button(app, "selection_clear").click()
    app.run()
    assert _state(app).alike.selection == ()


def test_without_a_folder_the_page_says_what_to_do(dashboard: Dashboard) -> None:
    app = dashboard(None, "similar")
    assert not app.slider
    assert app.subheader or app.markdown


def test_a_photo_that_is_looked_at_leads_to_its_likes(dashboard: Dashboard, twins: Path) -> None:
    app = dashboard(twins, "tune")
    _state(app).view("photo_03.jpg")
    app.run()
    _button(app, "more_like_this").click()
    app.run()
    assert not app.exception
    assert _state(app).viewing is None
    assert (_state(app).alike.like, _state(app).alike.beside) == ("photo_03.jpg", "like")
    assert app.title[0].value == "Similar"
