"""What several browser tests do to a page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from culling.catalog import Catalog, catalog_path

if TYPE_CHECKING:  # conftest has fixtures made of what stands here
    from tests.browser.conftest import Server

Open = Callable[..., Page]

#: A theme and a width each: every theme and every width once.
LOOKS = [("light", 1280), ("dark", 900)]


def scanned(page: Page) -> None:
    """Wait until the scan is over and the photos are there."""
    expect(page.get_by_role("button", name="Scan again")).to_be_visible(timeout=180_000)
    expect(page.locator(".tile").first).to_be_visible()


def catalog_path_in(server: Server) -> Path:
    """The catalog of the server, which has a data directory of its own."""
    return server.data / "culling" / "catalogs" / catalog_path(server.folder).name


def marks(server: Server) -> dict[str, str]:
    """The marks in the server's catalog, by path."""
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        return {str(path): str(mark) for path, mark in catalog.marks().items()}
