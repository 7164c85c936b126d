"""Cuts dragged in the histograms: counted as `decide` counts, told to Python once."""

from __future__ import annotations

import statistics
from collections.abc import Callable

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from culling.decide import counts, decide
from tests.browser.conftest import SCREENSHOTS, Server
from tests.browser.cuts import (
    BLUR,
    DEFAULT,
    cut_of,
    dragging,
    handle,
    live_counts,
    open_tune,
    policy_of,
    python_is_at,
    true_counts,
    wait_heard,
    wait_lines,
)
from tests.browser.pages import LOOKS, Open, settled


@pytest.mark.parametrize("name", ["blur: reject above", "luminance: reject below", "luminance: maybe above"])
def test_while_a_line_is_dragged_the_counts_are_those_of_decide(tune: Page, table: pd.DataFrame, name: str) -> None:
    seen = set()
    for cut in dragging(tune, name):
        assert live_counts(tune) == true_counts(table, tune)
        seen.add(cut)
    assert len(seen) > 8
    assert python_is_at(tune, DEFAULT, table)
    tune.mouse.up()
    wait_heard(tune, true_counts(table, tune))


def test_a_drag_is_one_move_which_one_undo_takes_back(tune: Page, table: pd.DataFrame) -> None:
    undo = tune.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()
    for _ in dragging(tune, "blur: reject above"):
        pass
    tune.mouse.up()
    moved = policy_of(tune)
    wait_heard(tune, true_counts(table, tune))
    undo.click()
    wait_heard(tune, counts(decide(table, DEFAULT)))
    expect(undo).to_be_disabled()
    wait_lines(tune, DEFAULT)
    assert live_counts(tune) == counts(decide(table, DEFAULT))
    tune.keyboard.press("Control+Shift+z")
    wait_heard(tune, counts(decide(table, moved)))
    wait_lines(tune, moved)
    tune.keyboard.press("Control+z")
    wait_heard(tune, counts(decide(table, DEFAULT)))


def test_the_other_line_comes_along_and_escape_takes_a_drag_back(tune: Page, table: pd.DataFrame) -> None:
    for cut in dragging(tune, "blur: reject above"):
        assert cut_of(tune, "blur: maybe above") == min(cut, BLUR.maybe or cut)
    assert policy_of(tune).rules != DEFAULT.rules
    tune.keyboard.press("Escape")
    tune.mouse.move(400, 500)
    tune.mouse.up()
    assert policy_of(tune).rules == DEFAULT.rules
    assert live_counts(tune) == counts(decide(table, DEFAULT))
    tune.wait_for_timeout(500)
    expect(tune.get_by_role("button", name="Undo")).to_be_disabled()


def test_the_photos_on_both_sides_of_the_cut_are_shown(tune: Page, table: pd.DataFrame) -> None:
    values = table["blur"].dropna()
    for cut in dragging(tune, "blur: reject above", steps=7):
        under, over = values[values <= cut], values[values > cut]
        nearest = [side.idxmax() if len(side) else "" for side in (under,)] + [over.idxmin() if len(over) else ""]
        shown = tune.locator(".side").evaluate_all("sides => sides.map(side => side.title)")
        for path, title, column in zip(nearest, shown, (under, over), strict=True):
            assert title == path or column[title] == column[path]  # photos may share a value
    tune.keyboard.press("Escape")


def test_a_photo_beside_the_cut_opens_large(tune: Page, table: pd.DataFrame) -> None:
    sides = tune.locator(".side")
    below, above = (str(sides.nth(place).get_attribute("title")) for place in range(2))
    sides.nth(1).click()
    expect(tune.get_by_role("dialog")).to_contain_text(above.rpartition("/")[2])
    tune.get_by_role("dialog").get_by_role("button", name="Previous").first.click()  # in the order of the measure
    expect(tune.get_by_role("dialog")).to_contain_text(below.rpartition("/")[2])


def test_a_move_is_quick(tune: Page, record_property: Callable[[str, object], None]) -> None:
    tune.evaluate("performance.clearMeasures()")
    for _ in dragging(tune, "blur: reject above", steps=24):
        pass
    tune.mouse.up()
    took = tune.evaluate("performance.getEntriesByName('culling-move').map(move => move.duration)")
    assert len(took) > 20
    print(f"\na move took {statistics.median(took):.1f} ms in the median of {len(took)}, at most {max(took):.1f} ms")  # noqa: T201
    record_property("move_ms", statistics.median(took))
    assert statistics.median(took) <= 50


def test_a_finger_drags_a_line(open_page: Open, server: Server, browser: object, table: pd.DataFrame) -> None:
    page = open_tune(open_page)
    line = handle(page, "blur: reject above")
    before = cut_of(page, "blur: reject above")
    box = line.bounding_box()
    assert box is not None
    client = page.context.new_cdp_session(page)
    x, y = box["x"] + 10, box["y"] + 40
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        *(("touchMove", [{"x": x - 10 * step, "y": y}]) for step in range(1, 8)),
        ("touchEnd", []),
    ):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert cut_of(page, "blur: reject above") < before
    wait_heard(page, true_counts(table, page))


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_the_histograms_are_pictured_while_a_line_is_dragged(open_page: Open, scheme: str, width: int) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page = open_tune(open_page, scheme=scheme, width=width)
    for _ in dragging(page, "blur: reject above"):
        pass
    settled(page)
    page.screenshot(path=SCREENSHOTS / f"cutoffs_{scheme}_{width}.png")
    assert page.locator(".root.dragging").count() == 1
    page.keyboard.press("Escape")
    inks = page.locator(".bars").first.evaluate(
        """canvas => { const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        const inks = new Set();
        for (let at = 0; at < data.length; at += 4)
          if (data[at + 3] === 255) inks.add([...data.slice(at, at + 3)].join());
        return [...inks]; }"""
    )
    assert set(inks) >= {"33,141,196", "190,136,0", "210,69,69"}  # keep, maybe, reject as everywhere
