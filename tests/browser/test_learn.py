"""Learn in the browser: an address opens one view for everybody and stays on its page; a lesson by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from culling.lessons.focus import LESSON
from tests.browser.pages import Open

VIEW = "learn?lesson=focus&focus-defocus=6&focus-noise=25"
FOOLED = re.compile(r"^\d of 9 say that damage made the photo sharper: .*laplacian_variance.*reblur")


def _said(page: Page) -> str:
    told = page.locator(".stMarkdown", has_text=FOOLED)
    expect(told).to_be_visible()
    return told.inner_text()


def test_an_address_opens_the_same_view_for_a_second_person_and_stays_on_its_page(open_page: Open) -> None:
    page = open_page(VIEW)
    said = _said(page)
    page.get_by_role("slider", name="Defocus").press("ArrowRight")
    expect(page).to_have_url(re.compile(r"focus-defocus=6\.5"))
    second = open_page(page.url.removeprefix(f"{open_page.server.address}/"))
    assert _said(second).split(":")[0] == said.split(":")[0]
    expect(second.get_by_role("slider", name="Defocus")).to_have_value("6.5")
    page.get_by_role("link", name="Networks").click()
    expect(page.get_by_role("heading", name="Networks", level=1)).to_be_visible()
    assert "focus-" not in page.url
    page.get_by_role("link", name="Learn").click()
    expect(page.get_by_role("slider", name="Defocus")).to_have_value("6.5")
    expect(page).to_have_url(re.compile(r"focus-defocus=6\.5"))


def test_a_lesson_is_chosen_and_its_question_answered_by_keyboard_on_a_narrow_page(open_page: Open) -> None:
    page = open_page("learn?lesson=resolution", scheme="dark", width=400)
    page.get_by_role("button", name="Previous").press("Enter")
    expect(page.get_by_role("heading", name=LESSON.title)).to_be_visible()
    page.get_by_role("radio", name=LESSON.choices[0]).press("Space")
    page.get_by_role("button", name="Check").press("Enter")
    expect(page.get_by_text(LESSON.because[0])).to_be_visible()
    page.get_by_role("button", name="Try again").press("Enter")
    page.get_by_role("radio", name=LESSON.choices[LESSON.answer]).press("Space")
    page.get_by_role("button", name="Check").press("Enter")
    expect(page.get_by_text("answered, 1 of 6: focus")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
