"""Photos labelled blind by real keys: each label once, nothing on the screen that tells, going on after a reload."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from culling.catalog import Catalog
from tests.browser.conftest import SCREENSHOTS, Server
from tests.browser.pages import Open, catalog_path_in, scanned


@pytest.fixture
def catalog(server: Server) -> Iterator[Catalog]:
    """The server's catalog; what is said in a test is taken back after it."""
    from culling.labels import Label

    with Catalog(server.folder, catalog_path_in(server)) as known:
        yield known
        said = known.label_history().query("how == 'blind'")
        known.add_labels([Label(path, None, by, "blind") for path, by in zip(said["path"], said["by"], strict=True)])


def _begin(page: Page, count: int) -> None:
    field = page.get_by_role("spinbutton", name=re.compile("How many photos"))
    field.fill(str(count))
    field.press("Enter")
    page.get_by_role("button", name=f"Label {count} photos blind").click()
    expect(page.locator(".blind .place")).to_have_text(re.compile("^1 of "))


def _shown(page: Page, place: int) -> None:
    """Wait until this is the photo that is on the screen."""
    expect(page.locator(".blind:not([data-seen='']) .place")).to_have_text(re.compile(rf"^{place} of \d+$"))


def _ledger(catalog: Catalog, count: int) -> pd.DataFrame:
    """The labels of the last sample, once there are so many lines."""
    number = max(catalog.draws())
    end = time.monotonic() + 10
    while True:
        history = catalog.label_history()
        own = history[history["draw"] == number]
        if len(own) >= count or time.monotonic() > end:
            assert len(own) == count
            return own
        time.sleep(0.05)


def test_keys_label_photos_and_a_reload_goes_on(open_page: Open, catalog: Catalog) -> None:
    scanned(open_page())
    page = open_page("audit")
    _begin(page, 10)  # and one of them again
    _shown(page, 1)
    for place, key in enumerate("krs", 2):
        page.keyboard.press(key)
        _shown(page, min(place, 3))
    page.keyboard.press("Space")
    expect(page.locator(".loupe-zoomed")).to_be_visible()
    page.keyboard.press("r")
    _shown(page, 4)
    expect(page.locator(".loupe-zoomed")).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    _shown(page, 3)
    expect(page.locator(".blind .last")).to_contain_text("skipped")
    told = page.locator(".blind").evaluate("dialog => dialog.outerHTML")
    order = catalog.draws()[max(catalog.draws())].order
    assert not any(name.rpartition("/")[2].rpartition(".")[0] in told for name in order)
    assert not re.search(r"verdict|reason|laplacian", told.replace("--verdict", ""))
    own = _ledger(catalog, 4)
    assert own["label"].tolist() == ["keep", "reject", "reject", None]
    assert own["path"].tolist() == [order[0], order[1], order[3], order[3]]
    assert set(own["how"]) == {"blind"}
    expect(page.locator("[data-testid=stCode]")).to_have_count(0)  # C and R are Streamlit's own as well
    page.keyboard.press("k")
    page.keyboard.press("Escape")
    expect(page.locator(".blind")).to_have_count(0)
    _ledger(catalog, 5)
    page.reload()
    page.get_by_role("button", name="Go on").first.click()
    _shown(page, 4)
    for place in range(5, 12):
        page.keyboard.press("k")
        _shown(page, place)
    page.keyboard.press("k")
    expect(page.locator(".blind .done")).to_contain_text("All 11 are labelled")
    page.keyboard.press("Enter")
    expect(page.locator(".blind")).to_have_count(0)
    own = _ledger(catalog, 13)
    standing = own[own["label"].notna()].drop_duplicates(["path", "repeat"], keep="last")
    assert sorted(standing["path"]) == sorted(order)
    assert int(standing["repeat"].sum()) == 1


def test_what_is_not_seen_gets_no_label(open_page: Open, catalog: Catalog) -> None:
    scanned(open_page())
    page = open_page("audit", scheme="dark", width=900)
    page.route("**/picture/preview/**", lambda _route: None)  # the pictures do not come for now
    _begin(page, 5)
    page.keyboard.press("k")
    expect(page.locator(".blind .said")).to_have_text("This photo is still on its way.")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".blind .last")).to_contain_text("skipped")
    page.locator(".acts").get_by_role("button", name="Undo").click()
    page.unroute("**/picture/preview/**")  # what was held goes on
    _shown(page, 1)
    page.screenshot(path=SCREENSHOTS / "blind-dark-900.png")
    page.locator(".blind").get_by_role("button", name="Leave").click()
    expect(page.locator(".blind")).to_have_count(0)
    _ledger(catalog, 0)
