"""Filters and order as widgets: what they hold is the listing's, and the list holds still while photos are marked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling.decide import decide
from culling.policy import Policy
from culling.review import NONE, Filter, Order
from culling.rule import Rule
from culling.ui.jobs import BOARD
from culling.ui.listing import Listing
from tests.ui.pages import run, state, texts, widget

Start = Callable[..., AppTest]
POLICY = Policy("one rule", (Rule("sharpest_tile", "below", 100.0),))


def _page() -> None:
    import streamlit as st

    from culling.ui.rooms import filters
    from culling.ui.state import session

    here = session()
    st.session_state["listed"] = [str(here.table.index[row]) for row in filters.show(here)]


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """Nothing but the filters; cameras, dates, tags and groups are put into the table by hand."""
    dashboard(photos)
    opened = BOARD.open(photos.resolve())
    names = list(opened.table.index)
    opened.table = opened.table.assign(
        camera=pd.Series(["*A*", "B", None] * 4, index=names, dtype=object),
        taken_at=pd.Series([*(f"2024-05-{day:02}T10:00:00" for day in range(1, 12)), None], index=names, dtype=object),
        tags=pd.Series(["sky, tree", "dog"] + [None] * 10, index=names, dtype=object),
        group=pd.Series([1.0, 1.0, 2.0] + [float("nan")] * 9, index=names),
    )
    app = AppTest.from_function(_page, default_timeout=30).run()
    state(app).tuning.change(POLICY)
    return run(app)


def _listed(app: AppTest) -> list[str]:
    return [name.removeprefix("photo_").removesuffix(".jpg") for name in app.session_state["listed"]]


def _numbers(*numbers: int) -> list[str]:
    return [f"{number:02}" for number in numbers]


def _keys(app: AppTest) -> set[str]:
    return {button.key for button in app.button if button.key}


def test_everything_is_listed_until_a_filter_is_set(app: AppTest) -> None:
    assert _listed(app) == _numbers(*range(12))
    assert "12 of 12 photos" in texts(app)
    assert not {"filters_clear", "filters_refresh", "filters_all"} & _keys(app)


def test_each_widget_sets_its_part(app: AppTest) -> None:
    widget(app.multiselect, "filter_cameras").set_value(["*A*"]).run()
    assert _listed(app) == _numbers(0, 3, 6, 9)
    widget(app.date_input, "filter_since").set_value(date(2024, 5, 4)).run()
    widget(app.date_input, "filter_until").set_value(date(2024, 5, 9)).run()
    assert _listed(app) == _numbers(3, 6)
    widget(app.text_input, "filter_text").set_value(" PHOTO_06 ").run()
    assert _listed(app) == _numbers(6)
    assert state(app).listing.filter == Filter(
        cameras=("*A*",), since=date(2024, 5, 4), until=date(2024, 5, 9), text="PHOTO_06"
    )
    assert "1 of 12 photos" in texts(app)


def test_verdicts_reasons_marks_tags_and_groups(app: AppTest, photos: Path) -> None:
    decisions = decide(BOARD.open(photos.resolve()).table, POLICY)
    rejected = [str(path)[6:8] for path in decisions.index[(decisions["verdict"] == "reject").to_numpy()]]
    assert 0 < len(rejected) < 12
    widget(app.button_group, "filter_verdicts").set_value(["reject"]).run()
    assert _listed(app) == rejected
    app.button(key="filters_clear").click().run()
    widget(app.multiselect, "filter_rules").set_value([("sharpest_tile", "below")]).run()
    assert _listed(app) == rejected
    app.button(key="filters_clear").click().run()
    widget(app.multiselect, "filter_tags").set_value(["dog"]).run()
    assert _listed(app) == _numbers(1)
    app.button(key="filters_clear").click().run()
    widget(app.multiselect, "filter_groups").set_value(["1"]).run()
    assert _listed(app) == _numbers(0, 1)
    widget(app.button_group, "filter_marks").set_value([NONE]).run()
    assert _listed(app) == _numbers(0, 1)
    assert state(app).listing.filter.active == 2


def test_clearing_takes_every_widget_back(app: AppTest) -> None:
    widget(app.multiselect, "filter_cameras").set_value(["B"]).run()
    widget(app.checkbox, "filter_undated").set_value(True).run()
    app.button(key="filters_clear").click().run()
    assert _listed(app) == _numbers(*range(12))
    assert widget(app.multiselect, "filter_cameras").value == []
    assert widget(app.checkbox, "filter_undated").value is False


def test_one_end_of_the_days_takes_the_other_along(app: AppTest) -> None:
    widget(app.date_input, "filter_until").set_value(date(2024, 5, 3)).run()
    widget(app.date_input, "filter_since").set_value(date(2024, 5, 6)).run()
    assert _listed(app) == _numbers(5)
    assert widget(app.date_input, "filter_until").value == date(2024, 5, 6)


def test_a_filter_that_matches_nothing_says_how_to_clear_it(app: AppTest) -> None:
    widget(app.text_input, "filter_text").set_value("no such name").run()
    assert _listed(app) == []
    assert "No photo passes these filters" in "".join(item.value for item in app.markdown)
    app.button(key="filters_clear_empty").click().run()
    assert len(_listed(app)) == 12


def test_the_list_holds_still_while_photos_are_marked_until_refresh(app: AppTest) -> None:
    widget(app.button_group, "filter_marks").set_value([NONE]).run()
    state(app).mark_all([("photo_03.jpg", "keep"), ("photo_04.jpg", "reject")], "gallery")
    run(app)
    assert _listed(app) == _numbers(*range(12))
    assert ":gray-badge[2]" in app.button(key="filters_refresh").label
    app.button(key="filters_refresh").click().run()
    assert _listed(app) == _numbers(0, 1, 2, 5, 6, 7, 8, 9, 10, 11)
    assert "filters_refresh" not in _keys(app)
    state(app).undo_mark()
    assert ":gray-badge[2]" in run(app).button(key="filters_refresh").label


def test_a_moved_cutoff_makes_a_list_anew_that_depends_on_it(app: AppTest, photos: Path) -> None:
    measured = BOARD.open(photos.resolve()).table["sharpest_tile"].notna()
    widget(app.button_group, "filter_verdicts").set_value(["reject"]).run()
    few = _listed(app)
    state(app).tuning.change(Policy("all", (Rule("sharpest_tile", "below", 1e6),)))
    assert _listed(run(app)) == [str(path)[6:8] for path in measured.index[measured]]
    assert len(_listed(app)) > len(few) > 0


def test_photos_are_sorted_by_any_measure_from_either_end(app: AppTest, photos: Path) -> None:
    values = BOARD.open(photos.resolve()).table["luminance"]
    expected = [str(path)[6:8] for path in values.sort_values(kind="stable").index]
    widget(app.selectbox, "filter_order").set_value("luminance").run()
    assert _listed(app) == expected
    app.button(key="filter_direction").click().run()
    assert sorted(_listed(app)) == sorted(expected)
    assert _listed(app)[0] == expected[-1]
    assert state(app).listing.order == Order("luminance", descending=True)


def test_only_what_the_folder_has_is_offered(dashboard: Start, photos: Path) -> None:
    dashboard(photos)
    app = run(AppTest.from_function(_page, default_timeout=30))
    labels = {item.label for item in app.multiselect}
    assert labels == {"Because of the rule"}
    assert not app.date_input
    assert "by group" not in widget(app.selectbox, "filter_order").options
    assert "by date taken" not in widget(app.selectbox, "filter_order").options


def test_a_list_of_its_own_is_shown_in_its_order_until_all_are(app: AppTest) -> None:
    wanted = ["photo_07.jpg", "photo_02.jpg", "gone.jpg", "photo_05.jpg", "photo_07.jpg"]
    state(app).listing.show_only(wanted, "Newly rejected")
    assert _listed(run(app)) == _numbers(7, 2, 5)
    assert "Only: Newly rejected" in texts(app)
    widget(app.selectbox, "filter_order").set_value("name").run()
    assert _listed(app) == _numbers(2, 5, 7)
    widget(app.text_input, "filter_text").set_value("05").run()
    assert _listed(app) == _numbers(5)
    app.button(key="filters_clear").click().run()
    app.button(key="filters_all").click().run()
    assert len(_listed(app)) == 12


def test_the_list_follows_photos_that_come_and_go() -> None:
    def table(*names: str) -> pd.DataFrame:
        return pd.DataFrame({"sharpest_tile": 500.0, "mark": None}, index=pd.Index(names, name="path"))

    listing = Listing()
    first, second = table("a", "b"), table("a", "b", "c")
    assert listing.rows(first, decide(first, POLICY), POLICY).tolist() == [0, 1]
    assert listing.rows(second, decide(second, POLICY), POLICY).tolist() == [0, 1, 2]
