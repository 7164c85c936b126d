"""axe-core on every page, light and dark: nothing that keeps people out."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.pages import Open, scanned

SEVERE = ("serious", "critical")


def violations(page: Page) -> list[str]:
    """What axe-core finds serious or critical on the page, shadow roots included: rule, and where."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:200]} {node.get('failureSummary', '')}"
        for rule in found
        if rule["impact"] in SEVERE
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["", "tune", "export"])
def test_no_page_keeps_people_out(open_page: Open, name: str, scheme: str) -> None:
    scanned(open_page("", scheme=scheme))
    page = open_page(name, scheme=scheme)
    page.wait_for_timeout(3000)  # everything that will be drawn is drawn
    assert violations(page) == []
