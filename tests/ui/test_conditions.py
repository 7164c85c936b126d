"""The condition of a rule on Tune, by native widgets: told, moved, removed, and kept while the cuts move."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.explain import explain
from culling.policy import Policy, Rule, Unless
from culling.ui.rooms import beside, conditions
from tests.ui.pages import said_counts, state, table, true_counts, widget

DARK = Unless("luminance", "above", 60.0)  # ten of the twelve photos are at about 127, two at 2
RULE = Rule("sharpest_tile", "below", 1e6, unless=DARK)


@pytest.fixture
def app(dashboard: Callable[..., AppTest], photos: Path) -> AppTest:
    app = dashboard(photos, "tune")
    app.segmented_control(key="cutoffs_as").set_value("sliders").run()
    state(app).tuning.change(Policy("exempting", (RULE,)))
    app.run()
    assert not app.exception
    return app


def _captions(app: AppTest) -> list[str]:
    return [item.value for item in app.caption]


def test_it_is_told_with_how_many_it_exempts(app: AppTest, photos: Path) -> None:
    values = table(photos)
    exempt = int(((values["luminance"] > 60) & values["sharpest_tile"].notna()).sum())
    assert exempt > 2
    assert f"not where luminance > 60: {exempt} photos exempt" in _captions(app)
    assert said_counts(app) == true_counts(photos, state(app).policy)


def test_its_cutoff_is_moved_and_it_is_removed(app: AppTest, photos: Path) -> None:
    widget(app.number_input, "unless_sharpest_tile_below").set_value(250.0).run()
    assert state(app).policy.rules[0].unless == Unless("luminance", "above", 250.0)
    assert "not where luminance > 250: 0 photos exempt" in _captions(app)
    app.button(key="remove_unless_sharpest_tile_below").click().run()
    assert state(app).policy.rules == (Rule("sharpest_tile", "below", 1e6),)
    assert not any(words.startswith("not where") for words in _captions(app))
    state(app).tuning.undo()
    app.run()
    assert "not where luminance > 250: 0 photos exempt" in _captions(app)


def test_it_stays_while_the_cuts_move(app: AppTest) -> None:
    widget(app.number_input, "reject_sharpest_tile_below").set_value(500.0).run()
    assert state(app).policy.rules == (Rule("sharpest_tile", "below", 500.0, unless=DARK),)
    widget(app.toggle, "band_sharpest_tile_below").set_value(True).run()
    (rule,) = state(app).policy.rules
    assert rule.maybe is not None
    assert rule.unless == DARK
    stops = state(app).axis("sharpest_tile").stops()
    widget(app.select_slider, "cut_sharpest_tile_below").set_value((stops[3], stops[9])).run()
    assert state(app).policy.rules == (Rule("sharpest_tile", "below", stops[3], stops[9], DARK),)


def test_which_values_are_exempt_follows_their_order() -> None:
    photos = pd.DataFrame({"sharpest_tile": [5.0, np.nan, 1.0, 3.0], "luminance": [99.0, 99.0, 10.0, 70.0]})
    known = photos["sharpest_tile"].dropna().sort_values()
    spared, never = conditions.exempt(photos, known, [RULE, Rule("sharpest_tile", "above", 9.0)])
    assert spared.tolist() == [False, True, True]
    assert not never.any()
    assert conditions.exempt(photos, known, [Rule("sharpest_tile", "above", 9.0)]) == []
    assert conditions.told(RULE, photos) == "not where luminance > 60: 2 photos exempt"
    assert conditions.told(Rule("sharpest_tile", "above", 9.0), photos) == ""


def test_the_panel_beside_the_gallery_says_why_rules_do_not_count() -> None:
    row = {"sharpest_tile": [5.0], "reblur": [0.9], "luminance": [99.0]}
    photos = pd.DataFrame(row, index=pd.Index(["a.jpg"], name="path"))
    policy = Policy("p", (RULE, Rule("reblur", "above", 0.5, unless=DARK), Rule("luminance", "below", 9.0)))
    reasons = explain(photos, policy, "a.jpg")
    said = beside._rules(reasons).replace("<wbr>", "")
    assert "<td>–</td><td>sharpest_tile</td><td>5</td><td>below 1000000</td><td>exempt</td>" in said
    assert beside._exempt(reasons) == ["reblur, sharpest_tile exempt: luminance 99 > 60"]
