"""At the cutoff in a real browser: a move is followed, and only by what it changes; a cell opens its photos."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from culling.audit.confusion import confusion, counted_in
from culling.audit.said import rejected
from culling.catalog import Catalog
from culling.labels import Label, Truth
from tests.browser.conftest import Server
from tests.browser.cuts import policy_of
from tests.browser.pages import Open, catalog_path_in, scanned_once


@pytest.fixture
def part(open_page: Open, server: Server) -> Iterator[tuple[Page, pd.DataFrame, Truth]]:
    """The part of the audit, with a label for every other photo; nobody says anything of them any more afterwards."""
    scanned_once(open_page)
    page = open_page("audit")
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        table = catalog.table()
        said = {str(path): ("reject" if row % 3 == 0 else "keep") for row, path in enumerate(table.index) if row % 2}
        catalog.add_labels([Label(path, label, how="blind") for path, label in said.items()])  # type: ignore[arg-type]
        page.get_by_role("radio", name="At the cutoff").click()
        yield page, table, Truth.of(table, said)
        catalog.add_labels([Label(path, None, how="blind") for path in said])


def test_the_numbers_follow_the_histograms_and_a_cell_opens(part: tuple[Page, pd.DataFrame, Truth]) -> None:
    page, table, truth = part
    cells = {name: page.locator(f".st-key-audit_cell_{name} button").first for name in ("tp", "fp", "fn", "tn")}
    expect(page.locator(".st-key-audit_roc .js-plotly-plot")).to_be_visible()
    for value in ("0.02", "0.3"):
        field = page.locator("input[aria-label^='blur: reject above']")
        field.fill(value)
        field.press("Enter")
        found = confusion(truth, rejected(table, policy_of(page)))
        for name, cell in cells.items():
            expect(cell).to_contain_text(f"{getattr(found, name)} ")
    cells["fn"].click()
    expect(page.locator("strong", has_text=counted_in("fn", found.fn))).to_be_visible()
