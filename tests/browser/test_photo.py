"""One photo large in a real browser: keys, marks, blur map, focus."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import HOSTILE, SCREENSHOTS, Server, Watch
from tests.browser.pages import Open, marks, scanned


def _open_photo(page: Page, place: int) -> tuple[Locator, list[str]]:
    """The dialog on a photo that was opened by keyboard; the paths of it and of those that follow."""
    scanned(page)
    tile = page.locator(".tile").nth(place)
    titles = page.locator(".tile").evaluate_all("tiles => tiles.map(tile => tile.title)")
    tile.get_by_role("button").first.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    _shows(dialog, paths := [title.splitlines()[0] for title in titles][place:])
    return dialog, paths


def _shows(dialog: Locator, paths: list[str], words: str = "") -> None:
    """Wait until the first of these photos is named, and its picture is the one that is seen."""
    expect(dialog.get_by_text(paths[0], exact=True)).to_be_visible()
    picture = dialog.locator(f'.loupe-pane:not(.loupe-waiting) .loupe-layer img[alt^="{words}{paths[0]}"]')
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 200


def _unmark(dialog: Locator) -> None:
    dialog.get_by_role("button", name="Clear mark").click()
    expect(dialog.get_by_text("by the policy")).to_be_visible()


def test_the_blur_map_is_shown_and_keys_mark_and_turn(open_page: Open, server: Server) -> None:
    page = open_page()
    dialog, paths = _open_photo(page, 3)
    page.keyboard.press("b")
    _shows(dialog, paths, "blur map of ")
    expect(dialog.get_by_text("9 px, blurred")).to_be_visible()
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "photo_blur_map.png")
    page.keyboard.press("ArrowRight")
    _shows(dialog, paths[1:], "blur map of ")
    page.keyboard.press("r")  # Streamlit itself would run the page again
    _shows(dialog, paths[2:], "blur map of ")
    assert marks(server) == {paths[1]: "reject"}
    for key in ("k", "ArrowLeft", "ArrowLeft", "b"):  # faster than the page follows
        page.keyboard.press(key)
    _shows(dialog, paths[1:])
    expect(dialog.locator(".loupe-layer img")).to_have_attribute("alt", paths[1])
    expect(dialog.get_by_text("marked by you")).to_be_visible()
    assert marks(server) == {paths[1]: "reject", paths[2]: "keep"}
    for key in ("c", "ArrowRight", "c"):
        page.keyboard.press(key)
    _shows(dialog, paths[2:])
    expect(dialog.get_by_text("by the policy")).to_be_visible()
    assert marks(server) == {}
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("k")  # nothing is open: nothing is marked
    page.wait_for_timeout(500)
    assert marks(server) == {}


def test_buttons_do_the_same_and_the_focus_stays_in_the_dialog(open_page: Open, server: Server) -> None:
    page = open_page()
    dialog, paths = _open_photo(page, 8)
    dialog.get_by_role("button", name="Next", exact=True).click()
    _shows(dialog, paths[1:])
    dialog.get_by_role("button", name="Previous", exact=True).click()
    _shows(dialog, paths)
    dialog.get_by_text("After a mark go to the next photo").click()
    dialog.get_by_role("button", name="Maybe", exact=True).click()
    expect(dialog.get_by_text("marked by you")).to_be_visible()
    assert marks(server) == {paths[0]: "maybe"}
    _unmark(dialog)
    assert marks(server) == {}
    dialog.get_by_role("radio", name="motion").click()
    _shows(dialog, paths, "motion of ")
    page.keyboard.press("ArrowLeft")  # in the switch: it moves within the choices, not to another photo
    page.keyboard.press("Space")
    _shows(dialog, paths, "blur map of ")
    dialog.get_by_role("radio", name="clipping").click()
    _shows(dialog, paths, "clipping of ")
    expect(dialog.get_by_text("shadows, luma ≤ 5")).to_be_visible()
    dialog.get_by_role("radio", name="peaking").click()
    _shows(dialog, paths, "focus peaking of ")
    page.keyboard.press("b")
    _shows(dialog, paths, "blur map of ")
    page.keyboard.press("b")
    expect(dialog.locator(".loupe-layer img")).to_have_attribute("alt", paths[0])
    assert page.evaluate("document.querySelector('[role=dialog]').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_picture_that_cannot_be_made_says_why(open_page: Open, watch: Watch) -> None:
    page = open_page()
    scanned(page)
    reason = "The file is <b>gone</b>."
    page.route("**/picture/preview/**", lambda route: route.fulfill(status=422, content_type="text/plain", body=reason))
    page.locator(".tile").nth(5).click()
    expect(page.get_by_role("dialog").get_by_text(reason, exact=True)).to_be_visible()
    expect(page.get_by_role("dialog").locator(".loupe-layer img")).to_have_count(0)
    page.unroute("**/picture/preview/**")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("dialog").locator(".loupe-layer img")).to_be_visible()
    assert all("422" in complaint for complaint in watch.complaints)
    watch.complaints.clear()


def test_hostile_names_are_only_ever_text(open_page: Open) -> None:
    page = open_page()
    scanned(page)
    page.get_by_role("combobox", name="Look at a photo").fill(HOSTILE[0][-12:])
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    _shows(dialog, [HOSTILE[0]])
    box = dialog.get_by_role("combobox", name="Compare with")
    box.click()
    box.fill("onerror")
    box.press("Enter")
    expect(dialog.locator(".loupe-name")).to_have_text([name.rpartition("/")[2] for name in HOSTILE])
    expect(dialog.locator(".loupe-pane:not(.loupe-waiting) .loupe-layer img")).to_have_count(2)
    assert page.title() != "owned"
    page.keyboard.press("Escape")
