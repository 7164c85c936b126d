"""The page Learn without a browser: six lessons, what stands in the address, hostile addresses, questions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from culling.lessons import LESSONS
from culling.ui import places
from culling.ui.rooms.learn import photo
from tests.ui.pages import run, state, texts

Dashboard = Callable[..., AppTest]

HOSTILE = {
    "learn": "../../etc",
    "lesson": "<img src=x onerror=alert(1)>",
    "focus-photo": "mine/../../../etc/passwd",
    "focus-defocus": "NaN",
    "focus-motion": "1e999",
    "focus-noise": "-1",
    "focus-jpeg": "5; DROP TABLE photos",
}


def _open(dashboard: Dashboard, folder: Path | None = None, **address: str) -> AppTest:
    """The page as its address says."""
    app = dashboard(folder)
    for name, value in address.items():
        app.query_params[name] = value
    app.switch_page(str(places.PAGES / "learn.py"))
    return run(app)


def _figure(app: AppTest, key: str) -> dict[str, Any]:
    for chart in app.get("plotly_chart"):
        if chart.proto.id.endswith(key):
            return dict(json.loads(chart.proto.spec))
    raise AssertionError(f"no chart {key}")


def _way(app: AppTest) -> list[str]:
    """What each measure says of the damage, as the lesson on focus draws it."""
    return list(_figure(app, "focus-figure")["data"][-1]["marker"]["symbol"])


def _words(app: AppTest) -> str:
    return "\n".join(item.value for kind in (app.markdown, app.caption) for item in kind)


def test_a_view_is_opened_by_its_address(dashboard):
    app = _open(dashboard, **{"lesson": "focus", "focus-defocus": "6.0", "focus-noise": "25", "focus-jpeg": "50"})
    assert app.slider("focus-defocus").value == 6.0
    assert app.slider("focus-noise").value == 25
    assert app.select_slider("focus-jpeg").value == "50"
    assert _way(app)[:5] == ["triangle-right", "triangle-left", "triangle-left", "triangle-right", "triangle-left"]


def test_what_an_address_may_not_hold_is_as_if_it_were_not_there(dashboard, photos):
    app = _open(dashboard, photos, **HOSTILE)
    assert [header.value for header in app.header] == [LESSONS[0].title]
    assert [app.slider(f"focus-{name}").value for name in ("defocus", "motion", "noise")] == [0.0, 0, 0]
    assert app.selectbox("focus-photo").value == "100_WALK/IMG_0153.JPG"
    assert not app.warning
    assert not app.error


def test_a_browser_that_sends_a_path_out_of_the_folder_gets_the_first_photo(dashboard, photos, monkeypatch):
    shutil.copy(next(photos.rglob("*.jpg")), photos.parent / "secret.jpg")
    app = _open(dashboard, photos)
    monkeypatch.setattr(photo.st, "selectbox", lambda *_, **__: "mine/../secret.jpg")
    assert _figure(run(app), "focus-figure")["data"][-1]["y"][0] == "laplacian_variance<br>1,127"  # the espresso


def test_moving_a_slider_moves_the_figure_and_no_damage_takes_it_back(dashboard):
    app = _open(dashboard)
    assert set(_way(app)) == {"circle"}
    app.slider("focus-motion").set_value(12)
    assert set(_way(run(app))) == {"triangle-left"}
    assert "9 of 9 measures say that the photo is less sharp" in _words(app)
    app.button("focus-reset").click()
    assert set(_way(run(app))) == {"circle"}
    assert app.slider("focus-motion").value == 0


def test_haze_is_told_to_say_nothing(dashboard):
    app = _open(dashboard)
    app.selectbox("focus-photo").select("100_WALK/IMG_0120.JPG")
    assert "Cannot say" in _words(run(app))


def test_a_photo_of_the_folder_can_be_chosen_and_may_be_gone(dashboard, photos):
    app = _open(dashboard, photos)
    own = str(state(app).table.index[0])
    app.selectbox("focus-photo").select(f"mine/{own}")
    assert "cannot be read" not in texts(run(app))
    assert app.get("plotly_chart")
    (photos / own).unlink()
    assert "cannot be read: the file is gone" in texts(run(app))
    assert not app.get("plotly_chart")


def test_tutorials_cutoffs_are_one_press_away_and_each_measure_keeps_its_own(dashboard):
    app = _open(dashboard, lesson="resolution")
    assert "turns at 480 px" in _words(app)
    app.button("resolution-100").click()
    assert "at 100 keeps this photo at every size" in _words(run(app))
    app.selectbox("resolution-measure").select("tenengrad")
    assert run(app).slider("resolution-cutoff-tenengrad").value == 9000
    app.selectbox("resolution-measure").select("laplacian_variance")
    assert run(app).slider("resolution-cutoff-laplacian_variance").value == 100


def test_a_cutoff_comes_from_the_address_if_it_is_one(dashboard):
    key = "resolution-cutoff-laplacian_variance"
    for word, cutoff in (("150", 150), ("nan", 400), ("1e999", 400), ("12", 12), ("many", 400)):
        app = _open(dashboard, **{"lesson": "resolution", key: word})
        assert app.slider(key).value == cutoff, word


def test_bokeh_is_rejected_and_exempted_and_the_blur_map_is_shown(dashboard):
    app = _open(dashboard, lesson="bokeh")
    assert ":red-badge[reject]" in _words(app)
    assert "unless subject_sharpness > 0.85` :blue-badge[keep]" in _words(app)
    app.slider("bokeh-unless").set_value(0.98)
    assert "unless subject_sharpness > 0.98` :red-badge[reject]" in _words(run(app))
    app.segmented_control(key="bokeh-show").set_value("blur")
    assert run(app).get("image")[0].captions[0].startswith("blur map")


def test_a_question_is_checked_told_why_and_tried_again(dashboard):
    lesson = LESSONS[0]
    app = _open(dashboard)
    app.button("focus_check").click()
    assert "Choose an answer first." in _words(run(app))
    app.radio("focus_answer").set_value(0)
    run(app).button("focus_check").click()
    assert lesson.because[0] in run(app).error[0].value
    app.button("focus_again").click()
    run(app).radio("focus_answer").set_value(lesson.answer)
    run(app).button("focus_check").click()
    assert lesson.because[lesson.answer] in run(app).success[0].value
    assert "answered, 1 of 6: focus" in _words(app)


def test_next_and_previous_go_through_all_lessons_without_any_folder(dashboard):
    app = _open(dashboard)
    assert app.button("lesson_previous").disabled
    for lesson in LESSONS:
        assert [header.value for header in app.header] == [lesson.title]
        assert lesson.claim in _words(app)
        assert app.get("plotly_chart")
        assert [radio.label for radio in app.radio if radio.key == f"{lesson.key}_answer"] == [lesson.question]
        if lesson != LESSONS[-1]:
            app.button("lesson_next").click()
            run(app)
    assert app.button("lesson_next").disabled
    app.button("lesson_previous").click()
    assert [header.value for header in run(app).header] == [LESSONS[-2].title]
