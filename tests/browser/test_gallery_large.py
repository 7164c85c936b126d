"""Photos large within the gallery, side by side, names that mean harm, and how the page looks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import HOSTILE, SCREENSHOTS, Server
from tests.browser.gallery import at, badge, clear, drawn, listed, press, review, says, wait_marks
from tests.browser.pages import Open, fits, looks, settled


@pytest.fixture(autouse=True)
def _unmarked(server: Server) -> Iterator[None]:
    """Every test finds the photos without marks, and leaves them so."""
    clear(server)
    yield
    clear(server)


def _panes(page: Page, names: list[str]) -> None:
    """Wait until these photos, in this order, are seen large."""
    expect(page.locator(".large .loupe-name")).to_have_text([name.rpartition("/")[2] for name in names])
    for place in range(len(names)):
        picture = page.locator(".large .loupe-pane").nth(place).locator(".loupe-layer img")
        expect(picture).to_be_visible()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100


def test_large_the_same_keys_turn_mark_and_show_overlays(open_page: Open, server: Server) -> None:
    page = review(open_page)
    paths = listed(server)
    press(page, "ArrowRight", "ArrowRight", "z")
    _panes(page, [paths[2]])
    press(page, "ArrowRight")
    _panes(page, [paths[3]])
    press(page, "r")
    _panes(page, [paths[4]])
    wait_marks(server, {paths[3]: "reject"})
    says(page, "Marked reject")
    press(page, "h")
    expect(page.locator(".loupe-layer img")).to_have_attribute("src", re.compile("/picture/clipping/4$"))
    expect(page.get_by_role("button", name="Clipping")).to_have_attribute("aria-pressed", "true")
    press(page, "e")
    expect(page.locator(".loupe-layer img")).to_have_attribute("src", re.compile("/picture/faces/4$"))
    says(page, "faces and eyes: O open")
    press(page, "t")
    expect(page.locator(".loupe-layer img")).to_have_attribute("src", re.compile("/picture/composition/4$"))
    expect(page.get_by_role("button", name="Thirds")).to_have_attribute("aria-pressed", "true")
    press(page, "t", "z")
    expect(page.locator(".loupe-zoom")).not_to_contain_text("fit")
    press(page, "0")
    expect(page.locator(".loupe-zoom")).to_contain_text("fit")
    press(page, "ArrowLeft", "u")
    wait_marks(server, {})
    _panes(page, [paths[3]])
    press(page, "Escape")
    expect(page.locator(".large")).to_be_hidden()
    at(page, 3)
    assert badge(page, 3).endswith("policy")
    page.locator("#photo-1").dblclick()
    _panes(page, [paths[1]])
    page.get_by_role("button", name="Tiles", exact=True).click()
    at(page, 1)


def test_side_by_side_one_pane_is_active_and_marks_are_for_it(open_page: Open, server: Server) -> None:
    page = review(open_page)
    paths = listed(server)
    press(page, "ArrowRight", "Space", "ArrowRight", "ArrowRight", "Space", "z")
    _panes(page, [paths[1], paths[3]])
    expect(page.locator(".loupe-pane").nth(1)).to_have_class(re.compile("loupe-active"))
    press(page, "ArrowLeft", "r", "ArrowRight", "p")
    wait_marks(server, {paths[1]: "reject", paths[3]: "must-have"})
    _panes(page, [paths[1], paths[3]])
    expect(page.locator(".loupe-mark")).to_have_text(["marked reject", "marked must-have"])
    expect(page.locator(".loupe-badge")).to_have_text(["R", "K"])  # a person's verdict, not the policy's
    names = [path.rpartition("/")[2] for path in (paths[1], paths[3])]
    expect(page.locator("table.photos thead th")).to_have_text(["measure", *names])
    press(page, "u")  # what was undone is one of the two: they stay side by side
    wait_marks(server, {paths[1]: "reject"})
    _panes(page, [paths[1], paths[3]])
    expect(page.locator(".loupe-mark")).to_have_text(["marked reject", ""])
    press(page, "Escape")
    at(page, 3)
    expect(page.locator(".tile[aria-selected=true]")).to_have_count(2)


def test_five_selected_are_not_compared(open_page: Open, server: Server) -> None:
    page = review(open_page)
    press(page, *["Shift+ArrowRight"] * 4, "z")
    _panes(page, [listed(server)[4]])
    says(page, "Two to four photos can stand side by side")
    expect(page.get_by_test_id("stText").filter(has_text=listed(server)[4])).to_be_visible()
    button = page.get_by_role("button", name="Reject", exact=True)
    expect(page.get_by_text("photos are selected")).to_be_hidden()
    button.click()  # as the key does: the one that is seen, not those selected behind it
    wait_marks(server, {listed(server)[4]: "reject"})


def test_names_that_mean_harm_are_shown_as_text(open_page: Open, server: Server) -> None:
    page = review(open_page)
    paths = listed(server)
    for name in HOSTILE:
        place = paths.index(name)
        press(page, "Home", *["ArrowRight"] * place)
        at(page, place)
        expect(page.locator(".tile.current .name")).to_have_text(name.rpartition("/")[2])
        press(page, "z")
        _panes(page, [name])
        press(page, "k", "Escape", "u")
        expect(page.get_by_text(name, exact=True).first).to_be_visible()  # the panel beside
    press(page, "/")
    page.keyboard.type("<img src=x onerror=document.title='owned'>")
    expect(page.locator(".tile:visible")).to_have_count(1)
    assert page.title() != "owned"
    assert page.locator("img[src*='evil'], img[src='x']").count() == 0


def test_a_screen_reader_is_told_what_there_is(open_page: Open, server: Server) -> None:
    page = review(open_page)
    paths = listed(server)
    box = page.get_by_role("listbox", name="Photos")
    expect(box).to_have_attribute("aria-multiselectable", "true")
    press(page, "ArrowRight", "k")
    active = str(box.get_attribute("aria-activedescendant"))
    option = page.locator(f"#{active}")
    expect(option).to_have_attribute("aria-posinset", "3")
    expect(option).to_have_attribute("aria-setsize", str(len(paths)))
    name = paths[1].rpartition("/")[2]
    expect(page.get_by_role("option", name=f"{name}, marked keep")).to_be_visible()
    expect(page.locator(".said")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("progressbar", name="Photos decided")).to_have_attribute("aria-valuenow", "1")


def test_keys_typed_elsewhere_mark_nothing(open_page: Open, server: Server) -> None:
    page = review(open_page)
    page.get_by_role("button", name="Filters").click()
    field = page.get_by_label("Part of the path")
    field.click()
    settled(page)
    expect(field).to_be_focused()
    page.keyboard.type("krmpcu")
    expect(field).to_have_value("krmpcu")
    page.keyboard.press("Escape")
    page.wait_for_timeout(600)
    wait_marks(server, {})


def test_tiles_grow_and_shrink_and_the_current_one_stays_in_view(open_page: Open) -> None:
    page = review(open_page)
    press(page, "End")
    before = page.locator(".tile.current").bounding_box()
    press(page, "]", "]")
    after = page.locator(".tile.current").bounding_box()
    view = page.locator(".viewport").bounding_box()
    assert before is not None
    assert after is not None
    assert view is not None
    assert after["width"] > 1.3 * before["width"]
    assert after["y"] >= view["y"] - 1
    assert after["y"] + after["height"] <= view["y"] + view["height"] + 1
    press(page, "?")
    expect(page.get_by_role("region", name="Keys")).to_be_visible()
    press(page, "Escape")
    expect(page.locator(".help")).to_be_hidden()


def test_the_page_fits_and_is_pictured(open_page: Open) -> None:
    page = review(open_page)
    press(page, *"kkrmp", "ArrowRight", "Shift+ArrowRight")
    assert all(fits(page) for _ in looks(page, SCREENSHOTS / "review_{look}.png"))
    press(page, "z")
    expect(page.locator(".large .loupe-layer img")).to_have_count(2)
    assert all(fits(page) for _ in looks(page, SCREENSHOTS / "review_compare_{look}.png"))
    press(page, "Escape")
    drawn(page)
