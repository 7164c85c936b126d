"""One photo large: its picture and blur map, what is said of it, marks, next and previous."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling import nets
from culling.explain import nearest_flip
from culling.overlay import TOO_SMALL
from culling.synth.registry import FLAWS
from culling.ui.components.loupe import take_up
from culling.ui.jobs import BOARD
from culling.ui.rooms import numbers, overlay
from culling.ui.rooms.controls import keys
from tests.ui.pages import seen, state, texts, viewer, widget

Start = Callable[..., AppTest]


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """The library with the sixth of twelve photos open."""
    return _look(dashboard(photos), "photo_05.jpg")


def _look(app: AppTest, photo: str) -> AppTest:
    app.selectbox(key="library_look").set_value(photo).run()
    assert not app.exception
    return app


def _click(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


def _show(app: AppTest, what: str) -> None:
    widget(app.button_group, "detail_show").set_value(what).run()
    assert not app.exception


def _address(app: AppTest, kind: str, row: int) -> str:
    return f"{state(app).open.sheet.address}/picture/{kind}/{row}"


def _captions(app: AppTest) -> str:
    return "\n".join(item.value for item in app.caption)


def _html(app: AppTest) -> str:
    return "\n".join(item.value for item in app.html)


def test_a_photo_opens_large_with_its_reasons(app: AppTest) -> None:
    assert "photo_05.jpg" in texts(app)
    assert seen(app)["preview"] == _address(app, "preview", 5)
    assert seen(app)["full"] == _address(app, "full", 5)
    assert seen(app)["alt"] == "photo_05.jpg"
    assert (seen(app)["width"], seen(app)["height"]) == (320, 240)
    (measures,) = [frame.value["measure"].tolist() for frame in app.dataframe if "margin" in frame.value]
    assert measures == [rule.metric for rule in state(app).policy.rules]


def test_every_measure_is_told_with_its_meaning(app: AppTest) -> None:
    (listed,) = [frame.value for frame in app.dataframe if "meaning" in frame.value]
    row = state(app).table.loc["photo_05.jpg"]
    for name in ("laplacian_variance", "blur", "sharp_area", "motion_blur", "file_mb"):
        (line,) = listed[listed["measure"] == name].to_dict("records")
        assert float(line["value"]) == pytest.approx(row[name], rel=1e-3)
        assert len(line["meaning"]) > 20
    known = [name for name in listed["measure"] if pd.notna(row[name])]
    assert len(known) == len(listed)


def test_a_mark_is_written_at_once_and_the_next_photo_comes(app: AppTest, photos: Path) -> None:
    _click(app, "mark_keep")
    assert BOARD.open(photos.resolve()).catalog.marks().to_dict() == {"photo_05.jpg": "keep"}
    assert state(app).tuning.decisions.loc["photo_05.jpg", ["verdict", "source"]].tolist() == ["keep", "human"]
    assert state(app).viewing == "photo_06.jpg"
    assert "7 of 12" in texts(app)
    _click(app, "turn_previous")
    assert state(app).viewing == "photo_05.jpg"
    _click(app, "mark_clear")
    assert BOARD.open(photos.resolve()).catalog.marks().empty
    assert state(app).viewing == "photo_05.jpg"  # taking a mark back leads nowhere


def test_going_on_after_a_mark_is_switched_off(app: AppTest) -> None:
    app.toggle(key="detail_onward").set_value(False).run()
    _click(app, "mark_reject")
    assert state(app).viewing == "photo_05.jpg"
    _click(app, "turn_next")
    assert state(app).viewing == "photo_06.jpg"


def test_next_and_previous_stay_at_the_ends(dashboard: Start, photos: Path) -> None:
    app = _look(dashboard(photos), "photo_00.jpg")
    _click(app, "turn_previous")
    assert state(app).viewing == "photo_00.jpg"
    state(app).view("photo_11.jpg", state(app).among)
    app.run()
    _click(app, "mark_maybe")
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
    _look(app, listed[0])
    assert state(app).among == tuple(listed)
    _click(app, "mark_keep")  # it leaves the list's verdict, and stays in the list
    assert state(app).viewing == listed[1]
    assert state(app).among == tuple(listed)


def test_a_photo_that_left_the_folder_is_passed_over(app: AppTest) -> None:
    state(app).among = ("photo_05.jpg", "gone.jpg", "photo_08.jpg")
    app.run()
    _click(app, "turn_next")
    assert state(app).viewing == "photo_08.jpg"
    _click(app, "turn_previous")
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


@pytest.mark.parametrize("kind", ["blur", "motion"])
def test_the_blur_map_comes_with_a_scale_and_its_numbers(app: AppTest, kind: str) -> None:
    _show(app, kind)
    assert seen(app)["preview"] == _address(app, kind, 5)
    assert seen(app)["full"] is None  # the overlay stays when zoomed
    assert viewer(app)["overlay"] == kind
    assert viewer(app)["ahead"][0]["preview"] == _address(app, kind, 6)
    row = state(app).table.loc["photo_05.jpg"]
    assert f"blur {row['blur']:.2f} of 1" in texts(app)
    assert f"motion blur {row['motion_blur']:.2f} of 1" in seen(app)["alt"]
    assert "linear-gradient(90deg, rgb(" in _html(app)
    assert ("9 px, blurred" if kind == "blur" else "defocus") in _html(app)


def test_the_blur_map_stays_on_for_the_next_photo_and_the_next_opening(app: AppTest) -> None:
    _show(app, "blur")
    _click(app, "turn_next")
    assert seen(app)["preview"] == _address(app, "blur", 6)
    state(app).view(None)
    app.run()
    assert viewer(app) == {}
    _look(app, "photo_01.jpg")
    assert seen(app)["preview"] == _address(app, "blur", 1)
    _show(app, "photo")
    assert "/preview/" in seen(app)["preview"]


def test_without_the_network_the_photo_stays_and_the_reason_is_told(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nets, "problem", lambda name: f"The network {name} is missing: do this.")
    _show(app, "blur")
    assert "/preview/" in seen(app)["preview"]
    assert "The network focus is missing: do this." in texts(app)
    assert "There is no blur map of this photo." in [item.value for item in app.warning]


def test_a_photo_too_small_for_a_blur_map_is_told(dashboard: Start, photos: Path) -> None:
    cv2.imwrite(str(photos / "dot.png"), np.full((20, 30, 3), 90, np.uint8))
    app = _look(dashboard(photos), "dot.png")
    _show(app, "motion")
    assert TOO_SMALL in texts(app)
    assert "/preview/" in seen(app)["preview"]


def test_an_unreadable_file_has_its_error_and_no_picture(dashboard: Start, photos: Path) -> None:
    (photos / "photo_06.jpg").write_bytes(b"no picture at all")
    app = _look(dashboard(photos), "photo_05.jpg")
    assert viewer(app)["ahead"] == []
    _click(app, "turn_next")
    assert (seen(app)["preview"], seen(app)["full"]) == ("", None)
    assert "could not be read" in seen(app)["broken"]
    assert viewer(app)["height"] == "0"
    assert "neither kept nor rejected" in app.error[0].value
    _click(app, "turn_next")
    assert state(app).viewing == "photo_07.jpg"


def _with_classes(app: AppTest, photos: Path, **columns: float) -> None:
    folder = BOARD.open(photos.resolve())
    folder.table = folder.table.assign(**columns)
    app.run()
    assert not app.exception


def _shares(**others: float) -> dict[str, float]:
    return {f"p_{name}": 0.0 for name in FLAWS if name != "original"} | others


def test_class_probabilities_are_shown_in_words_and_bars(app: AppTest, photos: Path) -> None:
    _with_classes(app, photos, **_shares(p_camera_shake=0.72, p_blurred=0.2), p_dark=0.031)
    assert "Likeliest: **camera shake**, 72 %" in [item.value for item in app.markdown]
    bars = _html(app)
    assert bars.count("<li>") == len(FLAWS)
    assert "width:72.0%" in bars
    assert "no flaw" in bars
    assert "8 %" in bars
    assert "Too dark to see what is in it: 3 %" in _captions(app)


def test_classes_that_are_not_there_are_not_measured(app: AppTest, photos: Path) -> None:
    _with_classes(app, photos, **_shares(p_distorted=float("nan")), p_dark=float("nan"))
    assert "Kind of flaw: not measured." in _captions(app)
    assert "Too dark" not in _captions(app)


def test_the_first_class_is_what_the_flaws_leave_and_never_below_zero() -> None:
    assert numbers.class_probabilities(_shares(p_blurred=0.25)) == {
        "original": 0.75,
        "blurred": 0.25,
        "camera_shake": 0,
        "distorted": 0,
        "underexposed": 0,
        "overexposed": 0,
    }
    over = numbers.class_probabilities(_shares(p_blurred=0.7, p_distorted=0.300001))
    assert over is not None
    assert over["original"] == 0.0
    assert numbers.class_probabilities(_shares(p_blurred=float("nan"))) is None
    assert numbers.class_probabilities({}) is None


def test_a_must_have_is_marked_by_button_and_key_and_undone(app: AppTest, photos: Path) -> None:
    _click(app, "mark_must-have")
    _press(app, [(1, "p"), (2, "r")])
    marks = BOARD.open(photos.resolve()).catalog.marks
    assert marks().to_dict() == {
        "photo_05.jpg": "must-have",
        "photo_06.jpg": "must-have",
        "photo_07.jpg": "reject",
    }
    _press(app, [(3, "u")])
    assert state(app).viewing == "photo_07.jpg"  # shown is what was taken back
    _click(app, "mark_undo")
    assert marks().to_dict() == {"photo_05.jpg": "must-have"}
    _click(app, "mark_undo")
    _click(app, "mark_undo")  # nothing is left: no error
    assert marks().empty
    assert state(app).viewing == "photo_05.jpg"


def test_zoom_has_buttons_and_each_press_is_a_new_wish(app: AppTest) -> None:
    first = viewer(app)["zoom"]
    _click(app, "zoom_full")
    assert viewer(app)["zoom"] == [first[0] + 1, "full"]
    _click(app, "zoom_full")
    _click(app, "zoom_fit")
    assert viewer(app)["zoom"] == [first[0] + 3, "fit"]


def test_clipping_and_peaking_need_no_network_and_are_told_in_numbers(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nets, "problem", lambda name: f"The network {name} is missing: do this.")
    row = state(app).table.loc["photo_05.jpg"]
    _show(app, "clipping")
    assert seen(app)["preview"] == _address(app, "clipping", 5)
    assert f"shadows {100 * row['shadow_clipping']:.2g} %" in texts(app)
    assert _html(app).count("repeating-linear-gradient") == 2
    _show(app, "peaking")
    assert seen(app)["preview"] == _address(app, "peaking", 5)
    assert f"laplacian_variance {numbers.rounded(row['laplacian_variance'])}" in texts(app)
    assert not any("There is no" in item.value for item in app.warning)


def test_other_photos_stand_beside_the_one_that_is_viewed(app: AppTest) -> None:
    offered = app.multiselect(key="detail_beside").options
    assert "photo_05.jpg" not in offered
    assert {"photo_04.jpg", "photo_11.jpg"} <= set(offered)
    app.multiselect(key="detail_beside").set_value(["photo_00.jpg", "photo_10.jpg"]).run()
    assert [photo["key"] for photo in viewer(app)["photos"]] == ["photo_05.jpg", "photo_00.jpg", "photo_10.jpg"]
    assert seen(app, 2)["head"] == "photo_10.jpg"
    (table,) = [frame.value for frame in app.dataframe if "photo_10.jpg" in frame.value]
    assert table["measure"].tolist()[0] == "verdict"
    _click(app, "turn_next")  # the others stay
    assert [photo["key"] for photo in viewer(app)["photos"]] == ["photo_06.jpg", "photo_00.jpg", "photo_10.jpg"]
    state(app).view("photo_10.jpg", state(app).among)
    app.run()
    assert [photo["key"] for photo in viewer(app)["photos"]] == ["photo_10.jpg", "photo_00.jpg"]  # each once


def test_what_would_flip_the_verdict_is_said(app: AppTest) -> None:
    flip = nearest_flip(state(app).table, state(app).policy, "photo_05.jpg")
    assert flip is not None
    assert flip.text in texts(app)
    _click(app, "mark_keep")
    _click(app, "turn_previous")
    assert flip.text not in texts(app)  # no cutoff overrules a mark


def test_the_line_says_what_is_known() -> None:
    assert "not measured" in overlay.blur_line(pd.Series({"blur": float("nan"), "sharp_area": 0.2}))
    assert "not measured" in overlay.blur_line(pd.Series({"path": "x"}))
    assert overlay.clipping_line(pd.Series({"highlight_clipping": 0.0281, "shadow_clipping": 0.0})) == (
        "highlights 2.8 % · shadows 0 %"
    )
    assert "not measured" in overlay.clipping_line(pd.Series({"highlight_clipping": float("nan")}))
    assert "not measured" in overlay.contrast_line(pd.Series({"blur": 0.2}))
    assert overlay.blur_line(pd.Series({"blur": 0.214, "sharp_area": 0.14})) == "blur 0.21 of 1 · 14 % of it in focus"
