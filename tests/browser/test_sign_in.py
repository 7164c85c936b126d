"""Signing in with a real provider: what each person sees and may do, and that nothing of it leaks."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from culling.catalog import Catalog
from tests.browser.conftest import Server, Watch
from tests.browser.gallery import current, drawn, press
from tests.browser.pages import catalog_path_in, marks, scanned
from tests.browser.signing import sign_in, signing_in
from tests.ui.photos import write_photos
from tests.ui.sign_ins import CLIENT_SECRET, COOKIE_SECRET

_PAGES = (
    *("Library", "Tune", "Anatomy", "Similar", "Suggestions", "Review", "Audit", "Rescue", "Export", "Learn"),
    "Networks",
)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A dashboard with sign-in; afterwards nothing in its log may be a secret."""
    base = tmp_path_factory.mktemp("signing")
    folder = base / "photos"
    write_photos(folder)
    with signing_in(folder, base) as server:
        yield server
    log = (base / "log").read_text()
    assert not [secret for secret in (COOKIE_SECRET, CLIENT_SECRET, "_streamlit_user=") if secret in log]
    assert log == f"culling is at {server.address} (stop it with Ctrl+C)\n"


def _page(browser: Browser, watch: Watch, scheme: str = "light") -> Page:
    page = browser.new_context(color_scheme=scheme).new_page()  # type: ignore[arg-type]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.on("console", watch.console)
    page.on("pageerror", lambda error: watch.complaints.append(str(error)))
    return page


def _status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_each_person_sees_and_does_what_the_role_covers(guarded: Server, browser: Browser, watch: Watch) -> None:
    ann = _page(browser, watch)
    sign_in(ann, guarded, "ann")
    scanned(ann)
    sidebar = ann.get_by_test_id("stSidebar")
    expect(sidebar).to_contain_text("ann@example.org")
    ann.get_by_role("link", name="Review").click()
    drawn(ann)
    name = current(ann)
    press(ann, "r")
    expect(ann.locator(".gallery .done")).to_contain_text("1 of ")
    picture = str(ann.locator(".tile img.there").first.get_attribute("src"))
    assert _status(f"{guarded.address}{urlsplit(picture).path}") == 401, "a copied link is of no use to a stranger"

    bob = _page(browser, watch, "dark")
    sign_in(bob, guarded, "bob")
    expect(bob.get_by_test_id("stSidebar")).to_contain_text("look only")
    bob.get_by_role("link", name="Review").click()
    drawn(bob)
    press(bob, "k", "k", "k")
    expect(bob.locator(".gallery").get_by_text("You may look, not mark.")).to_be_visible()
    assert str(guarded.folder) not in bob.locator("body").inner_text()
    assert list(marks(guarded)) == [name]
    with Catalog(guarded.folder, catalog_path_in(guarded)) as catalog:
        assert set(catalog.mark_history()["by"]) == {"ann@example.org"}

    for nobody, why in (("eve", "eve@example.org is not let in"), ("una", "not verified")):
        page = _page(browser, watch)
        sign_in(page, guarded, nobody)
        expect(page.get_by_text(why)).to_be_visible()
        expect(page.get_by_test_id("stSidebar")).to_have_count(0)
        assert page.request.get(f"{guarded.address}{urlsplit(picture).path}").status == 401

    ann.get_by_role("button", name="Sign out").click()
    expect(ann).to_have_url(re.compile("end_session"))  # the provider asks whether to forget them, too
    ann.goto(guarded.address)
    expect(ann.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert ann.request.get(f"{guarded.address}{urlsplit(picture).path}").status == 401


def test_every_page_keeps_to_the_policy_and_asks_nobody_else(guarded: Server, browser: Browser, watch: Watch) -> None:
    page = _page(browser, watch)
    sign_in(page, guarded, "bob")
    watch.complaints.clear()  # the provider's own page is none of ours
    page.on("request", lambda request: watch.hosts.add(urlsplit(request.url).netloc))
    navigation = page.get_by_test_id("stSidebarNav")
    for name in _PAGES:
        navigation.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        assert str(guarded.folder.parent) not in page.locator("body").inner_text(), f"{name} tells where photos lie"
    assert watch.complaints == []
    assert watch.hosts <= {urlsplit(guarded.address).netloc, ""}
