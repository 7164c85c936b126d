"""Another policy beside the present one: counts, flips and the way to take it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.decide import VERDICTS, decide
from culling.export.lists.flips_csv import flips_csv
from culling.policy import Policy
from culling.rule import Rule
from culling.ui import remembered
from culling.versus import versus
from tests.ui.pages import state, table, texts, tiles

Start = Callable[..., AppTest]
NOW = Policy("now", (Rule("sharpest_tile", "below", 30.0),))
OTHER = Policy("=<b>other</b>", (Rule("sharpest_tile", "below", 20_000.0),))


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """The tune page, the other policy saved, and the view beside another policy open."""
    remembered.save_policy(OTHER, OTHER.name)
    app = dashboard(photos, "tune")
    state(app).tuning.change(NOW)
    app.run()
    app.button_group(key="results_as").set_value("beside another policy").run()
    assert not app.exception
    return app


def _beside(app: AppTest, name: str) -> AppTest:
    app.selectbox(key="versus_policy").set_value(name).run()
    assert not app.exception, [item.value for item in app.exception]
    return app


def test_the_policy_before_the_last_move_comes_first(app: AppTest) -> None:
    assert app.selectbox(key="versus_policy").value == ""
    assert "\n".join(NOW.diff(Policy.default())) in texts(app)


def test_the_cross_table_is_that_of_two_decisions(app: AppTest, photos: Path) -> None:
    _beside(app, OTHER.name)
    rows = table(photos)
    was, now = decide(rows, NOW)["verdict"].astype(str), decide(rows, OTHER)["verdict"].astype(str)
    shown = app.table[0].value
    for at, first in enumerate(VERDICTS):
        for other, second in enumerate(VERDICTS):
            assert shown.iloc[at, other] == ((was == first) & (now == second)).sum()
    flipped = set(rows.index[was != now])
    assert 0 < len(flipped) < 12
    assert {tile["path"] for tile in tiles(app, "versus_keep_reject")} == flipped
    assert all(tile["verdict"] == "keep" for tile in tiles(app, "versus_keep_reject"))
    assert all(tile["lines"] == ["→ reject", "sharpest_tile < 20000"] for tile in tiles(app, "versus_keep_reject"))
    assert f"**{len(flipped)}** of 12 photos would change" in [item.value for item in app.markdown]


def test_the_other_policy_is_taken_as_one_move_that_undo_takes_back(app: AppTest) -> None:
    _beside(app, OTHER.name)
    app.button(key="versus_take").click().run()
    assert state(app).policy == OTHER
    assert "The two policies are the same." in [item.value for item in app.caption]
    next(button for button in app.button if button.label == "Undo").click().run()
    assert state(app).policy == NOW


def test_the_flips_are_downloaded_with_both_sides(app: AppTest, photos: Path) -> None:
    rows = table(photos)
    found = versus(rows, NOW, OTHER)
    lines = list(csv.DictReader(io.StringIO(flips_csv(rows, found).decode())))
    assert [line["path"] for line in lines] == list(found.flips.index)
    assert {(line["was"], line["is"]) for line in lines} == {("keep", "reject")}
    assert {(line["was_policy_id"], line["policy_id"]) for line in lines} == {(NOW.policy_id, OTHER.policy_id)}
    assert [float(line["margin"]) for line in lines] == pytest.approx(
        [(rows["sharpest_tile"][line["path"]] - 20_000) / 20_000 for line in lines]
    )
