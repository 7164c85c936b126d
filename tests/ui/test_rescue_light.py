"""The light of one photo on the page Rescue: sliders, suggestion, reset, tones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import pytest
from streamlit.testing.v1 import AppTest

from culling.restore.edit import Light
from tests.ui.pages import run, state, widget

Start = Callable[..., AppTest]


@pytest.fixture
def page(dashboard: Start, photos: Path) -> Callable[[str], AppTest]:
    """The page Rescue with one photo chosen."""

    def choose(name: str) -> AppTest:
        lighter = cv2.imread(str(photos / "photo_02.jpg"))
        cv2.imwrite(str(photos / "dark.jpg"), lighter // 20)
        app = dashboard(photos, "rescue")
        state(app).rescuing.choose(name)
        return run(app)

    return choose


def _light(app: AppTest) -> Light:
    return state(app).rescuing.edit.light


def test_each_slider_sets_its_number_keeps_the_others_and_follows_undo(page: Callable[[str], AppTest]):
    app = page("photo_00.jpg")
    for name, value in (("contrast", 25.0), ("shadows", 40.0), ("stops", 1.5)):
        widget(app.slider, f"rescue_light_{name}").set_value(value)
        run(app)
    assert _light(app) == Light(stops=1.5, shadows=0.4, contrast=0.25)
    state(app).rescuing.undo()
    run(app)
    assert _light(app) == Light(shadows=0.4, contrast=0.25)
    assert widget(app.slider, "rescue_light_stops").value == 0.0
    assert widget(app.slider, "rescue_light_shadows").value == 40.0


def test_a_light_photo_is_left_as_it_is_a_dark_one_gets_a_suggestion(page: Callable[[str], AppTest]):
    app = page("photo_00.jpg")
    app.button("rescue_light_suggest").click()
    run(app)
    assert _light(app) == Light()
    assert any("light enough" in text.value for text in app.text)

    state(app).rescuing.choose("dark.jpg")
    run(app)
    assert app.button("rescue_light_reset").disabled
    app.button("rescue_light_suggest").click()
    run(app)
    light = _light(app)
    assert light.stops > 0
    assert widget(app.slider, "rescue_light_stops").value == pytest.approx(light.stops)
    assert any("Black" in caption.value and "→" in caption.value for caption in app.caption)
    app.button("rescue_light_reset").click()
    run(app)
    assert _light(app) == Light()
