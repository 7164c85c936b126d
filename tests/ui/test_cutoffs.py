"""What the histograms are given, and the sliders that stand in for them."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from culling.policy import Policy
from culling.rule import Rule
from culling.ui import places
from tests.ui.pages import state, widget

Start = Callable[..., AppTest]


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    return dashboard(photos, "tune")


def _given(app: AppTest) -> dict[str, Any]:
    (found,) = (item for item in app.get("bidi_component") if item.proto.id.endswith("cutoffs_plot"))
    return dict(json.loads(found.proto.json))


def _forced(app: AppTest) -> list[int]:
    packed = zlib.decompress(base64.b64decode(_given(app)["forced"]))
    return np.frombuffer(packed, np.int8).tolist()


def _use(app: AppTest, *rules: Rule) -> None:
    state(app).tuning.change(Policy("p", rules))
    app.run()
    assert not app.exception


def test_the_rules_come_as_they_are_and_the_numbers_do_not(app: AppTest) -> None:
    _use(app, Rule("luminance", "below", 0.1 + 0.2, 25.0), Rule("blur", "above", 0.35))
    given = _given(app)
    assert given["rules"] == [
        ["blur", "above", 0.35, None, None],
        ["luminance", "below", 0.30000000000000004, 25.0, None],
    ]
    assert given["count"] == 12
    assert given["base"] == state(app).open.sheet.address
    assert "paths" not in json.dumps(given)
    assert "photo_03.jpg" not in json.dumps(given)


def test_each_measure_has_its_axis_and_the_sides_that_are_free(app: AppTest) -> None:
    _use(app, Rule("luminance", "below", 20.0), Rule("blur", "above", 0.35))
    axes = _given(app)["axes"]
    assert list(axes) == ["blur", "luminance"]
    axis = state(app).axis("luminance")
    assert (axes["luminance"]["low"], axes["luminance"]["high"]) == (axis.low, axis.high)
    assert axes["luminance"]["stops"] == axis.stops()
    assert axes["luminance"]["unit"] == "levels"
    assert list(axes["luminance"]["free"]) == ["above"]
    assert axes["blur"]["free"] == {}  # a photo cannot be too sharp
    _use(app, Rule("luminance", "below", 20.0), Rule("luminance", "above", 240.0))
    assert _given(app)["axes"]["luminance"]["free"] == {}


def test_marks_and_errors_are_told_apart_from_what_the_rules_decide(app: AppTest) -> None:
    assert set(_forced(app)) == {-1}
    paths = list(state(app).table.index)
    for place, mark in enumerate(["must-have", "keep", "maybe", "reject"]):
        state(app).mark(paths[place], mark)
    app.run()
    assert _forced(app)[:5] == [0, 0, 1, 2, -1]
    table = state(app).table.assign(error=None)
    table.loc[paths[3], "error"] = table.loc[paths[4], "error"] = "broken"
    state(app).tuning.use_table(table)
    assert state(app).tuning.forced.tolist()[:6] == [0, 0, 1, 2, 3, -1]  # a mark wins over an error


def test_sliders_take_the_place_of_histograms_and_stay(app: AppTest) -> None:
    _given(app)
    assert not app.select_slider
    app.segmented_control(key="cutoffs_as").set_value("sliders").run()
    assert widget(app.select_slider, "cut_blur_above")
    assert not [item for item in app.get("bidi_component") if item.proto.id.endswith("cutoffs_plot")]
    app.switch_page(str(places.PAGES / "export.py")).run()
    app.switch_page(str(places.PAGES / "tune.py")).run()
    assert widget(app.select_slider, "cut_blur_above")
    app.segmented_control(key="cutoffs_as").set_value("histograms").run()
    _given(app)


def test_without_rules_the_page_says_so(app: AppTest) -> None:
    _use(app)
    assert _given(app)["axes"] == {}
    assert any("No rules" in item.value for item in app.markdown)


def test_a_measure_is_shown_without_a_rule_and_hidden_again(app: AppTest) -> None:
    _use(app, Rule("blur", "above", 0.35))
    app.selectbox(key="add_measure").set_value(("luminance", "below")).run()
    app.button(key="watch").click().run()
    assert list(_given(app)["axes"]) == ["blur", "luminance"]
    assert list(_given(app)["axes"]["luminance"]["free"]) == ["below", "above"]
    assert state(app).policy.rules == (Rule("blur", "above", 0.35),)
    app.segmented_control(key="cutoffs_as").set_value("sliders").run()
    assert app.get_by_key("box_luminance") is not None
    app.button(key="hide_luminance").click().run()
    assert state(app).shown == ["blur"]
