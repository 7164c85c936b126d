"""How the browser tests read and drive the gallery."""

from __future__ import annotations

import time

from playwright.sync_api import Page, expect

from culling.catalog import Catalog
from tests.browser.conftest import Server
from tests.browser.pages import Open, catalog_path_in, marks, scanned_once


def review(open_page: Open, **options: object) -> Page:
    """The page on which photos are gone through, when its first pictures are there and the keys belong to it."""
    scanned_once(open_page)
    page = open_page("review", **options)
    drawn(page)
    return page


def drawn(page: Page) -> None:
    expect(page.locator(".tile:not([hidden]) img.there").first).to_be_visible()
    expect(page.locator(".tile:not([hidden]) .name").first).not_to_be_empty()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def current(page: Page) -> str:
    """The name of the photo that one is at."""
    return page.locator(".tile.current .name").inner_text()


def at(page: Page, place: int) -> None:
    """Wait until one is at this place of the list, counted from 0."""
    expect(page.locator(".tile.current")).to_have_attribute("aria-posinset", str(place + 1))


def says(page: Page, text: str) -> None:
    """Wait until the line below the photos, which screen readers speak, holds this."""
    expect(page.locator(".gallery .said")).to_contain_text(text)


def decided(page: Page, count: int) -> None:
    """Wait until so many photos of the list are decided."""
    expect(page.locator(".gallery .done")).to_contain_text(f"{count:,} of ")


def badge(page: Page, place: int) -> str:
    """The letter on a tile, and whether a person or the policy said it."""
    tile = page.locator(f"#photo-{place}")
    who = "person" if "marked" in str(tile.get_attribute("class")).split() else "policy"
    return f"{tile.locator('.badge').inner_text()} {who}"


def listed(server: Server) -> list[str]:
    """All photos, in the order in which the page shows them at first."""
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        return [str(path) for path in catalog.table().index]


def mark(server: Server, wanted: dict[str, str | None]) -> None:
    """Mark photos as another program would."""
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        catalog.set_marks(list(wanted.items()))


def clear(server: Server) -> None:
    """Take all marks back."""
    if known := marks(server):
        mark(server, dict.fromkeys(known))


def wait_marks(server: Server, expected: dict[str, str]) -> None:
    """Wait until exactly these marks are in the catalog."""
    end = time.monotonic() + 20
    while marks(server) != expected and time.monotonic() < end:
        time.sleep(0.25)  # opening a catalog writes to it: asking more often would hold the server up
    assert marks(server) == expected
