"""Filters, the table and the summary in the browser: the list holds still, hostile names stay text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from culling.catalog import Catalog
from culling.decide import decide
from culling.policy import Policy
from tests.browser.conftest import HOSTILE, SCREENSHOTS, Server
from tests.browser.gallery import at, press, review
from tests.browser.pages import Open, catalog_path_in, fits, looks, marks, scanned_once, settled


@pytest.fixture(autouse=True)
def _without_marks(server: Server) -> Iterator[None]:
    """Each test ends without marks."""
    yield
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        catalog.set_marks([(path, None) for path in catalog.marks().index])


def _rejected(server: Server) -> list[str]:
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        decisions = decide(catalog.table(), Policy.default())
    return list(decisions.index[(decisions["verdict"] == "reject").to_numpy()])


def _count(page: Page, shown: int) -> None:
    expect(page.get_by_text(re.compile(rf"^{shown} of \d+ photos$"))).to_be_visible()


def _open_filters(page: Page) -> None:
    page.locator(".st-key-filters_popover button").first.click()


def test_filters_stay_open_count_themselves_and_are_cleared(open_page: Open, server: Server) -> None:
    page = review(open_page)
    rejected = _rejected(server)
    _open_filters(page)
    page.get_by_role("button", name="R reject").click()
    _count(page, len(rejected))
    page.get_by_role("button", name="undecided", exact=True).click()  # the list of choices is still open
    expect(page.locator(".st-key-filters_popover button").first).to_contain_text("2")
    page.get_by_label("Part of the path").fill("no such photo")
    page.get_by_label("Part of the path").press("Enter")
    _count(page, 0)
    page.keyboard.press("Escape")
    expect(page.get_by_text("No photo passes these filters.")).to_be_visible()
    page.get_by_role("button", name="Clear all filters").click()
    expect(page.get_by_text("No photo passes these filters.")).to_have_count(0)
    expect(page.locator(".st-key-filters_popover button").first).not_to_contain_text("3")


def test_the_list_holds_still_until_refresh(open_page: Open, server: Server) -> None:
    page = review(open_page)
    rejected = _rejected(server)
    _open_filters(page)
    page.get_by_role("button", name="undecided", exact=True).click()
    page.get_by_role("button", name="R reject").click()
    _count(page, len(rejected))
    page.keyboard.press("Escape")
    expect(page.locator("#photo-0")).to_have_attribute("aria-setsize", str(len(rejected)))  # the gallery has the list
    settled(page)
    page.locator("#photo-0").click()
    at(page, 0)
    press(page, "k", "r")
    expect(page.get_by_role("button", name="Refresh")).to_contain_text("2")
    _count(page, len(rejected))
    page.get_by_role("button", name="Refresh").click()
    _count(page, len(rejected) - 2)
    assert marks(server) == {rejected[0]: "keep", rejected[1]: "reject"}


def _upload(page: Page, text: str) -> None:
    page.get_by_role("button", name="Marks from CSV").click()
    content = {"name": "marks.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(content)  # type: ignore[arg-type]


def test_a_file_of_marks_with_hostile_names_is_applied_after_a_look(open_page: Open, server: Server) -> None:
    page = review(open_page)
    page.get_by_role("radio", name="table").click()
    lines = "".join(f'"{name}",must-have\n' for name in HOSTILE)
    _upload(page, f"path,mark\n{lines}<img src=x onerror=document.title='owned'>,keep\n")
    expect(page.get_by_text("Would change: 2 · set so already: 0 · problems: 1")).to_be_visible()
    expect(page.get_by_text("line 4: no photo \"<img src=x onerror=document.title='owned'>\"")).to_be_visible()
    assert marks(server) == {}
    page.get_by_role("button", name="Apply 2 marks").click()
    expect(page.get_by_role("button", name="Apply 2 marks")).to_have_count(0)
    assert marks(server) == dict.fromkeys(HOSTILE, "must-have")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Undo mark").click()
    expect(page.get_by_role("button", name="Undo mark")).to_be_disabled()
    assert marks(server) == {}
    assert page.title() != "owned"


def test_a_mark_is_chosen_in_a_cell_by_keyboard(open_page: Open, server: Server) -> None:
    page = review(open_page)
    page.get_by_role("radio", name="table").click()
    frame = page.get_by_test_id("stDataFrame")
    expect(frame).to_be_visible()
    page.wait_for_timeout(1500)
    box = frame.bounding_box()
    assert box is not None
    editor = page.locator("#portal input")
    for _ in range(5):  # a run that ends just now takes the cell's focus
        page.mouse.click(box["x"] + 290, box["y"] + 53)
        press(page, "Enter")
        page.wait_for_timeout(1000)
        if editor.is_visible():
            break
    page.keyboard.type("must")
    expect(page.get_by_role("option")).to_have_count(1)
    press(page, "Enter")
    expect(page.get_by_role("button", name="Undo mark")).to_be_enabled()
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        assert marks(server) == {str(catalog.table().index[0]): "must-have"}


def test_table_filters_and_summary_fit_and_are_pictured(open_page: Open, server: Server) -> None:
    scanned_once(open_page)
    rejected = _rejected(server)
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        catalog.set_marks([(path, "keep" if at % 2 else "reject") for at, path in enumerate(rejected[:9])])
    page = review(open_page)
    _open_filters(page)
    page.get_by_label("Part of the path").wait_for()
    _picture(page, "filters")
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="table").click()
    page.get_by_test_id("stDataFrame").wait_for()
    _picture(page, "table")
    page.get_by_role("button", name="Summary").click()
    expect(page.locator(".st-key-summary_rescued .tile img").first).to_be_visible()
    _picture(page, "summary")
    page.locator(".st-key-summary_rescued .tile .open").first.press("Enter")
    expect(page.get_by_role("dialog").get_by_text(rejected[1], exact=True)).to_be_visible()


def _picture(page: Page, name: str) -> None:
    for width in looks(page, SCREENSHOTS / f"{name}_{{look}}.png"):
        assert fits(page), f"{name} scrolls sideways at {width} px"
