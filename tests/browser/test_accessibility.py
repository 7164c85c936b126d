"""axe-core on every page, light and dark: nothing that keeps people out."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.gallery import press, review
from tests.browser.pages import Open, scanned_once, settled

SEVERE = ("serious", "critical")


def violations(page: Page) -> list[str]:
    """What axe-core finds serious or critical on the page, shadow roots included: rule, and where."""
    settled(page)  # what Streamlit draws anew is faded meanwhile, and nobody reads it then
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:200]} {node.get('failureSummary', '')}"
        for rule in found
        if rule["impact"] in SEVERE
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["tune", "export", "networks"])
def test_no_page_keeps_people_out(open_page: Open, server: Server, name: str, scheme: str) -> None:
    """Anatomy, Similar, Suggestions and Audit are looked at by their own tests, Library and Review below."""
    scanned_once(open_page)
    page = open_page(name, scheme=scheme)
    assert violations(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_neither_do_library_and_review_nor_their_large_views(open_page: Open, scheme: str) -> None:
    page = review(open_page, scheme=scheme)
    assert violations(page) == []
    press(page, "z")
    assert violations(page) == []
    press(page, "Escape", "Space", "ArrowRight", "Space", "z")  # two side by side
    assert violations(page) == []
    page = open_page("", scheme=scheme)
    assert violations(page) == []
    page.locator(".tile").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


def test_neither_do_sliders_nor_the_table(open_page: Open, server: Server) -> None:
    scanned_once(open_page)
    for name, twin in (("tune", "sliders"), ("review", "table")):
        page = open_page(name)
        page.get_by_role("radio", name=twin).click()
        assert violations(page) == [], twin
