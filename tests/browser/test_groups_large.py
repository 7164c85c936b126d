"""Groups of real photos in a real browser: large and side by side, and nothing that keeps people out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from culling.catalog import Catalog
from tests.browser.conftest import SCREENSHOTS, Server, serving
from tests.browser.gallery import press
from tests.browser.pages import Open, catalog_path_in, scanned_once, settled
from tests.browser.test_accessibility import violations
from tests.ui.photos import write_photos


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Five copies of one photo and two of another, byte for byte, and one that is alone."""
    base = tmp_path_factory.mktemp("series")
    folder = base / "photos"
    write_photos(folder, ["a1.jpg", "b1.jpg", "c1.jpg"])
    for name in ("a2.jpg", "a3.jpg", "a4.jpg", "a5.jpg"):
        shutil.copy(folder / "a1.jpg", folder / name)
    shutil.copy(folder / "b1.jpg", folder / "b2.jpg")
    with serving(folder, base) as running:
        yield running


def _groups(open_page: Open, server: Server, **options: object) -> Page:
    """The page Similar, grouped by equal files; a scan before it may still be under way."""
    scanned_once(open_page)
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        for path in catalog.chosen_keepers():
            catalog.choose_keeper(path, False)
        catalog.keep_groups(catalog.table()["blur"].iloc[:0], {"method": "exact"})
    page = open_page("similar", **options)
    expect(page.locator(".groups .tile img.there").first).to_be_visible()
    expect(page.locator(".groups .done")).to_have_text("0 of 2 groups decided · 7 photos")
    return page


def test_photos_stand_large_and_side_by_side_within_their_group(open_page: Open, server: Server) -> None:
    page = _groups(open_page, server)
    large, said = page.locator(".groups .large"), page.locator(".groups .said")
    head = large.locator(".bar .head")
    press(page, "z")
    expect(head).to_have_text("1 of 5")
    press(page, "e")  # among the groups it shows all of one; here it is an overlay's, as everywhere
    expect(page.locator(".loupe-layer img")).to_have_attribute("src", re.compile("/picture/faces/"))
    press(page, "e")
    press(page, *["ArrowRight"] * 5)
    expect(said).to_have_text("This is the last photo of the group.")
    expect(head).to_have_text("5 of 5")
    press(page, "PageDown")
    expect(head).to_have_text("1 of 2")
    press(page, "PageUp", "ArrowRight", "ArrowRight", "s")  # the keeper a1, the present one a3, and those after it
    expect(head).to_have_text("4 of 5 side by side")
    for name in ("a1.jpg · keeper", "a3.jpg", "a4.jpg", "a5.jpg"):
        expect(large).to_contain_text(name)
    press(page, "ArrowRight", "g")
    expect(large).to_contain_text("a4.jpg · keeper · chosen by you")
    press(page, "g")
    expect(large).to_contain_text("a1.jpg · keeper")
    press(page, "r", "u", "Escape")
    expect(large).to_be_hidden()
    expect(page.locator(".groups .tile.current .name")).to_have_text("a4.jpg")
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        assert catalog.chosen_keepers() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out(open_page: Open, server: Server, scheme: str) -> None:
    page = _groups(open_page, server, scheme=scheme)
    press(page, "ArrowRight", "g")
    expect(page.locator(".groups .tile.current .keeper")).to_have_text("keeper · chosen by you")
    settled(page)
    assert violations(page) == []
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"groups_{scheme}_1280.png")
    press(page, "g", "s")
    settled(page)
    assert violations(page) == []
    press(page, "Escape")
    page.get_by_role("radio", name="table", exact=True).click()
    expect(page.get_by_role("button", name="Accept the group")).to_be_visible()
    settled(page)
    assert violations(page) == []
