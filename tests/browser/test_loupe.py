"""The loupe in a real browser: single pixels, panes that follow each other, place kept from photo to photo."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from culling.photos import Pixels
from tests.browser.conftest import SCREENSHOTS, Server, Watch, serving
from tests.browser.pages import Open, fits, looks, scanned

SIZE = (2400, 1600)
SMALL = (1200, 800)


def checks(width: int, height: int) -> Pixels:
    """Single pixels dark and bright in turn: any resampling makes them grey."""
    rows, columns = np.indices((height, width))
    return np.repeat(((rows + columns) % 2 * 160 + 40).astype(np.uint8)[..., None], 3, axis=2)


def scene(width: int, height: int, seed: int) -> Pixels:
    """Blobs of all colours with fine detail, some of it burnt and some drowned."""
    rng = np.random.default_rng(seed)
    coarse = cv2.resize(
        rng.integers(0, 256, (12, 18, 3)).astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC
    )
    fine = rng.normal(0, 25, (height, width, 1))
    pixels = np.clip(coarse + fine * (np.indices((height, width))[1] > width // 2)[..., None], 0, 255).astype(np.uint8)
    pixels[: height // 5, : width // 5] = 255
    pixels[-height // 5 :, -width // 5 :] = 0
    return pixels


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard on a few large photos, in place of the sample photos."""
    base = tmp_path_factory.mktemp("loupe")
    folder = base / "photos"
    folder.mkdir()
    Image.fromarray(checks(*SIZE)).save(folder / "a_checks.png")
    for name, size in (("b.jpg", SIZE), ("c.jpg", SIZE), ("d_small.jpg", SMALL)):
        Image.fromarray(scene(*size, seed=ord(name[0]))).save(folder / name, quality=90)
    with serving(folder, base) as running:
        yield running


def _open(page: Page, name: str) -> Locator:
    scanned(page)
    tile = page.locator(f'.tile[title^="{name}"]').get_by_role("button").first
    tile.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".loupe-layer img").first).to_be_visible()
    return dialog


def _place(dialog: Locator, pane: int = 0) -> tuple[float, float, float]:
    """Where the photo lies in its view: left, top, CSS px per photo pixel."""
    text = dialog.locator(".loupe-layer").nth(pane).evaluate("layer => layer.style.transform")
    numbers = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]
    assert len(numbers) == 3, text
    return numbers[0], numbers[1], numbers[2]


def _is_whole(dialog: Locator, pane: int = 0, width: int = SIZE[0]) -> None:
    """Wait until the whole-size picture is the one that is seen."""
    picture = dialog.locator(".loupe-layer").nth(pane).locator("img")
    expect(picture).to_have_attribute("src", re.compile("/picture/full/"))
    assert picture.evaluate("image => image.naturalWidth") == width


def _view(dialog: Locator, pane: int = 0) -> dict[str, float]:
    box = dialog.locator(".loupe-view").nth(pane).bounding_box()
    assert box is not None
    return dict(box)


def _beside(page: Page, dialog: Locator, names: list[str]) -> None:
    """Put these photos beside the one that is viewed."""
    chosen = dialog.get_by_test_id("stMultiSelect")
    for number, name in enumerate(names):
        for _ in range(4):  # a run that ends just now closes Streamlit's list again
            box = dialog.get_by_role("combobox", name="Compare with")
            box.click()
            box.fill(name)
            box.press("Enter")
            page.wait_for_timeout(1000)
            if chosen.get_by_text(name).is_visible():
                break
        expect(dialog.locator(".loupe-pane:not(.loupe-waiting) .loupe-layer img")).to_have_count(number + 2)
    dialog.evaluate("dialog => dialog.focus()")
    dialog.locator(".loupe-view").first.scroll_into_view_if_needed()


@pytest.mark.parametrize("dpr", [1, 2])
def test_a_hundred_per_cent_is_one_photo_pixel_per_pixel_of_the_screen(
    browser: Browser, server: Server, dpr: int
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, device_scale_factor=dpr)
    page = context.new_page()
    page.goto(server.address)
    dialog = _open(page, "a_checks.png")
    expect(dialog.locator(".loupe-zoom")).to_have_text(re.compile(r"^fit · \d+ %$"))
    page.keyboard.press("z")
    _is_whole(dialog)
    assert _place(dialog)[2] * dpr == pytest.approx(1)
    expect(dialog.locator(".loupe-zoom")).to_have_text("100 %")
    box = _view(dialog)
    clip = {"x": round(box["x"]) + 150, "y": round(box["y"]) + 60, "width": 100, "height": 100}
    seen = np.asarray(Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("L")).astype(int)  # type: ignore[arg-type]
    assert seen.shape == (100 * dpr, 100 * dpr)
    assert np.abs(np.diff(seen, axis=0)).min() > 100  # every pixel differs from the next one
    assert np.abs(np.diff(seen, axis=1)).min() > 100
    page.keyboard.press("z")
    expect(dialog.locator(".loupe-zoom")).to_have_text(re.compile("^fit"))
    context.close()


def test_above_two_hundred_per_cent_pixels_are_squares_and_buttons_zoom_as_well(open_page: Open) -> None:
    page = open_page()
    dialog = _open(page, "b.jpg")
    page.keyboard.press("1")
    _is_whole(dialog)
    picture = dialog.locator(".loupe-layer img")
    assert picture.evaluate("image => getComputedStyle(image).imageRendering") == "auto"
    for _ in range(3):
        page.keyboard.press("+")
    expect(dialog.locator(".loupe-zoom")).to_have_text("300 %")
    assert picture.evaluate("image => getComputedStyle(image).imageRendering") == "pixelated"
    page.keyboard.press("-")
    expect(dialog.locator(".loupe-zoom")).to_have_text("200 %")
    page.keyboard.press("0")
    expect(dialog.locator(".loupe-zoom")).to_have_text(re.compile("^fit"))
    _buttons_zoom(page, dialog)


def _buttons_zoom(page: Page, dialog: Locator) -> None:
    """Buttons zoom as well, and an overlay stays."""
    dialog.get_by_role("button", name="100 %").click()
    _is_whole(dialog)
    expect(dialog.locator(".loupe-zoom")).to_have_text("100 %")
    page.keyboard.press("h")
    expect(dialog.locator(".loupe-layer img")).to_have_attribute("src", re.compile("/picture/clipping/"))
    expect(dialog.locator(".loupe-zoom")).to_have_text("100 % · shown from 1600 of 2400 px")
    dialog.get_by_role("button", name="Fit", exact=True).click()
    expect(dialog.locator(".loupe-zoom")).to_have_text(re.compile("^fit"))
    expect(dialog.get_by_text(re.compile(r"highlights [\d.]+ % · shadows"))).to_be_visible()


def test_the_wheel_zooms_about_the_pointer_and_a_drag_moves_the_photo(open_page: Open) -> None:
    page = open_page()
    dialog = _open(page, "b.jpg")
    box = _view(dialog)
    x, y = 0.3 * box["width"], 0.6 * box["height"]
    page.mouse.move(box["x"] + x, box["y"] + y)
    left, top, scale = _place(dialog)
    under = ((x - left) / scale, (y - top) / scale)
    page.mouse.wheel(0, -600)
    page.wait_for_function("scale => true", arg=scale)
    left, top, zoomed = _place(dialog)
    assert zoomed > 1.5 * scale
    assert ((x - left) / zoomed, (y - top) / zoomed) == pytest.approx(under, abs=1.5 / zoomed)
    page.mouse.down()
    page.mouse.move(box["x"] + x - 90, box["y"] + y - 40, steps=4)
    page.mouse.up()
    assert _place(dialog)[:2] == pytest.approx((left - 90, top - 40), abs=1)
    page.mouse.move(box["x"] + x, box["y"] + y)
    assert _place(dialog)[:2] == pytest.approx((left - 90, top - 40), abs=1)  # it was let go
    page.keyboard.press("Shift+ArrowRight")
    assert _place(dialog)[0] == pytest.approx(left - 90 - 80, abs=1)
    page.mouse.dblclick(box["x"] + x, box["y"] + y)
    expect(dialog.locator(".loupe-zoom")).to_have_text(re.compile("^fit"))
    _wheel_scrolls(page, dialog)


def _wheel_scrolls(page: Page, dialog: Locator) -> None:
    """The wheel scrolls the page where there is nothing to zoom out of."""
    box = _view(dialog)
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.wheel(0, 150)
    page.wait_for_timeout(500)
    assert _view(dialog)["y"] == pytest.approx(box["y"] - 150, abs=2)
    expect(dialog.locator(".loupe-zoom")).to_have_text(re.compile("^fit"))


def test_a_pinch_zooms_and_no_photo_leaves_its_view(open_page: Open) -> None:
    page = open_page()
    dialog = _open(page, "b.jpg")
    box = _view(dialog)
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    touch = page.context.new_cdp_session(page)

    def fingers(kind: str, *spreads: float) -> None:
        points = [{"x": middle[0] + spread, "y": middle[1], "id": place} for place, spread in enumerate(spreads)]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    before = _place(dialog)[2]
    fingers("touchStart", -40)
    fingers("touchStart", -40, 40)
    for spread in (60, 90, 120):
        fingers("touchMove", -spread, spread)
    fingers("touchEnd")
    assert _place(dialog)[2] == pytest.approx(3 * before, rel=0.1)
    for _ in range(40):
        page.keyboard.press("Shift+ArrowLeft")
    assert _place(dialog)[0] == pytest.approx(0, abs=1)  # the left edge is reached, and no gap beside it


def test_panes_are_zoomed_and_moved_together(open_page: Open) -> None:
    page = open_page()
    dialog = _open(page, "b.jpg")
    _beside(page, dialog, ["a_checks.png", "c.jpg", "d_small.jpg"])
    expect(dialog.locator(".loupe-name")).to_have_text(["b.jpg", "a_checks.png", "c.jpg", "d_small.jpg"])
    page.keyboard.press("z")
    for pane in (0, 1, 2):
        _is_whole(dialog, pane)
    assert [_place(dialog, pane)[2] for pane in range(4)] == pytest.approx([1, 1, 1, 2])  # half as many pixels
    before = [_place(dialog, pane) for pane in range(4)]
    box = _view(dialog, 1)
    page.mouse.move(box["x"] + 100, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 60, steps=3)
    page.mouse.up()
    after = [_place(dialog, pane) for pane in range(4)]
    for (left, top, _), (moved_left, moved_top, _) in zip(before, after, strict=True):
        assert (moved_left - left, moved_top - top) == pytest.approx((-70, -20), abs=1.1)


def test_zoom_and_place_stay_from_photo_to_photo_of_one_size(open_page: Open) -> None:
    page = open_page()
    dialog = _open(page, "b.jpg")
    page.keyboard.press("1")
    _is_whole(dialog)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    before = _place(dialog)
    page.keyboard.press("ArrowRight")
    expect(dialog.locator(".loupe-layer img")).to_have_attribute("alt", "c.jpg")
    _is_whole(dialog)
    assert _place(dialog) == before
    page.keyboard.press("ArrowRight")  # another size: fitted again
    expect(dialog.locator(".loupe-layer img")).to_have_attribute("alt", "d_small.jpg")
    expect(dialog.locator(".loupe-zoom")).to_have_text(re.compile("^fit"))


def test_without_a_whole_picture_the_preview_stays_and_says_so(open_page: Open, watch: Watch) -> None:
    page = open_page()
    page.route("**/picture/full/**", lambda route: route.fulfill(status=422, body="The file is gone."))
    dialog = _open(page, "b.jpg")
    page.keyboard.press("1")
    expect(dialog.locator(".loupe-zoom")).to_have_text("100 % · shown from 1600 of 2400 px")
    assert all("422" in complaint for complaint in watch.complaints)
    watch.complaints.clear()


def test_it_looks_right_in_both_themes_and_on_narrow_screens(open_page: Open) -> None:
    page = open_page()
    dialog = _open(page, "c.jpg")
    SCREENSHOTS.mkdir(exist_ok=True)
    for key, name in (("f", "peaking"), ("h", "clipping"), ("b", "blur")):
        page.keyboard.press(key)
        expect(dialog.locator(".loupe-layer img")).to_have_attribute("src", re.compile(f"/picture/{name}/"))
        page.screenshot(path=str(_shot(name)).format(look="light_1280"))
    page.keyboard.press("b")
    _beside(page, dialog, ["a_checks.png", "b.jpg", "d_small.jpg"])
    for _ in looks(page, _shot("beside")):
        views = [_view(dialog, pane) for pane in range(4)]
        assert views[0]["y"] == views[1]["y"] < views[2]["y"]  # two rows of two
        assert all(view["width"] > 300 and view["height"] > 100 for view in views)
        assert fits(page)


def _shot(name: str) -> Path:
    return SCREENSHOTS / f"loupe_{name}_{{look}}.png"
