"""Photos gone through by keyboard in a real browser: marks, undo, selection, filter, the ends of the list."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.gallery import (
    at,
    badge,
    clear,
    current,
    decided,
    drawn,
    listed,
    mark,
    press,
    review,
    says,
    wait_marks,
)
from tests.browser.pages import Open, marks


@pytest.fixture(autouse=True)
def _unmarked(server: Server) -> Iterator[None]:
    """Every test finds the photos without marks, and leaves them so."""
    clear(server)
    yield
    clear(server)


def test_keys_mark_and_the_next_photo_comes(open_page: Open, server: Server) -> None:
    page = review(open_page)
    paths = listed(server)
    press(page, "k", "r", "m", "p", "ArrowRight", "r")
    at(page, 6)
    decided(page, 5)
    assert [badge(page, place) for place in (0, 1, 2, 3, 5)] == [
        "K person",
        "R person",
        "M person",
        "★ person",
        "R person",
    ]
    assert badge(page, 4).endswith("policy")
    says(page, f"Marked reject: {paths[5].rpartition('/')[2]}. Next: {paths[6].rpartition('/')[2]}")
    wait_marks(
        server, dict(zip([*paths[:4], paths[5]], ("keep", "reject", "maybe", "must-have", "reject"), strict=True))
    )
    expect(page.locator("[data-testid=stCode], [role=dialog]")).to_have_count(0)  # C and R are Streamlit's own as well
    press(page, "ArrowLeft", "c")
    at(page, 5)
    decided(page, 4)
    wait_marks(server, dict(zip(paths[:4], ("keep", "reject", "maybe", "must-have"), strict=True)))
    page.reload()
    drawn(page)
    decided(page, 4)
    assert badge(page, 3) == "★ person"


def test_undo_takes_back_step_by_step_and_goes_to_the_photo(open_page: Open, server: Server) -> None:
    page = review(open_page)
    first, second, *_ = listed(server)
    press(page, "k", "ArrowLeft", "r", "m")
    decided(page, 2)
    press(page, "u")
    at(page, 1)
    decided(page, 1)
    press(page, "u")
    at(page, 0)
    assert badge(page, 0) == "K person"
    wait_marks(server, {first: "keep"})
    press(page, "Control+z")
    decided(page, 0)
    wait_marks(server, {})
    expect(page.locator(".gallery .undo")).to_be_disabled()  # the gallery has heard that nothing is left
    press(page, "u")
    says(page, "Nothing to undo")
    press(page, "ArrowRight", "p")
    wait_marks(server, {second: "must-have"})


def test_a_selection_is_marked_as_one_step_and_stays(open_page: Open, server: Server) -> None:
    page = review(open_page)
    paths = listed(server)
    press(page, "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "ArrowRight", "ArrowRight", "Space")
    expect(page.locator(".tile[aria-selected=true]")).to_have_count(4)
    expect(page.locator(".chosen")).to_have_text("4 selected")
    press(page, "r")
    at(page, 5)
    chosen = [paths[place] for place in (1, 2, 3, 5)]
    wait_marks(server, dict.fromkeys(chosen, "reject"))
    says(page, "4 photos: marked reject")
    press(page, "u")
    wait_marks(server, {})
    press(page, "Escape")
    expect(page.locator(".tile[aria-selected=true]")).to_have_count(0)
    page.locator("#photo-2").click()
    page.locator("#photo-4").click(modifiers=["Shift"])
    page.locator("#photo-3").click(modifiers=["Control"])
    expect(page.locator(".tile[aria-selected=true]")).to_have_count(2)
    press(page, "k")
    wait_marks(server, {paths[2]: "keep", paths[4]: "keep"})
    page.locator("#photo-0").click()
    expect(page.locator(".tile[aria-selected=true]")).to_have_count(0)


def test_the_filter_finds_names_and_reasons_and_what_is_typed_marks_nothing(open_page: Open, server: Server) -> None:
    page = review(open_page)
    wanted = [path for path in listed(server) if "img_010" in path.lower()]
    assert len(wanted) > 3
    press(page, "/")
    page.keyboard.type("mark? IMG_010")
    says(page, "No name and no reason holds “mark? IMG_010”")
    for _ in "mark? ":
        press(page, "Home", "Delete")
    expect(page.locator(".tile:visible")).to_have_count(len(wanted))
    press(page, "Enter", "ArrowRight", "k", "r")
    wait_marks(server, {wanted[1]: "keep", wanted[2]: "reject"})
    press(page, "Escape")
    expect(page.locator(".field")).to_have_value("")
    expect(page.locator(".tile.current")).to_have_attribute("aria-label", _starts(wanted[3]))
    press(page, "/")
    page.keyboard.type("blur >")
    expect(page.locator(".hint")).to_contain_text("shown")
    lines = page.locator(".tile:visible .line").all_inner_texts()
    assert lines
    assert all("blur >" in line for line in lines)


def _starts(path: str) -> re.Pattern[str]:
    return re.compile(f"^{re.escape(path.rpartition('/')[2])}, ")


def test_a_filter_that_matches_nothing_says_so_and_keys_do_nothing(open_page: Open, server: Server) -> None:
    page = review(open_page)
    press(page, "/")
    page.keyboard.type("<b>no such photo</b>")
    press(page, "Enter")
    expect(page.get_by_text("No name and no reason holds “<b>no such photo</b>”").first).to_be_visible()
    expect(page.locator(".tile:visible")).to_have_count(0)
    press(page, "k", "r", "ArrowRight", "n", "Space", "z", "u")
    page.wait_for_timeout(500)
    assert marks(server) == {}
    expect(page.locator(".large")).to_be_hidden()
    page.get_by_role("button", name="Clear the filter").click()
    at(page, 0)
    press(page, "k")
    wait_marks(server, {listed(server)[0]: "keep"})


def test_next_undecided_passes_over_marks_and_goes_around_the_end_once(open_page: Open, server: Server) -> None:
    page = review(open_page)
    paths = listed(server)
    mark(server, dict.fromkeys([*paths[:3], *paths[5:-2]], "keep"))
    left = [3, 4, len(paths) - 2, len(paths) - 1]
    decided(page, len(paths) - 4)
    for place in (*left, left[0]):
        press(page, "n")
        at(page, place)
    says(page, "Around the end: ")
    press(page, "Shift+N")
    at(page, left[-1])
    press(page, "k")
    at(page, left[-1])
    says(page, "This is the last photo. 3 undecided: N goes to the next.")
    press(page, "n", "k", "m")
    at(page, left[1] + 1)
    press(page, "n", "r")
    decided(page, len(paths))
    says(page, "Nothing is left to decide")
    press(page, "n")
    says(page, "Nothing is left to decide")
    at(page, left[2] + 1)
    page.locator(".gallery").get_by_role("button", name="Summary").click()
    expect(page.get_by_text("Every photo of the list is decided.")).to_be_visible()
    page.get_by_role("button", name="Back to the photos").click()
    drawn(page)
    at(page, left[2] + 1)


def test_the_ends_of_the_list_hold(open_page: Open, server: Server) -> None:
    page = review(open_page)
    count = len(listed(server))
    press(page, "ArrowLeft")
    says(page, "This is the first photo")
    press(page, "End")
    at(page, count - 1)
    expect(page.locator(".tile.current img.there")).to_be_visible()
    press(page, "ArrowRight", "ArrowDown", "PageDown")
    says(page, "This is the last photo")
    at(page, count - 1)
    press(page, "m", "k")
    at(page, count - 1)
    wait_marks(server, {listed(server)[-1]: "keep"})


def test_marks_of_another_window_appear_and_pending_ones_are_not_lost(open_page: Open, server: Server) -> None:
    page = review(open_page)
    other = review(open_page)
    paths = listed(server)
    press(page, "ArrowRight", "r", "r")
    press(other, "k")
    mark(server, {paths[7]: "maybe"})
    press(page, "r")
    for window in (page, other):
        decided(window, 5)
        assert [badge(window, place) for place in (0, 1, 2, 3, 7)] == [
            "K person",
            "R person",
            "R person",
            "R person",
            "M person",
        ]
    press(other, "u")  # its own last step, not another's
    wait_marks(server, {paths[1]: "reject", paths[2]: "reject", paths[3]: "reject", paths[7]: "maybe"})


def test_buttons_beside_the_gallery_do_what_keys_do(open_page: Open, server: Server) -> None:
    page = review(open_page)
    paths = listed(server)
    page.get_by_role("button", name="Keep", exact=True).click()
    at(page, 1)
    press(page, "r")  # the focus is on the button, and the keys are heard all the same
    at(page, 2)
    expect(page.get_by_text(paths[2], exact=True)).to_be_visible()
    page.get_by_role("button", name="Must-have", exact=True).click()
    at(page, 3)
    wait_marks(server, dict(zip(paths[:3], ("keep", "reject", "must-have"), strict=True)))
    press(page, "u", "u")
    wait_marks(server, {paths[0]: "keep"})
    at(page, 1)


def test_a_mark_may_lead_to_the_next_undecided_or_nowhere(open_page: Open, server: Server) -> None:
    page = review(open_page)
    paths = listed(server)
    mark(server, {paths[1]: "keep", paths[2]: "keep"})
    decided(page, 2)
    _onward(page, "undecided", "then the next undecided")
    press(page, "Home", "k")
    at(page, 3)
    _onward(page, "stay", "then stay here")
    press(page, "m", "r")
    at(page, 3)
    assert current(page) == paths[3].rpartition("/")[2]
    wait_marks(server, {**dict.fromkeys(paths[:3], "keep"), paths[3]: "reject"})


def _onward(page: Page, name: str, choice: str) -> None:
    box = page.get_by_role("combobox", name="After a mark")
    box.click()
    page.get_by_role("option", name=choice).click()
    expect(box).to_have_value(choice)
    expect(page.locator(".gallery")).to_have_attribute("data-onward", name)
    page.locator(".viewport").focus()
