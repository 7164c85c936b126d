"""Every part of the audit with labels: it keeps nobody out, fits a narrow window, and is pictured."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from culling.catalog import Catalog
from culling.labels import Label
from culling.ui.auditing import PARTS
from tests.browser.conftest import SCREENSHOTS, Server
from tests.browser.pages import Open, catalog_path_in, scanned_once, settled
from tests.browser.test_accessibility import violations


@pytest.fixture
def _labelled(open_page: Open, server: Server) -> Iterator[None]:
    """The labels that the sample photos come with; nobody says anything of them any more afterwards."""
    scanned_once(open_page)
    with (server.folder / "labels.csv").open(encoding="utf-8") as file:
        said = {row["path"]: row["label"] for row in csv.DictReader(file)}
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        catalog.add_labels([Label(path, label, how="imported") for path, label in said.items()])  # type: ignore[arg-type]
        yield
        catalog.add_labels([Label(path, None, how="imported") for path in said])


@pytest.mark.usefixtures("_labelled")
def test_no_part_keeps_people_out_or_scrolls_sideways(open_page: Open) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page = open_page("audit", scheme="dark", width=900)
    for part, words in PARTS.items():
        page.get_by_role("radio", name=words, exact=True).click()
        expect(page.get_by_role("radio", name=words, exact=True)).to_be_checked()
        settled(page)
        page.screenshot(path=SCREENSHOTS / f"audit_{part}_dark_900.png")
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide <= 0, f"{words} scrolls sideways"
        assert violations(page) == [], words
