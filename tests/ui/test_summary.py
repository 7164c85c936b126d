"""The summary of a session: its numbers are those of the marks, and its buttons lead on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.policy import Policy
from culling.review import NONE, Filter
from culling.rule import Rule
from tests.ui.pages import state, table, texts, tiles

Start = Callable[..., AppTest]
REJECTS_ALL = Policy("all", (Rule("sharpest_tile", "below", 1e6),))


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """The review page, four photos marked: two kept against the policy, one as it says, one where it cannot say."""
    app = dashboard(photos, "review")
    state(app).tuning.change(REJECTS_ALL)
    measured = [str(path) for path in table(photos).index[table(photos)["sharpest_tile"].notna()]]
    unknown = [str(path) for path in table(photos).index[table(photos)["sharpest_tile"].isna()]]
    marks = [(measured[0], "must-have"), (measured[1], "keep"), (measured[2], "reject"), (unknown[0], "maybe")]
    state(app).mark_all(marks, "review")
    app.run()
    app.button(key="summary_show").click().run()
    assert not app.exception
    return app


def test_the_numbers_are_those_of_the_marks(app: AppTest, photos: Path) -> None:
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown == {"decided": "4 of 12", "must-have": "1", "keep": "1", "maybe": "1", "reject": "1"}
    unknown = int(table(photos)["sharpest_tile"].isna().sum())
    matrix = app.table[0].value
    assert matrix.iloc[2].tolist() == [1, 1, 0, 1, 12 - unknown - 3]
    assert matrix.iloc[3].tolist() == [0, 0, 1, 0, unknown - 1]
    assert "**1 of 4** marked photos (25%)" in "".join(item.value for item in app.markdown)


def test_who_was_overruled_is_shown_with_the_policys_reasons(app: AppTest) -> None:
    rescued = tiles(app, "summary_rescued")
    assert {tile["mark"] for tile in rescued} == {"must-have", "keep"}
    assert all(tile["lines"] == ["sharpest_tile < 1000000"] for tile in rescued)
    assert tiles(app, "summary_dropped") == []


def test_it_leads_to_the_undecided_photos(app: AppTest) -> None:
    app.button(key="summary_go_on").click().run()
    assert not app.exception
    assert state(app).listing.filter == Filter(marks=(NONE,))
    assert "8 of 12 photos" in texts(app)


def test_it_leads_to_those_who_were_overruled(app: AppTest) -> None:
    app.button(key="summary_rescued_review").click().run()
    assert "Only: The policy rejects, you keep" in texts(app)
    assert "2 of 12 photos" in texts(app)


def test_it_is_of_the_list_that_was_looked_through(app: AppTest) -> None:
    app.button(key="summary_rescued_review").click().run()
    app.button(key="summary_show").click().run()
    assert {metric.label: metric.value for metric in app.metric}["decided"] == "2 of 2"
    assert "**Every photo of the list is decided.**" in [item.value for item in app.markdown]
    assert "Of the 2 photos in the list, out of 12 in the folder." in texts(app)
    app.button(key="summary_back").click().run()
    assert not app.metric
