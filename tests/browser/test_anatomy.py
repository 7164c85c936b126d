"""Blur anatomy in the browser: what is boxed proposes a condition, which is applied, and removed on Tune; keys."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from culling.anatomy import exempting, points, proposed_cutoff, subject_scale, whole_scale
from culling.catalog import Catalog
from culling.decide import counts, decide
from culling.judge import exempted
from culling.policy import Policy
from culling.rule import Rule, number
from tests.browser.conftest import Server
from tests.browser.maps import draw, said, stage, still
from tests.browser.pages import Open, catalog_path_in, scanned_once
from tests.browser.test_accessibility import violations

RULE = Rule("laplacian_variance", "below", 75.0)
SUBJECT = "sharpest_tile"  # which every photo of the folder has


def _anatomy(open_page: Open, **options: object) -> Page:
    """The page with this measure of the subject, and a rule on the whole image."""
    scanned_once(open_page)
    page = open_page("anatomy", **options)
    page.emulate_media(reduced_motion="reduce")  # points do not wander to their places
    page.get_by_role("combobox", name=re.compile("Subject")).click()
    page.get_by_role("option", name=SUBJECT).click()
    expect(page.locator(f".stage[data-axes*={SUBJECT}]")).to_be_visible()
    page.get_by_role("button", name="Add: reject laplacian_variance below 75").click()
    expect(page.get_by_text("is its usual cutoff")).to_be_hidden()
    still(page)
    return page


def _places(page: Page, where: NDArray[np.float32]) -> NDArray[np.float64]:
    """Where photos are within the stage, in pixels: the box is as wide as the stage, less a rim, and 2 high."""
    scale, left, top = (float(part) for part in str(stage(page).get_attribute("data-view")).split())
    box = stage(page).evaluate("stage => [stage.clientWidth - 90, stage.clientHeight - 90]")
    aspect = min(max(box[0] / box[1], 0.6), 2.2)
    wide = where.astype(np.float64) - 0.5
    return np.column_stack([left + scale * 2 * aspect * wide[:, 0], top - scale * 2 * wide[:, 1]])


def test_a_loop_proposes_a_condition_which_is_applied_and_removed_on_tune(open_page: Open, server: Server) -> None:
    page = _anatomy(open_page)
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        table = catalog.table()
    policy = Policy.default().replace(RULE)
    where = points(table, whole_scale(table, policy, RULE.metric), subject_scale(table, policy, SUBJECT))
    soft = np.flatnonzero((table[RULE.metric] < RULE.reject).to_numpy() & ~np.isnan(where[:, 0]))
    assert len(soft) > 3
    chosen = soft[np.argsort(-where[soft, 1])][:3]  # those whose sharpest tile is the sharpest
    places = _places(page, where)
    low, high = places[chosen].min(axis=0) - 2, places[chosen].max(axis=0) + 2
    rows = [row for row, place in enumerate(places) if (place >= low).all() and (place <= high).all()]
    page.get_by_role("button", name="Box").click()
    draw(page, [(low[0], low[1]), (high[0], high[1])])
    cutoff = proposed_cutoff(table, policy, SUBJECT, rows)
    assert cutoff is not None
    after = exempting(policy, SUBJECT, cutoff)
    spared = np.logical_or.reduce([exempted(rule, table) for rule in after.rules])
    words = f"{spared[rows].sum():,} of the {len(rows):,} selected"
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_text(f"{SUBJECT} > {number(cutoff)}")).to_be_visible()
    expect(page.locator(".st-key-anatomy_photos .tile:not([hidden])").first).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Apply").click()
    kept = counts(decide(table, after))["keep"]
    expect(page.locator(".stSidebar").get_by_text(f"{kept} keep")).to_be_visible()
    page.locator(".stSidebar").get_by_role("link", name="Tune").click()
    card = page.get_by_role("region", name=RULE.metric, exact=True)
    exempt = int(exempted(after.rules_on(RULE.metric)[0], table).sum())
    expect(card.locator(".condition")).to_contain_text(f"not where {SUBJECT} >{exempt} exempt")
    card.get_by_role("button", name="Remove the condition").click()
    expect(card.locator(".condition")).to_be_hidden()
    before = counts(decide(table, after.replace(RULE)))["keep"]
    expect(page.locator(".stSidebar").get_by_text(f"{before} keep")).to_be_visible()


def test_photos_are_gone_through_and_marked_by_keys_in_the_dark(open_page: Open) -> None:
    page = _anatomy(open_page, scheme="dark", width=900)
    assert violations(page) == []
    stage(page).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(said(page)).to_contain_text(re.compile(rf"by the policy.*laplacian_variance.*{SUBJECT}"))
    page.keyboard.press(" ")
    expect(page.get_by_text("1 photo selected")).to_be_visible()
    page.keyboard.press("m")
    expect(said(page)).to_contain_text("marked maybe")
    page.keyboard.press("u")
    expect(said(page)).to_contain_text("Undone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
