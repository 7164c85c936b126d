"""The page Rescue by its native widgets: what is done, where, preview and whole photo, the copy, the server."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from culling.photos import read_photo
from culling.restore import restore
from culling.restore.edit import Background, Edit, Light, Region
from culling.restore.saving import read_edit
from culling.ui import places, rescue_kept, settings
from culling.ui.rescue_results import RESULTS, Rescued
from culling.ui.rooms.rescue.one import stage
from tests.ui.pages import run, state, texts, widget
from tests.ui.test_routes import Client

Dashboard = Callable[..., AppTest]
PHOTO = "photo_04.jpg"


@pytest.fixture(autouse=True)
def _own_results() -> Iterator[None]:
    RESULTS.clear()
    yield
    settings.use(settings.Settings())


@pytest.fixture
def page(dashboard: Dashboard, photos: Path) -> AppTest:
    """The page with a photo of 320 × 240 px."""
    app = dashboard(photos, "rescue")
    widget(app.selectbox, "rescue_photo").select(PHOTO)
    return run(app)


def _told(app: AppTest, key: str) -> dict[str, Any]:
    for element in app.get("bidi_component"):
        if element.proto.id.endswith(key):
            return dict(json.loads(element.proto.json))
    return {}


def _edit(app: AppTest) -> Edit:
    return state(app).rescuing.edit


def _choose(app: AppTest, kind: str) -> None:
    widget(app.get("button_group"), "rescue_where").set_value(kind)
    run(app)


def _wait(app: AppTest) -> Rescued:
    """Run until what was asked for is there."""
    job = state(app).rescuing.job
    assert job is not None
    job.wait(60)
    run(app)
    assert job.result is not None, job.error
    return job.result


def _words(app: AppTest) -> str:
    return "\n".join([*(item.value for item in app.markdown), *(item.value for item in app.caption), texts(app)])


def test_without_a_photo_the_page_says_how_to_choose_one(dashboard: Dashboard, photos: Path) -> None:
    app = dashboard(photos, "rescue")
    assert "No photo chosen yet" in _words(app)
    assert _told(app, stage.DRAW_KEY) == {}


def test_a_broken_photo_is_told_with_its_reason(dashboard: Dashboard, photos: Path) -> None:
    (photos / PHOTO).write_bytes(b"\xff\xd8 no photo")
    app = dashboard(photos)
    opened = state(app).open
    assert opened is not None
    opened.scan()
    assert opened.job is not None
    opened.job.wait(60)
    state(app).rescuing.choose(PHOTO)
    app.switch_page(str(places.PAGES / "rescue.py"))
    run(app)
    assert app.error[0].value.startswith("This file could not be read")
    assert _told(app, stage.DRAW_KEY) == {}


def test_the_dialog_and_review_lead_here(dashboard: Dashboard, photos: Path) -> None:
    app = dashboard(photos, "review")
    app.button(key="rescue_this_photo").click()
    run(app)
    assert state(app).rescuing.photo in state(app).table.index
    assert _told(app, stage.DRAW_KEY)["photo"]["key"] == state(app).rescuing.photo


def test_widgets_change_the_edit_and_undo_takes_each_change_back(page: AppTest) -> None:
    widget(page.selectbox, "rescue_deblur").select("wiener")
    run(page)
    widget(page.get("button_group"), "rescue_upscale").set_value(2)
    run(page)
    widget(page.selectbox, "rescue_upscale_with").select("bicubic")
    run(page)
    _choose(page, "rectangle")
    assert _edit(page) == Edit("wiener", 2, "bicubic", region=Region("rectangle", box=(0.25, 0.25, 0.5, 0.5)))
    widget(page.slider, "rescue_feather").set_value(5.0)
    run(page)
    assert _edit(page).region == Region("rectangle", box=(0.25, 0.25, 0.5, 0.5), feather=0.05)
    for _ in range(3):
        page.button(key="rescue_undo").click()
        run(page)
    assert _edit(page) == Edit("wiener", 2, "own")
    page.button(key="rescue_redo").click()
    run(page)
    assert _edit(page).upscale_with == "bicubic"


def test_the_region_in_pixels_and_the_background(page: AppTest) -> None:
    _choose(page, "rectangle")
    (left,) = [item for item in page.number_input if item.key.startswith("rescue_box") and item.key.endswith("_left")]
    assert left.value == 80  # a quarter of 320
    left.set_value(32)
    run(page)
    assert _edit(page).region.box == pytest.approx((0.1, 0.25, 0.5, 0.5))  # type: ignore[union-attr]
    assert _told(page, stage.DRAW_KEY)["region"]["box"][0] == pytest.approx(0.1)
    widget(page.slider, "rescue_dim").set_value(60)
    run(page)
    assert _told(page, stage.DRAW_KEY)["background"] == {"dim": 0.6, "white": False}
    widget(page.toggle, "rescue_white").set_value(True)
    run(page)
    assert rescue_kept.read().background == Background(dim=0.6, white=True)
    _choose(page, "lasso")
    widget(page.text_area, "rescue_points").set_value("0, 0\n320, 0\n160, 240")
    run(page)
    assert _edit(page).region.points == ((0, 0), (1, 0), (0.5, 1))  # type: ignore[union-attr]
    widget(page.text_area, "rescue_points").set_value("0, 0\nnowhere")
    run(page)
    assert "line 2 is not two numbers" in texts(page)
    assert len(_edit(page).region.points) == 3  # type: ignore[union-attr]


def test_what_is_drawn_is_taken_up_once_and_nonsense_never(page: AppTest) -> None:
    here = state(page)
    box = [0.1, 0.2, 0.3, 0.4]
    said = [[5, "region", {"kind": "rectangle", "box": box}], [6, "look", [0.2, 0.9]]]
    stage.take_up(here, said)
    stage.take_up(here, said)  # sent again until it was heard
    assert (here.rescuing.edit.region, here.rescuing.look, here.rescuing.heard) == (
        Region("rectangle", box=(0.1, 0.2, 0.3, 0.4)),
        (0.2, 0.9),
        6,
    )
    assert len(here.rescuing.steps.past) == 1
    nonsense: list[Any] = [
        [7, "region", {"kind": "rectangle", "box": [0, 0, "x", 1]}],
        [8, "region", {"kind": "star"}],
        [9, "region", 5],
        [10, "region", {"kind": "lasso", "points": [[0, 0], [1, 1]]}],
        [11, "look", [2, 0.5]],
        [12, "look", 7],
        [13, "erase"],
        [14, ["region"], None],
    ]
    stage.take_up(here, nonsense)
    assert (here.rescuing.edit.region.box, here.rescuing.look) == ((0.1, 0.2, 0.3, 0.4), (0.2, 0.9))  # type: ignore[union-attr]
    stage.take_up(here, [[15, "undo"]])
    assert here.rescuing.edit == Edit()
    stage.take_up(here, [[16, "redo"], [17, "region", None]])
    assert (here.rescuing.edit, len(here.rescuing.steps.past)) == (Edit(), 2)


def test_a_small_photo_is_done_as_a_whole_saved_as_a_copy_and_stays_as_it_was(page: AppTest, photos: Path) -> None:
    before = hashlib.sha256((photos / PHOTO).read_bytes()).hexdigest()
    edit = Edit(upscale=2, upscale_with="bicubic", region=Region("rectangle", box=(0.25, 0.25, 0.5, 0.5)))
    state(page).rescuing.change(**{name: getattr(edit, name) for name in ("upscale", "upscale_with", "region")})
    run(page)
    page.button(key="rescue_preview").click()
    run(page)
    result = _wait(page)
    pixels = read_photo(photos / PHOTO).pixels
    assert np.array_equal(result.after, restore(pixels, edit))
    told = _told(page, stage.COMPARE_KEY)
    assert (told["after"]["width"], told["after"]["height"]) == (told["before"]["width"], told["before"]["height"])
    assert told["after"]["width"] == 640
    page.button(key="rescue_save").click()
    run(page)
    assert "Saved as photo_04-rescued.jpg, beside the photo." in texts(page)
    copy = photos / "photo_04-rescued.jpg"
    assert read_photo(copy).full_size == (640, 480)
    assert read_edit(copy) == edit
    assert hashlib.sha256((photos / PHOTO).read_bytes()).hexdigest() == before


def test_the_line_the_view_and_the_zoom_have_widgets(page: AppTest) -> None:
    state(page).rescuing.change(upscale=2, upscale_with="bicubic")
    state(page).rescuing.view = "compare"
    run(page)
    _wait(page)
    assert [_told(page, stage.COMPARE_KEY)[name] for name in ("mode", "at", "zoom")] == ["divider", 0.5, [0, "fit"]]
    page.slider(key="rescue_line").set_value(80)
    run(page)
    page.button(key="rescue_zoom_full").click()
    run(page)
    assert [_told(page, stage.COMPARE_KEY)[name] for name in ("at", "zoom")] == [0.8, [1, "full"]]


def test_pictures_of_a_result_are_served_by_a_name_that_nobody_can_guess(page: AppTest) -> None:
    state(page).rescuing.change(light=Light(stops=1.0))
    state(page).rescuing.view = "compare"
    run(page)
    result = _wait(page)
    client = Client()
    for side in ("before", "after"):
        answer = client.get(result.picture(side, "full"))  # type: ignore[arg-type]
        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.content[:2] == b"\xff\xd8"
    assert client.get(f"/api/rescued/{result.token}/other/full").status_code == 404
    assert client.get("/api/rescued/guess/after/full").status_code == 404


def test_a_newer_edit_stops_the_older_work_and_cancel_is_heard(page: AppTest) -> None:
    rescuing = state(page).rescuing
    rescuing.change(deblur="richardson-lucy")
    rescuing.view = "compare"
    run(page)
    older = rescuing.job
    assert older is not None
    rescuing.change(deblur="", upscale=2, upscale_with="bicubic")
    run(page)
    assert older.cancelled or older.result is not None
    assert rescuing.job is not older
    _wait(page)


def test_a_network_that_is_missing_is_named_with_the_way_to_it(page: AppTest) -> None:
    assert "NAFNet, made for motion blur, is not fetched yet." in _words(page)
    assert "nafnet" not in widget(page.selectbox, "rescue_deblur").options
    state(page).rescuing.change(deblur="nafnet")
    state(page).rescuing.view = "compare"
    run(page)
    job = state(page).rescuing.job
    assert job is not None
    job.wait(60)
    run(page)
    assert "culling models fetch nafnet" in texts(page)


def test_a_server_is_asked_only_where_a_person_says_so(page: AppTest) -> None:
    widget(page.text_input, "rescue_server").set_value("no address")
    run(page)
    assert rescue_kept.server_of(state(page).rescuing.kept) is None
    widget(page.toggle, "rescue_use_server").set_value(True)
    run(page)
    assert "http://localhost:8000" in texts(page)  # what an address looks like
    widget(page.text_input, "rescue_server").set_value("http://127.0.0.1:9")
    run(page)
    page.button(key="rescue_server_check").click()
    run(page)
    assert "http://127.0.0.1:9" in texts(page)
    assert rescue_kept.read().server == "http://127.0.0.1:9"


def test_on_a_shared_dashboard_no_visitor_names_a_server(
    dashboard: Dashboard, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CULLING_SERVER", raising=False)
    app = dashboard(photos, "rescue")
    settings.use(settings.Settings(folder=photos, host="0.0.0.0"))
    widget(app.selectbox, "rescue_photo").select(PHOTO)
    run(app)
    assert [item.key for item in app.text_input if item.key and item.key.startswith("rescue_server")] == []
    assert "CULLING_SERVER" in _words(app)
