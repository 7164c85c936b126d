"""Strips by keyboard: accept, contest, mark, undo; fast presses are all in the catalog, and the strip holds still."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from culling.catalog import Catalog
from tests.browser.conftest import SCREENSHOTS, Server
from tests.browser.pages import Open, catalog_path_in, fits, looks, marks, scanned_once

STRIP = ".st-key-turned_reject"
FAST = "axaaxaxxaaxaaxaxxaax"


@pytest.fixture(autouse=True)
def _without_marks(server: Server) -> Iterator[None]:
    """Each test begins and ends without marks."""
    yield
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        catalog.set_marks([(path, None) for path in catalog.marks().index])


@pytest.fixture
def moved(open_page: Open) -> Callable[..., Page]:
    """The tune page after a move that rejects half of the photos."""

    def start(**options: object) -> Page:
        scanned_once(open_page)
        page = open_page("tune", **options)
        number = page.get_by_role("textbox", name="blur: reject above, exact", exact=True)
        number.fill("0.02")
        number.press("Enter")
        expect(page.locator(f"{STRIP} .tile img").first).to_be_visible()
        expect(page.get_by_text(re.compile("Newly rejected"))).to_be_visible()
        return page

    return start


def _tiles(page: Page) -> Locator:
    return page.locator(f"{STRIP} .tile")


def _paths(page: Page) -> list[str]:
    return [title.split("\n")[0] for title in _tiles(page).evaluate_all("tiles => tiles.map(tile => tile.title)")]


def _marked(server: Server, expected: dict[str, str], seconds: float = 20) -> float:
    """Wait until the catalog holds exactly these marks; how long that took."""
    begun = time.monotonic()
    while marks(server) != expected and time.monotonic() - begun < seconds:
        time.sleep(0.25)  # opening a catalog writes to it: asking more often would hold the server up
    assert marks(server) == expected
    return time.monotonic() - begun


def test_fast_keys_are_all_in_the_catalog_and_the_strip_holds_still(
    moved: Callable[..., Page], server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    page = moved()
    paths = _paths(page)
    assert len(paths) == 24
    _tiles(page).first.locator(".open").focus()
    for key in FAST:
        page.keyboard.press(key)
    answers = ["accepted" if key == "a" else "contested" for key in FAST]
    assert page.locator(f"{STRIP} .answer").all_inner_texts()[: len(FAST)] == answers  # painted at once
    took = _marked(server, {path: {"a": "reject", "x": "keep"}[key] for path, key in zip(paths, FAST, strict=False)})
    with capsys.disabled():
        sys.stdout.write(
            f"\n{len(FAST)} fast keys in the catalog {1000 * took:.0f} ms after the last, asked 4 times a second\n"
        )
    page.wait_for_timeout(1000)
    assert _paths(page) == paths
    assert page.locator(f"{STRIP} .answer").all_inner_texts()[: len(FAST)] == answers
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        assert catalog.mark_history()["how"].tail(len(FAST)).tolist() == [
            {"a": "strip accept", "x": "strip contest"}[key] for key in FAST
        ]


def test_a_press_is_painted_in_the_next_frame(
    moved: Callable[..., Page], server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    page = moved()
    times = (
        _tiles(page)
        .first.locator(".open")
        .evaluate(
            """async (open) => {
            const times = [];
            open.focus();
            for (let at = 0; at < 8; at += 1) {
                const target = open.getRootNode().activeElement;
                const begun = performance.now();
                target.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true, cancelable: true }));
                if (target.querySelector(".answer").textContent !== "accepted") throw new Error("not painted");
                await new Promise(requestAnimationFrame);
                times.push(performance.now() - begun);
            }
            return times;
        }"""
        )
    )
    with capsys.disabled():
        sys.stdout.write(f"\nkey → frame over a strip: median {sorted(times)[4]:.1f} ms\n")
    assert sorted(times)[4] < 500
    _marked(server, dict.fromkeys(_paths(page)[:8], "reject"))


def test_every_mark_has_its_key_and_undo_takes_back_one_at_a_time(moved: Callable[..., Page], server: Server) -> None:
    page = moved()
    paths = _paths(page)
    _tiles(page).first.locator(".open").focus()
    for key in "kmrp":
        page.keyboard.press(key)
    expected = dict(zip(paths, ("keep", "maybe", "reject", "must-have"), strict=False))
    _marked(server, expected)
    page.wait_for_timeout(800)  # all is heard: what is undone now only Python knows
    page.keyboard.press("u")
    _marked(server, {path: expected[path] for path in paths[:3]})
    expect(_tiles(page).nth(3)).not_to_have_class(re.compile("marked"))
    page.keyboard.press("Home")
    page.keyboard.press("c")
    _marked(server, {path: expected[path] for path in paths[1:3]})
    page.keyboard.press("u")
    _marked(server, {path: expected[path] for path in paths[:3]})
    expect(_tiles(page).first).to_have_class(re.compile("marked"))


def test_one_tile_is_in_the_tab_order_and_arrows_lead_on(moved: Callable[..., Page], server: Server) -> None:
    page = moved()
    first = _tiles(page).first.locator(".open")
    first.focus()
    for key, place in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 23), ("ArrowRight", 23)):
        page.keyboard.press(key)
        expect(_tiles(page).nth(place).locator(".open")).to_be_focused()
        expect(page.locator(f"{STRIP} .open[tabindex='0']")).to_have_count(1)
    page.keyboard.press("a")
    expect(_tiles(page).nth(23).locator(".open")).to_be_focused()
    expect(page.locator(f"{STRIP} .said")).to_contain_text("This was the last photo.")
    path = _paths(page)[23]
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text(path, exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    _marked(server, {path: "reject"})


def test_keys_with_a_modifier_are_not_ours_and_the_small_buttons_are(
    moved: Callable[..., Page], server: Server
) -> None:
    page = moved()
    paths = _paths(page)
    _tiles(page).first.locator(".open").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+x")
    page.wait_for_timeout(600)
    assert marks(server) == {}
    for place, name in ((0, "Contest"), (1, "Accept")):
        _tiles(page).nth(place).hover()
        _tiles(page).nth(place).get_by_role("button", name=re.compile(f"^{name}: mark")).click()
    _marked(server, {paths[0]: "keep", paths[1]: "reject"})
    expect(page.get_by_test_id("stMetricValue").first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)  # the photo was not opened


def test_strips_fit_and_are_pictured(moved: Callable[..., Page], server: Server) -> None:
    page = moved()
    _tiles(page).first.locator(".open").focus()
    for key in "aax":
        page.keyboard.press(key)
    assert all(fits(page) for _ in looks(page, SCREENSHOTS / "strips_{look}.png"))
    page.get_by_text("beside another policy").click()
    page.get_by_role("button", name="Take this policy").wait_for()
    assert all(fits(page) for _ in looks(page, SCREENSHOTS / "versus_{look}.png"))


def test_after_a_photo_was_looked_at_keys_go_on_where_they_were(moved: Callable[..., Page], server: Server) -> None:
    page = moved()
    paths = _paths(page)
    _tiles(page).nth(2).locator(".open").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("dialog").locator(".loupe-layer img").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(_tiles(page).nth(2).locator(".open")).to_be_focused()
    page.keyboard.press("x")
    _marked(server, {paths[2]: "keep"})
