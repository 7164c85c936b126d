"""The page Rescue in a real browser: a rectangle by pointer and keys, before and after by keys, the copy as a file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from culling.photos import read_photo
from culling.restore.saving import read_edit
from tests.browser.conftest import Server, serving
from tests.browser.pages import Open, scanned_once
from tests.ui.photos import write_photos

NAME, SIZE = "photo.jpg", (320, 240)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard on one photo of its own, since a copy is saved beside it."""
    base = tmp_path_factory.mktemp("rescue")
    write_photos(base / "photos", [NAME])
    with serving(base / "photos", base) as running:
        yield running


def _photo(page: Page, name: str) -> Locator:
    """Choose a photo by name; its stage once the photo is seen."""
    box = page.get_by_role("combobox", name="Photo")
    box.click()
    box.fill(name)
    page.get_by_role("option").first.click()
    expect(page.locator(".stage .loupe-layer img").first).to_be_visible()
    return page.locator(".stage")


def _shown(stage: Locator) -> tuple[float, float, float, float]:
    """Where the photo is on the screen: left, top, width, height."""
    box = stage.locator(".loupe-layer").first.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def _transform(stage: Locator, pane: int) -> str:
    return str(stage.locator(".loupe-layer").nth(pane).evaluate("layer => layer.style.cssText"))


def _near(value: float, by: float) -> re.Pattern[str]:
    """Any whole number that is not farther than `by` from `value`."""
    return re.compile("^(" + "|".join(str(number) for number in range(int(value - by), int(value + by) + 2)) + ")$")


def test_a_rectangle_is_drawn_compared_and_saved_as_a_copy(open_page: Open) -> None:
    scanned_once(open_page)
    page, photo = open_page("rescue"), open_page.server.folder / NAME
    before = hashlib.sha256(photo.read_bytes()).hexdigest()
    stage = _photo(page, NAME)
    left, top, width, height = _shown(stage)
    page.mouse.move(left + 0.25 * width, top + 0.25 * height)
    page.mouse.down()
    page.mouse.move(left + 0.6 * width, top + 0.6 * height, steps=4)
    page.mouse.move(left + 0.75 * width, top + 0.5 * height, steps=4)
    page.mouse.up()
    where = page.get_by_role("radiogroup", name="Where")
    expect(where.get_by_role("radio", name="Rectangle")).to_be_checked()
    page.keyboard.press("ArrowRight")  # a hundredth of the longer side
    page.keyboard.press("ArrowRight")
    page.locator(".st-key-rescue_numbers summary").click()
    box = [0.27 * SIZE[0], 0.25 * SIZE[1], 0.5 * SIZE[0], 0.25 * SIZE[1]]
    for label, value in zip(("Left, px", "Top, px", "Width, px", "Height, px"), box, strict=True):
        expect(page.get_by_label(label).first).to_have_value(_near(value, 0.01 * SIZE[0]))
    page.get_by_role("radio", name="×2").click()
    page.get_by_role("combobox", name="Enlarge with").click()
    page.get_by_role("option", name="Bicubic").click()
    page.get_by_role("button", name="Work on the whole photo").click()
    line = page.get_by_role("slider", name="Line between before and after")
    expect(line).to_have_attribute("aria-valuenow", "50")
    line.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(line).to_have_attribute("aria-valuenow", "44")
    expect(stage.locator(".loupe-zoom").first).to_have_text(re.compile("^fit"))  # the picture has come
    page.keyboard.press("1")
    expect(stage.locator(".loupe-zoom").first).to_have_text(re.compile("^100 %"))
    assert _transform(stage, 0) == _transform(stage, 1)  # before lies where after lies
    page.keyboard.down(" ")
    expect(page.locator(".rescue")).to_have_attribute("data-mode", "before")
    page.keyboard.up(" ")
    expect(page.locator(".rescue")).to_have_attribute("data-mode", "divider")
    page.get_by_role("button", name="Save a copy").click()
    copy = photo.with_name(f"{photo.stem}-rescued.jpg")
    expect(page.get_by_text(f"Saved as {copy.name}")).to_be_visible()
    edit = read_edit(copy)
    assert edit is not None
    assert (edit.upscale, edit.upscale_with) == (2, "bicubic")
    assert edit.region is not None
    assert edit.region.box == pytest.approx((0.27, 0.25, 0.5, 0.25), abs=0.01)
    assert read_photo(copy).full_size == (2 * SIZE[0], 2 * SIZE[1])
    assert hashlib.sha256(photo.read_bytes()).hexdigest() == before
