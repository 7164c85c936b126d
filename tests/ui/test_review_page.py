"""The page on which photos are gone through, by its native parts: buttons for every key, list, table, summary."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from culling.decide import VERDICTS, decide
from culling.marks import MARKS
from culling.review import Filter
from culling.ui.jobs import BOARD
from culling.ui.sheet import Sheet
from culling.ui.walk import Walk
from tests.ui.pages import state, texts

Start = Callable[..., AppTest]


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """Twelve photos, photo_00 to photo_11, of which none is marked."""
    return dashboard(photos, "review")


def _click(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


def _at(app: AppTest, name: str) -> None:
    state(app).walk.go(name)
    app.run()
    assert not app.exception


def _marks(photos: Path) -> dict[str, str]:
    return {str(path): str(mark) for path, mark in BOARD.open(photos.resolve()).catalog.marks().items()}


def _given(app: AppTest) -> dict[str, Any]:
    """What the gallery was given; empty when it is not on the page."""
    for element in app.get("bidi_component"):
        if element.proto.id.endswith("review_photos"):
            return dict(json.loads(element.proto.json))
    return {}


def _array(text: str, dtype: str) -> list[int]:
    return np.frombuffer(base64.b64decode(text), dtype).tolist()


def test_the_gallery_is_given_the_list_the_verdicts_and_the_marks(app: AppTest, photos: Path) -> None:
    state(app).mark("photo_00.jpg", "reject", "review")
    state(app).mark("photo_03.jpg", "must-have", "review")
    app.run()
    given = _given(app)
    alone = decide(state(app).table.drop(columns="mark"), state(app).policy)
    assert _array(given["order"], "<u4") == list(range(12))
    assert [VERDICTS[code] for code in _array(given["verdicts"], "u1")] == alone["verdict"].tolist()
    assert [given["reasons"][code] for code in _array(given["reason_of"], "<u4")] == alone["reasons"].tolist()
    assert _array(given["marks"], "u1") == [4, 0, 0, 1, *[0] * 8]
    assert given["undo"] == [[[0], [0], [4]], [[3], [0], [1]]]
    assert given["count"] == 12
    assert given["address"] == state(app).open.sheet.address
    assert set(alone["verdict"]) >= {"keep", "reject"}  # else the photos show nothing


def test_unreadable_photos_have_no_picture_to_ask_for(dashboard: Start, photos: Path) -> None:
    (photos / "photo_04.jpg").write_bytes(b"no picture")
    assert _given(dashboard(photos, "review"))["broken"] == [4]


@pytest.mark.parametrize("mark", MARKS)
def test_a_button_marks_the_photo_and_the_next_one_comes(app: AppTest, photos: Path, mark: str) -> None:
    _at(app, "photo_05.jpg")
    _click(app, f"review_mark_{mark}")
    assert _marks(photos) == {"photo_05.jpg": mark}
    assert state(app).walk.current == "photo_06.jpg"
    assert _given(app)["go"] == [2, 6]
    assert BOARD.open(photos.resolve()).catalog.mark_history()["how"].tolist() == ["review"]


def test_clearing_a_mark_leads_nowhere(app: AppTest, photos: Path) -> None:
    _at(app, "photo_05.jpg")
    _click(app, "review_mark_keep")
    _click(app, "review_previous")
    _click(app, "review_mark_clear")
    assert _marks(photos) == {}
    assert state(app).walk.current == "photo_05.jpg"


def test_undo_goes_back_to_the_photo(app: AppTest, photos: Path) -> None:
    assert app.button(key="review_undo").disabled
    _at(app, "photo_05.jpg")
    _click(app, "review_mark_keep")
    _click(app, "review_mark_reject")
    _click(app, "review_undo")
    assert _marks(photos) == {"photo_05.jpg": "keep"}
    assert state(app).walk.current == "photo_06.jpg"
    _click(app, "review_undo")
    assert _marks(photos) == {}
    assert state(app).walk.current == "photo_05.jpg"


def test_at_the_last_photo_a_mark_stays_there(app: AppTest, photos: Path) -> None:
    _at(app, "photo_11.jpg")
    _click(app, "review_next")
    assert state(app).walk.current == "photo_11.jpg"
    _click(app, "review_mark_maybe")
    assert _marks(photos) == {"photo_11.jpg": "maybe"}
    assert state(app).walk.current == "photo_11.jpg"
    assert "12 of 12" in texts(app)


def test_next_undecided_goes_around_the_end_once_and_stays_when_nothing_is_left(app: AppTest) -> None:
    for name in ("photo_10.jpg", "photo_11.jpg", "photo_00.jpg"):
        state(app).mark(name, "keep")
    _at(app, "photo_09.jpg")
    _click(app, "review_undecided")
    assert state(app).walk.current == "photo_01.jpg"
    state(app).mark_all([(f"photo_{number:02}.jpg", "keep") for number in range(12)], "review")
    _click(app, "review_undecided")
    assert state(app).walk.current == "photo_01.jpg"


@pytest.mark.parametrize(("onward", "expected"), [("undecided", "photo_08.jpg"), ("stay", "photo_05.jpg")])
def test_where_a_mark_leads_is_chosen(app: AppTest, onward: str, expected: str) -> None:
    state(app).mark_all([("photo_06.jpg", "keep"), ("photo_07.jpg", "keep")], "review")
    _at(app, "photo_05.jpg")
    (choice,) = [box for box in app.selectbox if str(box.key).startswith("review_onward")]
    choice.set_value(onward).run()
    assert _given(app)["onward"] == onward
    _click(app, "review_mark_reject")
    assert state(app).walk.current == expected


def test_a_mark_is_for_all_that_are_selected_in_one_step(app: AppTest, photos: Path) -> None:
    sheet = state(app).open.sheet
    state(app).walk.arrive({"sheet": sheet.key, "row": 7, "selected": [2, 5, 7], "mode": "grid"}, sheet)
    app.run()
    assert "3 photos are selected" in texts(app)
    _click(app, "review_mark_reject")
    assert _marks(photos) == dict.fromkeys(("photo_02.jpg", "photo_05.jpg", "photo_07.jpg"), "reject")
    assert state(app).walk.current == "photo_07.jpg"
    _click(app, "review_undo")
    assert _marks(photos) == {}


def test_side_by_side_a_mark_is_for_the_active_photo_alone(app: AppTest, photos: Path) -> None:
    sheet = state(app).open.sheet
    state(app).walk.arrive({"sheet": sheet.key, "row": 5, "selected": [2, 5], "mode": "compare"}, sheet)
    app.run()
    (compared,) = [item.proto.body for item in app.get("html") if 'culling-rules photos"' in item.proto.body]
    assert '<th scope="col">photo_02.jpg</th><th scope="col">photo_05.jpg</th></tr>' in compared
    _click(app, "review_mark_keep")
    assert _marks(photos) == {"photo_05.jpg": "keep"}


def test_a_filter_that_leaves_nothing_leaves_nothing_to_mark(app: AppTest) -> None:
    state(app).listing.filter = Filter(text="no such name")
    app.run()
    assert not app.exception
    assert _array(_given(app)["order"], "<u4") == []
    assert [button for button in app.button if str(button.key).startswith("review_mark")] == []
    _click(app, "filters_clear_empty")
    assert len(_array(_given(app)["order"], "<u4")) == 12


def test_the_list_holds_still_while_photos_are_marked(app: AppTest) -> None:
    state(app).listing.filter = Filter(marks=("",))
    app.run()
    _at(app, "photo_00.jpg")
    _click(app, "review_mark_keep")
    assert _array(_given(app)["order"], "<u4") == list(range(12))
    assert state(app).walk.current == "photo_01.jpg"


def test_sorted_by_a_measure_its_values_are_shown(app: AppTest) -> None:
    (choice,) = [box for box in app.selectbox if str(box.key).startswith("filter_order")]
    choice.set_value("laplacian_variance").run()
    given = _given(app)
    assert given["value"] == "laplacian_variance"
    values = state(app).table["laplacian_variance"].to_numpy()[_array(given["order"], "<u4")]
    known = values[~np.isnan(values)]
    assert known.tolist() == sorted(known)
    assert np.isnan(values[len(known) :]).all()


def test_the_table_takes_the_place_of_the_tiles(app: AppTest) -> None:
    app.button_group(key="review_as").set_value("table").run()
    assert not app.exception
    assert _given(app) == {}
    assert any(str(button.key) == "marks_undo" for button in app.button)


def test_the_summary_is_shown_and_leads_back(app: AppTest) -> None:
    _click(app, "summary_show")
    assert state(app).walk.finished
    assert _given(app) == {}
    _click(app, "summary_back")
    assert _given(app)["count"] == 12


def test_without_photos_the_page_says_where_to_open_some(dashboard: Start, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    app = dashboard(tmp_path / "empty", "review")
    assert any("Library" in item.value for item in app.markdown)


@pytest.mark.parametrize(
    "said",
    [
        None,
        7,
        {},
        {"sheet": "another", "row": 1},
        {"row": 1},
        {"sheet": "SHEET", "row": 12},
        {"sheet": "SHEET", "row": -1},
        {"sheet": "SHEET", "row": "1"},
        {"sheet": "SHEET", "row": True},
    ],
)
def test_a_place_that_is_none_is_passed_over(said: Any, app: AppTest) -> None:
    sheet: Sheet = state(app).open.sheet
    walk = Walk(current="photo_03.jpg")
    if isinstance(said, dict) and said.get("sheet") == "SHEET":
        said = said | {"sheet": sheet.key}
    walk.arrive(said, sheet)
    assert walk == Walk(current="photo_03.jpg")


def test_of_what_is_selected_only_rows_count(app: AppTest) -> None:
    sheet: Sheet = state(app).open.sheet
    walk = Walk()
    walk.arrive({"sheet": sheet.key, "row": 1, "selected": [0, "x", 99, None], "mode": "compare"}, sheet)
    assert walk == Walk(current="photo_01.jpg", selected=("photo_00.jpg",))
