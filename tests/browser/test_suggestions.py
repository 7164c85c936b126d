"""Suggestions in a real browser: keys and buttons mark, one undo takes all back, what stays is shown beside."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from culling.catalog import Catalog
from culling.suggest import suggest
from tests.browser.conftest import SCREENSHOTS, Server
from tests.browser.gallery import clear, press, wait_marks
from tests.browser.pages import Open, catalog_path_in, scanned_once, settled
from tests.browser.test_accessibility import violations


@pytest.fixture(autouse=True)
def _unmarked(server: Server) -> Iterator[None]:
    yield
    clear(server)


def _open(open_page: Open, server: Server, kind: str, **options: object) -> Page:
    scanned_once(open_page)
    page = open_page("suggestions", **options)
    _tab(page, kind).click(timeout=180_000)
    expect(page.get_by_role("radio", name=kind)).to_be_checked()
    return page


def _tab(page: Page, kind: str) -> object:
    return page.get_by_role("radio", name=kind)


def _suggested(server: Server, kind: str) -> list[str]:
    """What the core says of the folder."""
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        rows = suggest(catalog.table())
    return rows.loc[rows["kind"] == kind, "path"].tolist()


def _says(page: Page, kind: str, count: int) -> None:
    expect(_tab(page, kind)).to_contain_text(re.compile(rf"{kind} {count}\b"))


def test_keys_mark_and_the_counts_follow(open_page: Open, server: Server) -> None:
    page = _open(open_page, server, "Shaky")
    shaky = _suggested(server, "shaky")
    _says(page, "Shaky", len(shaky))
    names = page.locator(".tile:not([hidden]) .name")
    expect(names.first).to_have_text(shaky[0].rpartition("/")[2])
    press(page, "r", "k", "r")
    wait_marks(server, {shaky[0]: "reject", shaky[1]: "keep", shaky[2]: "reject"})
    _says(page, "Shaky", len(shaky) - 3)
    expect(page.get_by_text("2 marked reject already")).to_be_visible()
    expect(names.first).to_have_text(shaky[0].rpartition("/")[2])  # the list holds still
    press(page, "u", "u", "u")
    wait_marks(server, {})
    _says(page, "Shaky", len(shaky))


def test_all_of_a_kind_is_marked_and_taken_back_by_one_undo(open_page: Open, server: Server) -> None:
    page = _open(open_page, server, "Dark")
    dark = _suggested(server, "dark")
    page.get_by_role("button", name=f"Mark these {len(dark)} as reject").click()
    wait_marks(server, dict.fromkeys(dark, "reject"))
    _says(page, "Dark", 0)
    expect(page.locator(".tile.marked.reject:not([hidden])")).to_have_count(len(dark))
    page.get_by_role("button", name="Undo", exact=True).first.click()
    wait_marks(server, {})
    _says(page, "Dark", len(dark))


def test_similar_photos_are_found_here_with_what_stays_beside(open_page: Open, server: Server) -> None:
    page = _open(open_page, server, "Similar")
    page.get_by_role("button", name="Find similar photos").click()
    expect(page.get_by_role("button", name=re.compile("Mark these"))).to_be_visible(timeout=60_000)
    expect(page.get_by_role("button", name="Use these groups")).to_be_visible()
    beside = page.locator(".st-key-suggestion_column")
    expect(beside).to_contain_text("stays:")
    expect(beside.locator(".tiles li")).to_have_count(2)
    expect(beside.get_by_text("may go", exact=True)).to_be_visible()
    expect(beside.get_by_text("stays", exact=True)).to_be_visible()
    settled(page)
    page.screenshot(path=SCREENSHOTS / "suggestions_similar_1280.png")


def test_the_page_keeps_nobody_out(open_page: Open, server: Server) -> None:
    for scheme, width in (("light", 1280), ("dark", 900)):
        page = _open(open_page, server, "Shaky", scheme=scheme, width=width)
        settled(page)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=SCREENSHOTS / f"suggestions_{scheme}_{width}.png")
    page.get_by_role("radio", name="table").click()
    expect(page.get_by_role("button", name="Mark reject")).to_be_disabled()
