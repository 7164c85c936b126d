"""The group guard on Tune: switched on and off, live under a drag, and gone with the groups."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from culling.catalog import Catalog
from culling.decide import counts, decide
from culling.guard import was_saved
from culling.policy import Policy
from tests.browser.conftest import SCREENSHOTS, Server
from tests.browser.cuts import DEFAULT, dragging, live_counts, open_tune, policy_of, wait_heard
from tests.browser.pages import Open, catalog_path_in, looks


@pytest.fixture
def table(tune: Page, server: Server) -> Iterator[pd.DataFrame]:
    """The folder's photos, scanned when a page has been opened, in groups of three as long as the test runs."""
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        paths = catalog.table().index
        catalog.keep_groups(pd.Series(np.arange(len(paths)) // 3 * 1.0, index=paths), {"method": "by hand"})
        yield catalog.table()
        catalog.drop_groups()


def _guard(page: Page) -> None:
    page.get_by_text("Group guard", exact=True).click()


def _said_saved(page: Page) -> int:
    return int(page.locator(".head .saved").inner_text().split()[0])


def _true(table: pd.DataFrame, policy: Policy) -> tuple[dict[str, int], int]:
    decisions = decide(table, policy.guarding())
    return counts(decisions), int(was_saved(decisions).sum())


def test_while_a_line_is_dragged_whole_groups_are_guarded(tune: Page, table: pd.DataFrame) -> None:
    expect(tune.locator(".head .saved")).to_be_hidden()
    _guard(tune)
    wait_heard(tune, _true(table, DEFAULT)[0])
    expect(tune.locator(".head .saved")).to_be_visible()
    seen = set()
    for _ in dragging(tune, "blur: reject above"):
        true = _true(table, policy_of(tune))
        assert (live_counts(tune), _said_saved(tune)) == true
        seen.add(true[1])
    assert len(seen) > 3
    tune.mouse.up()
    wait_heard(tune, _true(table, policy_of(tune))[0])
    _guard(tune)
    wait_heard(tune, counts(decide(table, policy_of(tune))))
    expect(tune.locator(".head .saved")).to_be_hidden()
    assert live_counts(tune) == counts(decide(table, policy_of(tune)))
    tune.keyboard.press("Control+z")  # from the page: the switch is a move as well
    wait_heard(tune, _true(table, policy_of(tune))[0])
    expect(tune.get_by_role("switch", name="Group guard", checked=True)).to_have_count(1)


def test_groups_that_are_dropped_are_guarded_no_longer(tune: Page, table: pd.DataFrame, server: Server) -> None:
    _guard(tune)
    wait_heard(tune, _true(table, DEFAULT)[0])
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        catalog.drop_groups()
    wait_heard(tune, counts(decide(table, DEFAULT)))
    expect(tune.locator(".head .saved")).to_be_hidden()
    expect(tune.get_by_text("this folder keeps none")).to_be_visible()
    _guard(tune)
    expect(tune.get_by_role("switch", name="Group guard", disabled=True)).to_have_count(1)
    tune.get_by_role("button", name="choose groups on Similar").click()
    expect(tune.get_by_role("heading", name="Similar", level=1)).to_be_visible()


def test_the_guard_is_pictured(open_page: Open, table: pd.DataFrame) -> None:
    page = open_tune(open_page)  # the one that the groups were kept from is left
    _guard(page)
    wait_heard(page, _true(table, DEFAULT)[0])
    for width in looks(page, SCREENSHOTS / "guard_{look}.png"):
        for part in (page.get_by_test_id("stCheckbox").first, page.get_by_text("Policy:").first):
            box = part.bounding_box()
            assert box is not None
            assert 0 < box["x"] + box["width"] <= width
