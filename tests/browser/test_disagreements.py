"""Disagreements by keyboard: one key sides with the other column, undo takes it back, Enter looks."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Server
from tests.browser.pages import Open, marks, scanned_once, settled


def test_one_key_contests_and_enter_looks(open_page: Open, server: Server) -> None:
    scanned_once(open_page)
    page = open_page("audit", scheme="dark", width=900)
    page.get_by_role("radio", name="Disagreements").click()
    tiles = page.locator(".tiles").filter(has=page.locator(".tile .contest:not([hidden])")).locator(".tile")
    expect(tiles.first.locator("img")).to_be_visible()
    title = str(tiles.first.get_attribute("title"))
    assert "left: " in title
    assert "right: " in title
    tiles.first.locator(".open").focus()
    page.keyboard.press("x")
    expect(tiles.first.locator(".answer")).to_have_text("contested")
    expect.soft(page.locator(".tile.marked")).to_have_count(1)
    for _ in range(60):
        if marks(server):
            break
        page.wait_for_timeout(250)
    assert list(marks(server)) == [title.split("\n")[0]]
    settled(page)  # what the first key asked for is drawn
    page.keyboard.press("u")
    expect(page.locator(".tile.marked")).to_have_count(0)
    settled(page)
    tiles.first.locator(".open").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(title.split("\n")[0])
    assert marks(server) == {}
