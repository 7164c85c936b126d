"""One photo large, or a few side by side: marks, keys, next and previous, what would flip the verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.explain import nearest_flip
from culling.ui.components.loupe import take_up
from culling.ui.jobs import BOARD
from culling.ui.rooms.controls import keys
from tests.ui.dialog import address, click, look
from tests.ui.pages import seen, state, texts, viewer

Start = Callable[..., AppTest]


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """The library with the sixth of twelve photos open."""
    return look(dashboard(photos), "photo_05.jpg")


def test_a_photo_opens_large_with_its_reasons(app: AppTest) -> None:
    assert "photo_05.jpg" in texts(app)
    assert seen(app)["preview"] == address(app, "preview", 5)
    assert seen(app)["full"] == address(app, "full", 5)
    assert seen(app)["alt"] == "photo_05.jpg"
    assert (seen(app)["width"], seen(app)["height"]) == (320, 240)
    (measures,) = [frame.value["measure"].tolist() for frame in app.dataframe if "margin" in frame.value]
    assert measures == [rule.metric for rule in state(app).policy.rules]


def test_a_mark_is_written_at_once_and_the_next_photo_comes(app: AppTest, photos: Path) -> None:
    click(app, "mark_keep")
    assert BOARD.open(photos.resolve()).catalog.marks().to_dict() == {"photo_05.jpg": "keep"}
    assert state(app).tuning.decisions.loc["photo_05.jpg", ["verdict", "source"]].tolist() == ["keep", "human"]
    assert state(app).viewing == "photo_06.jpg"
    assert "7 of 12" in texts(app)
    click(app, "turn_previous")
    assert state(app).viewing == "photo_05.jpg"
    click(app, "mark_clear")
    assert BOARD.open(photos.resolve()).catalog.marks().empty
    assert state(app).viewing == "photo_05.jpg"  # taking a mark back leads nowhere


def test_going_on_after_a_mark_is_switched_off(app: AppTest) -> None:
    app.toggle(key="detail_onward").set_value(False).run()
    click(app, "mark_reject")
    assert state(app).viewing == "photo_05.jpg"
    click(app, "turn_next")
    assert state(app).viewing == "photo_06.jpg"


def test_next_and_previous_stay_at_the_ends(dashboard: Start, photos: Path) -> None:
    app = look(dashboard(photos), "photo_00.jpg")
    click(app, "turn_previous")
    assert state(app).viewing == "photo_00.jpg"
    state(app).view("photo_11.jpg", state(app).among)
    app.run()
    click(app, "mark_maybe")
    assert state(app).viewing == "photo_11.jpg"
    assert "12 of 12, the last" in texts(app)
    assert viewer(app)["ahead"] == []


def test_next_goes_through_the_list_that_the_photo_was_opened_from(dashboard: Start, photos: Path) -> None:
    app = dashboard(photos)
    state(app).mark("photo_02.jpg", "maybe")
    state(app).mark("photo_09.jpg", "maybe")
    app.session_state["library_show"] = "maybe"
    app.run()
    listed = [str(name) for name in state(app).tuning.decisions.query("verdict == 'maybe'").index]
    assert {"photo_02.jpg", "photo_09.jpg"} <= set(listed)
    look(app, listed[0])
    assert state(app).among == tuple(listed)
    click(app, "mark_keep")  # it leaves the list's verdict, and stays in the list
    assert state(app).viewing == listed[1]
    assert state(app).among == tuple(listed)


def test_a_photo_that_left_the_folder_is_passed_over(app: AppTest) -> None:
    state(app).among = ("photo_05.jpg", "gone.jpg", "photo_08.jpg")
    app.run()
    click(app, "turn_next")
    assert state(app).viewing == "photo_08.jpg"
    click(app, "turn_previous")
    assert state(app).viewing == "photo_05.jpg"


def test_keys_do_what_the_buttons_do_each_once(app: AppTest, photos: Path) -> None:
    _press(app, [(1, "ArrowRight"), (2, "k"), (3, "r"), (4, "ArrowLeft")])
    assert BOARD.open(photos.resolve()).catalog.marks().to_dict() == {"photo_06.jpg": "keep", "photo_07.jpg": "reject"}
    assert state(app).viewing == "photo_07.jpg"
    assert viewer(app)["heard"] == 4
    _press(app, [(3, "r"), (4, "ArrowLeft"), (5, "c"), (6, "b")])  # what was taken up before comes again
    assert BOARD.open(photos.resolve()).catalog.marks().to_dict() == {"photo_06.jpg": "keep"}
    assert state(app).viewing == "photo_07.jpg"
    assert state(app).overlay == "blur"
    _press(app, [(7, "b"), (8, "x")])
    assert state(app).overlay == "photo"
    _press(app, [(9, "h"), (10, "f")])  # from one overlay to another
    assert state(app).overlay == "peaking"


def _press(app: AppTest, presses: list[tuple[int, str]]) -> None:
    """As the browser tells it: AppTest itself cannot press keys."""
    take_up(state(app), presses, keys(state(app)))
    app.run()
    assert not app.exception


def test_an_unreadable_file_has_its_error_and_no_picture(dashboard: Start, photos: Path) -> None:
    (photos / "photo_06.jpg").write_bytes(b"no picture at all")
    app = look(dashboard(photos), "photo_05.jpg")
    assert viewer(app)["ahead"] == []
    click(app, "turn_next")
    assert (seen(app)["preview"], seen(app)["full"]) == ("", None)
    assert "could not be read" in seen(app)["broken"]
    assert viewer(app)["height"] == "0"
    assert "neither kept nor rejected" in app.error[0].value
    click(app, "turn_next")
    assert state(app).viewing == "photo_07.jpg"


def test_a_must_have_is_marked_by_button_and_key_and_undone(app: AppTest, photos: Path) -> None:
    click(app, "mark_must-have")
    _press(app, [(1, "p"), (2, "r")])
    marks = BOARD.open(photos.resolve()).catalog.marks
    assert marks().to_dict() == {
        "photo_05.jpg": "must-have",
        "photo_06.jpg": "must-have",
        "photo_07.jpg": "reject",
    }
    _press(app, [(3, "u")])
    assert state(app).viewing == "photo_07.jpg"  # shown is what was taken back
    click(app, "mark_undo")
    assert marks().to_dict() == {"photo_05.jpg": "must-have"}
    click(app, "mark_undo")
    click(app, "mark_undo")  # nothing is left: no error
    assert marks().empty
    assert state(app).viewing == "photo_05.jpg"


def test_zoom_has_buttons_and_each_press_is_a_new_wish(app: AppTest) -> None:
    first = viewer(app)["zoom"]
    click(app, "zoom_full")
    assert viewer(app)["zoom"] == [first[0] + 1, "full"]
    click(app, "zoom_full")
    click(app, "zoom_fit")
    assert viewer(app)["zoom"] == [first[0] + 3, "fit"]


def test_other_photos_stand_beside_the_one_that_is_viewed(app: AppTest) -> None:
    offered = app.multiselect(key="detail_beside").options
    assert "photo_05.jpg" not in offered
    assert {"photo_04.jpg", "photo_11.jpg"} <= set(offered)
    app.multiselect(key="detail_beside").set_value(["photo_00.jpg", "photo_10.jpg"]).run()
    assert [photo["key"] for photo in viewer(app)["photos"]] == ["photo_05.jpg", "photo_00.jpg", "photo_10.jpg"]
    assert seen(app, 2)["head"] == "photo_10.jpg"
    (table,) = [frame.value for frame in app.dataframe if "photo_10.jpg" in frame.value]
    assert table["measure"].tolist()[0] == "verdict"
    click(app, "turn_next")  # the others stay
    assert [photo["key"] for photo in viewer(app)["photos"]] == ["photo_06.jpg", "photo_00.jpg", "photo_10.jpg"]
    state(app).view("photo_10.jpg", state(app).among)
    app.run()
    assert [photo["key"] for photo in viewer(app)["photos"]] == ["photo_10.jpg", "photo_00.jpg"]  # each once


def test_what_would_flip_the_verdict_is_said(app: AppTest) -> None:
    flip = nearest_flip(state(app).table, state(app).policy, "photo_05.jpg")
    assert flip is not None
    assert flip.text in texts(app)
    click(app, "mark_keep")
    click(app, "turn_previous")
    assert flip.text not in texts(app)  # no cutoff overrules a mark
