"""Blur anatomy without a browser: measures, parts, what is proposed, applied and removed, and the empty states."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from culling.anatomy import OF_SUBJECT
from culling.policy import Policy, Rule, Unless
from culling.ui import places
from culling.ui.anatomy import Anatomy
from culling.ui.components.photo_map import pack_rows
from culling.ui.jobs import BOARD
from culling.ui.rooms.anatomy import scatter, selection
from culling.ui.sheet import Sheet
from tests.ui.pages import run, seen_rows, state, widget

Dashboard = Callable[..., AppTest]

SUBJECT = OF_SUBJECT[0]
SHARP = [900.0, 40.0, 50.0, 800.0, 20.0, 30.0, *[300.0] * 5, np.nan]
OF_IT = [0.9, 0.8, 0.75, 0.1, 0.2, 0.85, *[0.6] * 5, np.nan]
POLICY = Policy("p", (Rule("laplacian_variance", "below", 75.0),))


def _begun(dashboard: Dashboard, photos: Path, policy: Policy = POLICY, **columns: list[float]) -> AppTest:
    """The page on a folder whose measures are filled in by hand."""
    app = dashboard(photos)
    opened = BOARD.open(photos.resolve())
    given = {"laplacian_variance": SHARP, SUBJECT: OF_IT} | columns
    opened.table = opened.table.assign(**given)
    opened._sheets = (Sheet(opened.key, opened.table),)
    state(app).follow()
    state(app).tuning.change(policy)
    app.switch_page(str(places.PAGES / "anatomy.py"))
    return run(app)


def _told(app: AppTest, key: str) -> dict[str, Any]:
    """What a part of the page was given; empty when it is not there."""
    for element in app.get("bidi_component"):
        if element.proto.id.endswith(key):
            return dict(json.loads(element.proto.json))
    return {}


def _words(app: AppTest) -> str:
    return "\n".join(item.value for kind in (app.markdown, app.caption, app.text) for item in kind)


def _act(app: AppTest, number: int, what: str, value: object) -> set[str]:
    sheet = state(app).open.sheet.key  # type: ignore[union-attr]
    return scatter.take_up(state(app), [[number, what, sheet, value]])


def test_the_map_is_given_axes_cuts_and_the_four_parts(dashboard: Dashboard, photos: Path) -> None:
    frame = _told(_begun(dashboard, photos), scatter.KEY)["frame"]
    assert (frame["x"]["metric"], frame["x"]["cut"], frame["x"]["set"]) == ("laplacian_variance", 75.0, True)
    assert (frame["y"]["metric"], frame["y"]["set"]) == (SUBJECT, False)
    assert [part["name"] for part in frame["parts"]] == ["sharp", "artistic", "missed focus", "blurred"]
    assert sum(part["count"] for part in frame["parts"]) == 11
    assert frame["exempting"] is False


def test_photos_that_are_not_on_the_map_are_counted_and_led_to(dashboard: Dashboard, photos: Path) -> None:
    app = _begun(dashboard, photos)
    assert "1 photo is not on the map" in _words(app)
    app.button(key="anatomy_unmeasured").click().run()
    assert seen_rows(state(app)) == ["photo_11.jpg"]


def test_a_selection_proposes_a_condition_and_says_what_it_does(dashboard: Dashboard, photos: Path) -> None:
    app = _begun(dashboard, photos)
    bits = base64.b64encode(pack_rows(np.array([1, 2, 3], np.intp), 12)).decode()
    assert _act(app, 4, "select", bits) == {"select"}
    assert _act(app, 4, "select", bits) == set()  # heard before
    run(app)
    # of 40, 50 and 800 the rule rejects two, whose subjects are at .8 and .75
    assert "Exempts **2 of the 3 selected** and **1 other**; 3 verdicts change from reject to keep" in _words(app)
    assert _told(app, selection.KEY)["value"] == SUBJECT
    state(app).anatomy.select(["photo_01.jpg", "photo_02.jpg"])
    run(app)
    assert "Exempts **2 of the 2 selected** and **1 other**; 3 verdicts change from reject to keep" in _words(app)
    assert f"{SUBJECT} > 0.74" in _words(app)
    assert _told(app, scatter.KEY)["frame"]["y"]["cut"] == 0.74


def test_it_is_applied_moved_removed_and_undone_as_one_step_each(dashboard: Dashboard, photos: Path) -> None:
    app = _begun(dashboard, photos)
    state(app).anatomy.select(["photo_01.jpg", "photo_02.jpg"])
    run(app)
    assert app.button(key="anatomy_remove").disabled
    app.button(key="anatomy_apply").click().run()
    assert state(app).policy.rules[0].unless == Unless(SUBJECT, "above", 0.74)
    assert state(app).tuning.counts() == {"keep": 10, "maybe": 0, "reject": 1, "unjudged": 1}
    assert "In the policy: exempts **2 of the 2 selected** and **1 other**" in _words(app)
    assert app.button(key="anatomy_apply").disabled
    widget(app.number_input, "anatomy_exact").set_value(0.82).run()
    assert "Exempts **0 of the 2 selected** and **1 other**; 2 verdicts change from keep to reject" in _words(app)
    assert state(app).policy.rules[0].unless == Unless(SUBJECT, "above", 0.74)  # tried, not applied
    app.button(key="anatomy_apply").click().run()
    assert state(app).policy.rules[0].unless == Unless(SUBJECT, "above", 0.82)
    app.button(key="anatomy_remove").click().run()
    assert state(app).policy.rules == POLICY.rules
    for expected in (0.82, 0.74):
        app.button(key="anatomy_undo").click().run()
        assert state(app).policy.rules[0].unless == Unless(SUBJECT, "above", expected)


def test_the_parts_select_without_a_pointer(dashboard: Dashboard, photos: Path) -> None:
    app = _begun(
        dashboard, photos, POLICY.replace(Rule("laplacian_variance", "below", 75, unless=Unless(SUBJECT, "above", 0.7)))
    )
    assert app.button(key="anatomy_part_1").label == "artistic · 3"
    app.button(key="anatomy_part_1").click().run()
    assert state(app).anatomy.selection == ("photo_01.jpg", "photo_02.jpg", "photo_05.jpg")
    app.button(key="anatomy_review").click().run()
    assert seen_rows(state(app)) == ["photo_01.jpg", "photo_02.jpg", "photo_05.jpg"]


def test_a_click_shows_a_photo_large(dashboard: Dashboard, photos: Path) -> None:
    app = _begun(dashboard, photos)
    assert _act(app, 1, "open", 4) == {"open"}
    assert state(app).viewing == "photo_04.jpg"


@pytest.mark.parametrize(
    "act", [["open", 12], ["open", True], ["select", "????"], ["like", 1], [["open"], 1], ["open"]]
)
def test_what_makes_no_sense_changes_nothing(dashboard: Dashboard, photos: Path, act: list[Any]) -> None:
    app = _begun(dashboard, photos)
    sheet = state(app).open.sheet.key  # type: ignore[union-attr]
    assert scatter.take_up(state(app), [[1, act[0], sheet, *act[1:]]]) == set()
    assert (state(app).viewing, state(app).anatomy.selection) == (None, ())


def test_without_a_whole_image_rule_one_is_offered(dashboard: Dashboard, photos: Path) -> None:
    app = _begun(dashboard, photos, Policy("dark", (Rule("luminance", "below", 5.0),)))
    assert "No rule of the policy rejects what is soft as a whole" in _words(app)
    app.button(key="anatomy_add").click().run()
    assert [rule.metric for rule in state(app).policy.rules] == ["laplacian_variance", "luminance"]
    assert "Draw a loop around photos" in _words(app)
    app.button(key="anatomy_begin").click().run()
    assert state(app).anatomy.tried is not None
    app.button(key="anatomy_apply").click().run()
    assert state(app).policy.rules[0].unless is not None


def test_a_measure_that_no_photo_has_is_told_with_what_to_do(dashboard: Dashboard, photos: Path) -> None:
    app = _begun(dashboard, photos, **{SUBJECT: [np.nan] * 12, "sharpest_tile": SHARP})
    assert f"No photo has the measure `{SUBJECT}`" in _words(app)
    assert "scan the folder with that part on **Library**" in _words(app)
    assert not _told(app, scatter.KEY)
    app.button(key="anatomy_instead_sharpest_tile").click().run()
    assert _told(app, scatter.KEY)["frame"]["y"]["metric"] == "sharpest_tile"


def test_without_photos_the_page_says_where_to_begin(dashboard: Dashboard, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    app = dashboard(tmp_path / "empty", "anatomy")
    assert app.subheader[0].value == "No photos yet"


def test_the_chart_selects_too(dashboard: Dashboard, photos: Path) -> None:
    app = _begun(dashboard, photos)
    app.session_state["anatomy_as"] = "chart"
    run(app)
    assert not _told(app, scatter.KEY)
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert sum(len(trace["text"]) for trace in figure["data"]) == 11
    assert "**No photo is selected.**" in _words(app)


def test_a_new_selection_or_measure_forgets_what_was_tried() -> None:
    looked = Anatomy(tried=0.5)
    looked.select(["a.jpg", "a.jpg", "b.jpg"])
    assert (looked.selection, looked.tried) == (("a.jpg", "b.jpg"), None)
    looked.tried = 0.5
    looked.measure(whole="sharpest_tile")
    looked.measure(subject="sharpest_tile")
    assert looked.tried is None
    assert looked.whole != looked.subject == "sharpest_tile"
