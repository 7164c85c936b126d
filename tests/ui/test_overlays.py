"""What is shown of one photo in colour: the picture, its legend, and the numbers in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from culling import nets
from culling.overlay import KINDS, TOO_SMALL
from culling.ui.components import parts
from culling.ui.rooms import controls, numbers, overlay, readings
from tests.ui.dialog import address, click, look, page_html, show
from tests.ui.pages import seen, state, texts, viewer

Start = Callable[..., AppTest]


@pytest.fixture
def app(dashboard: Start, photos: Path) -> AppTest:
    """The library with the sixth of twelve photos open."""
    return look(dashboard(photos), "photo_05.jpg")


@pytest.mark.parametrize("kind", ["blur", "motion"])
def test_the_blur_map_comes_with_a_scale_and_its_numbers(app: AppTest, kind: str) -> None:
    show(app, kind)
    assert seen(app)["preview"] == address(app, kind, 5)
    assert seen(app)["full"] is None  # the overlay stays when zoomed
    assert viewer(app)["overlay"] == kind
    assert viewer(app)["ahead"][0]["preview"] == address(app, kind, 6)
    row = state(app).table.loc["photo_05.jpg"]
    assert f"blur {row['blur']:.2f} of 1" in texts(app)
    assert f"motion blur {row['motion_blur']:.2f} of 1" in seen(app)["alt"]
    assert "linear-gradient(90deg, rgb(" in page_html(app)
    assert ("9 px, blurred" if kind == "blur" else "defocus") in page_html(app)


def test_the_blur_map_stays_on_for_the_next_photo_and_the_next_opening(app: AppTest) -> None:
    show(app, "blur")
    click(app, "turn_next")
    assert seen(app)["preview"] == address(app, "blur", 6)
    state(app).view(None)
    app.run()
    assert viewer(app) == {}
    look(app, "photo_01.jpg")
    assert seen(app)["preview"] == address(app, "blur", 1)
    show(app, "photo")
    assert "/preview/" in seen(app)["preview"]


def test_without_the_network_the_photo_stays_and_the_reason_is_told(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nets, "problem", lambda name: f"The network {name} is missing: do this.")
    show(app, "blur")
    assert "/preview/" in seen(app)["preview"]
    assert "The network focus is missing: do this." in texts(app)
    assert "There is no blur map of this photo." in [item.value for item in app.warning]


def test_a_photo_too_small_for_a_blur_map_is_told(dashboard: Start, photos: Path) -> None:
    cv2.imwrite(str(photos / "dot.png"), np.full((20, 30, 3), 90, np.uint8))
    app = look(dashboard(photos), "dot.png")
    show(app, "motion")
    assert TOO_SMALL in texts(app)
    assert "/preview/" in seen(app)["preview"]


def test_clipping_and_peaking_need_no_network_and_are_told_in_numbers(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nets, "problem", lambda name: f"The network {name} is missing: do this.")
    row = state(app).table.loc["photo_05.jpg"]
    show(app, "clipping")
    assert seen(app)["preview"] == address(app, "clipping", 5)
    assert f"shadows {100 * row['shadow_clipping']:.2g} %" in texts(app)
    assert page_html(app).count("repeating-linear-gradient") == 2
    show(app, "peaking")
    assert seen(app)["preview"] == address(app, "peaking", 5)
    assert f"laplacian_variance {numbers.rounded(row['laplacian_variance'])}" in texts(app)
    assert not any("There is no" in item.value for item in app.warning)


def test_the_line_says_what_is_known() -> None:
    assert "not measured" in readings.blur_line(pd.Series({"blur": float("nan"), "sharp_area": 0.2}))
    assert "not measured" in readings.blur_line(pd.Series({"path": "x"}))
    assert readings.clipping_line(pd.Series({"highlight_clipping": 0.0281, "shadow_clipping": 0.0})) == (
        "highlights 2.8 % · shadows 0 %"
    )
    assert "not measured" in readings.clipping_line(pd.Series({"highlight_clipping": float("nan")}))
    assert "not measured" in readings.contrast_line(pd.Series({"blur": 0.2}))
    assert readings.blur_line(pd.Series({"blur": 0.214, "sharp_area": 0.14})) == "blur 0.21 of 1 · 14 % of it in focus"


def test_faces_subject_and_thirds_come_with_a_legend_and_their_numbers(app: AppTest) -> None:
    row = state(app).table.loc["photo_05.jpg"]
    show(app, "faces")
    assert seen(app)["preview"] == address(app, "faces", 5)
    assert row["faces"] == 0
    assert seen(app)["alt"] == "faces and eyes of photo_05.jpg: No face was found."
    assert all(words in page_html(app) for words in ("O eyes open", "C eyes closed", "? cannot be judged"))
    show(app, "subject")
    assert seen(app)["preview"] == address(app, "subject", 5)
    assert "outline of the subject" in page_html(app)
    show(app, "composition")
    assert seen(app)["preview"] == address(app, "composition", 5)
    assert seen(app)["alt"] == f"thirds and horizon of photo_05.jpg: {readings.composition_line(row)}"
    assert all(
        words in page_html(app) for words in ("golden ratio", "what is level", "cut by the border", "room above heads")
    )


def test_every_overlay_has_a_name_a_meaning_and_a_reading() -> None:
    nothing = pd.Series({"path": "x"})
    for kind in KINDS:
        assert overlay.NAMES[kind]
        assert "<" in overlay.legend(kind)
        assert readings.reading(kind, nothing)
    assert len({overlay.NAMES[kind] for kind in KINDS}) == len(KINDS)


def test_overlay_keys_are_those_of_the_gallery_and_nobody_else_s() -> None:
    web = Path(parts.__file__).parent / "web"
    actions = dict(re.findall(r'\b(\w): "(\w+)"', (web / "gallery" / "keys.js").read_text("utf-8").partition("};")[0]))
    assert {key: actions[key] for key in overlay.KEYS} == overlay.KEYS
    others = set(controls.keys(None)) - set(overlay.KEYS)  # type: ignore[arg-type]
    assert not others & set(overlay.KEYS)
    named = (web / "gallery" / "large.js").read_text("utf-8").partition("};")[0]
    assert all(f"{kind}:" in named for kind in overlay.KEYS.values())


def test_without_a_network_for_a_task_its_overlay_says_what_to_do(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nets, "problem", lambda name: f"The network {name} is missing: do this.")
    show(app, "faces")
    assert "/preview/" in seen(app)["preview"]
    assert "The network faces is missing: do this." in texts(app)
    assert "There is no faces and eyes of this photo." not in [item.value for item in app.warning]


def test_lines_on_people_and_composition_say_what_is_known_and_no_more() -> None:
    nan = float("nan")
    assert "not measured" in readings.faces_line(pd.Series({"faces": nan}))
    assert readings.faces_line(pd.Series({"faces": 0.0})) == "No face was found."
    one = pd.Series({"faces": 1.0, "eyes_open": nan, "face_sharpness": nan})
    assert readings.faces_line(one) == "1 face · nobody's eyes can be judged"
    ten = pd.Series({"faces": 10.0, "eyes_open": 0.02, "face_sharpness": 121.4})
    assert readings.faces_line(ten) == (
        "10 faces · the least open eyes 0.02, 0 closed … 1 open · the sharpest in front 121.4"
    )
    assert readings.composition_line(pd.Series({"horizon_tilt": 2.14, "subject_cut": nan, "head_room": 0.123})) == (
        "tilted by 2.1° · 12 % of the height free above heads"
    )
    assert "nothing" in readings.composition_line(pd.Series({"horizon_tilt": nan}))
    assert "nothing" in readings.subject_line(pd.Series({"subject_cut": nan}))
