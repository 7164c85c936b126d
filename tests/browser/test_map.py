"""The map in a real browser: what is selected, said, coloured and grouped is what Python works out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import HOSTILE, SCREENSHOTS, Server
from tests.browser.gallery import clear, wait_marks
from tests.browser.maps import (
    chosen,
    draw,
    known,
    on_screen,
    said,
    selected_names,
    similar,
    stage,
    still,
    true_counts,
    within,
)
from tests.browser.pages import Open, settled
from tests.browser.test_accessibility import violations


@pytest.fixture(autouse=True)
def _unmarked(server: Server) -> Iterator[None]:
    clear(server)
    yield
    clear(server)


def _names(paths: list[str]) -> list[str]:
    return [path.rpartition("/")[2] for path in paths]


def _around(places: np.ndarray, row: int, reach: float) -> list[tuple[float, float]]:
    """An uneven loop around a photo, on whole pixels."""
    x, y = places[row]
    turns = np.linspace(np.pi, 3 * np.pi, 13)[:-1]  # from the left, where there is map
    far = reach * (1 + 0.35 * np.cos(3 * turns))
    return [(round(x + a * np.cos(t)), round(y + a * np.sin(t))) for a, t in zip(far, turns, strict=True)]


def _clear_loop(places: np.ndarray, row: int) -> list[tuple[float, float]]:
    """One on whose line no photo lies: a pointer goes from whole pixel to whole pixel."""
    for reach in range(30, 110):
        loop = _around(places, row, reach)
        wide, narrow = (set(within(places, _around(places, row, reach + by))) for by in (4, -4))
        if wide == narrow:
            return loop
    raise AssertionError("photos lie everywhere")


def _clear_of(values: np.ndarray, wanted: float) -> float:
    """The whole pixel nearest to `wanted` that no photo is near to."""
    pixels = np.arange(wanted - 100, wanted + 100).round()
    free = pixels[np.nanmin(np.abs(values[:, None] - pixels), axis=0) > 2.5]
    return float(free[np.abs(free - wanted).argmin()])


def _size(places: np.ndarray) -> float:
    return float(np.max(np.nanmax(places, axis=0) - np.nanmin(places, axis=0)))


def test_a_loop_selects_exactly_the_photos_within(open_page: Open, server: Server) -> None:
    page = similar(open_page)
    table, _, points = known(server)
    places = on_screen(page, points)
    loop = _clear_loop(places, int(np.nanargmax(places[:, 0])))
    rows = within(places, loop)
    assert 2 <= len(rows) < len(table) / 2
    draw(page, loop)
    chosen(page, len(rows))
    expect(page.locator(".st-key-selection_photos .tile").first).to_have_attribute("aria-setsize", str(len(rows)))
    expect(page.locator(".st-key-selection_photos .tile .name").first).not_to_be_empty()
    assert set(selected_names(page)) <= set(_names([str(table.index[row]) for row in rows]))


def test_boxes_add_and_take_away(open_page: Open, server: Server) -> None:
    page = similar(open_page)
    _, _, points = known(server)
    places = on_screen(page, points)
    page.get_by_role("button", name="Box", exact=True).click()
    box = page.locator(".map .stage").bounding_box()
    assert box is not None
    half, height = _clear_of(places[:, 0], box["width"] / 2), box["height"]
    left = [(3.0, 3.0), (half, 3.0), (half, height - 3), (3.0, height - 3)]
    inside = set(within(places, left))
    draw(page, [left[0], left[2]])
    chosen(page, len(inside))
    more = _clear_of(places[:, 0], half - 60)
    right = [(more, 3.0), (box["width"] - 3, 3.0), (box["width"] - 3, height - 3), (more, height - 3)]
    draw(page, [right[0], right[2]], hold="Shift")
    inside |= set(within(places, right))
    chosen(page, len(inside))
    assert len(inside) == np.isfinite(places[:, 0]).sum()
    end = _clear_of(places[:, 1], height / 2)
    top = [(3.0, 3.0), (box["width"] - 3, 3.0), (box["width"] - 3, end), (3.0, end)]
    draw(page, [top[0], top[2]], hold="Alt")
    inside -= set(within(places, top))
    chosen(page, len(inside))
    page.keyboard.press("Escape")
    chosen(page, 0)
    expect(page.get_by_role("radio", name="Groups", exact=True)).to_be_checked()


def test_pointing_shows_the_photo_and_a_click_finds_more_like_it(open_page: Open, server: Server) -> None:
    page = similar(open_page)
    table, near, points = known(server)
    places = on_screen(page, points)
    box = stage(page).bounding_box()
    assert box is not None
    pointers = np.round(places)
    apart = np.sort(np.hypot(*(places[:, None] - pointers[None]).transpose(2, 0, 1)), axis=0)
    row = int(np.nanargmax(apart[1] - apart[0]))  # the one that stands alone most
    page.mouse.move(box["x"] + pointers[row, 0], box["y"] + pointers[row, 1])
    card = page.locator(".map .card")
    expect(card).to_be_visible()
    expect(card.locator(".name")).to_have_text(str(table.index[row]).rpartition("/")[2])
    expect(card.locator("img.there")).to_have_count(1)
    page.mouse.down()
    page.mouse.up()
    expect(page.get_by_role("radio", name="More like this")).to_be_checked()
    best = near.like(str(table.index[row]), 1)[0][0]
    expect(page.locator(".tile .name").nth(1)).to_have_text(best.rpartition("/")[2])


def test_everything_works_by_keyboard_alone(open_page: Open, server: Server) -> None:
    page = similar(open_page)
    table, _, points = known(server)
    page.get_by_role("button", name="Keys").first.focus()
    page.keyboard.press("Tab")
    expect(stage(page)).to_be_focused()
    expect(said(page)).not_to_be_empty()
    places = on_screen(page, points)
    middle = np.array(stage(page).evaluate("stage => [stage.clientWidth / 2, stage.clientHeight / 2]"))
    at = int(np.nanargmin(np.hypot(*(places - middle).T)))
    name = str(table.index[at]).rpartition("/")[2]
    expect(said(page)).to_contain_text(name)
    page.keyboard.press("Space")
    chosen(page, 1)
    step = places - places[at]
    ahead = (step[:, 0] > 0) & (np.abs(step[:, 1]) <= step[:, 0])
    cost = np.where(ahead, step[:, 0] + 1.5 * np.abs(step[:, 1]), np.inf)
    page.keyboard.press("ArrowRight")
    expect(said(page)).to_contain_text(str(table.index[int(cost.argmin())]).rpartition("/")[2])
    page.keyboard.press("Space")
    chosen(page, 2)
    page.keyboard.press("r")
    both = sorted((str(table.index[at]), str(table.index[int(cost.argmin())])))
    wait_marks(server, dict.fromkeys(both, "reject"))
    page.keyboard.press("u")
    wait_marks(server, {})
    page.keyboard.press("c")
    expect(page.locator("[data-testid=stCode], [role=dialog]")).to_have_count(0)  # C and R are Streamlit's own as well
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="More like this")).to_be_checked()
    page.keyboard.press("Escape")
    chosen(page, 0)


def test_the_line_groups_live_and_python_agrees(open_page: Open, server: Server) -> None:
    page = similar(open_page)
    table, near, _ = known(server)
    line, words = page.get_by_role("slider", name="Distance up to which"), page.locator(".joining .words")
    plot = page.locator(".joining .plot").bounding_box()
    assert plot is not None
    high = float(line.get_attribute("aria-valuemax") or "nan")
    start = float(line.get_attribute("aria-valuenow") or "nan")
    page.mouse.move(plot["x"] + plot["width"] * start / high, plot["y"] + 30)
    page.mouse.down()
    seen = set()
    for share in np.linspace(0.05, 0.95, 16):
        page.mouse.move(plot["x"] + plot["width"] * share, plot["y"] + 30)
        distance = float(line.get_attribute("aria-valuenow") or "nan")
        seen.add(words.inner_text())
        assert words.inner_text() == true_counts(table, near, distance), distance
    page.mouse.move(plot["x"] + plot["width"] * 0.4, plot["y"] + 30)
    page.mouse.up()
    assert len(seen) > 4
    distance = float(line.get_attribute("aria-valuenow") or "nan")
    sliders = page.locator("[class*=st-key-similar_likeness_distance] input")
    expect(sliders.first).to_have_value(f"{distance:g}")  # the old one may stand beside it until the page is drawn
    expect(sliders).to_have_count(1)
    expect(words).to_have_text(true_counts(table, near, distance))
    line.focus()
    page.keyboard.press("Shift+ArrowRight")  # to the very distance at which the next photo joins
    lengths = np.unique(near.forest(2).lengths)
    joins = float(f"{lengths[lengths > np.float32(distance)][0]:.6f}")
    expect(line).to_have_attribute("aria-valuenow", f"{joins:g}")
    expect(words).to_have_text(true_counts(table, near, joins))
    settled(page)  # the groups are Python's by then
    expect(words).to_have_text(true_counts(table, near, joins))


def test_colours_are_explained_and_hostile_names_are_only_text(open_page: Open, server: Server) -> None:
    page = similar(open_page)
    legend = page.locator(".map .legend")
    expect(legend).to_contain_text("one colour a group")
    for choice, words in (("verdict", "reject"), ("camera", "not known"), ("luminance", "levels"), ("mark", "")):
        page.get_by_role("combobox", name="Colour by").fill(choice)  # a long list draws only what is in view
        page.get_by_role("option", name=choice, exact=True).click()
        expect(legend).to_contain_text(words if choice != "mark" else "no mark")
    table, _, points = known(server)
    places = on_screen(page, points)
    box = stage(page).bounding_box()
    assert box is not None
    for path in HOSTILE:
        row = table.index.get_loc(path)
        page.mouse.move(box["x"] + 2, box["y"] + 2)
        page.mouse.move(box["x"] + places[row, 0], box["y"] + places[row, 1])
        expect(page.locator(".map .card")).to_be_visible()
    assert page.title() != "owned"
    assert page.locator(".map .card img").count() == 1


def test_zooming_keeps_what_is_under_the_pointer(open_page: Open, server: Server) -> None:
    page = similar(open_page)
    _, _, points = known(server)
    row = int(np.nanargmax(points[:, 0]))
    box = stage(page).bounding_box()
    assert box is not None
    before = on_screen(page, points)
    under = np.round(before[row])  # a pointer is at a whole pixel
    page.mouse.move(box["x"] + under[0], box["y"] + under[1])
    for _ in range(3):
        page.mouse.wheel(0, -200)
    still(page)
    after = on_screen(page, points)
    grown = float(_size(after) / _size(before))
    assert grown > 2
    np.testing.assert_allclose(after[row] - under, grown * (before[row] - under), atol=0.6)
    stage(page).focus()
    page.keyboard.press("0")
    still(page)
    np.testing.assert_allclose(on_screen(page, points), before, atol=0.5)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_out_in_either_theme(open_page: Open, scheme: str) -> None:
    page = similar(open_page, scheme=scheme, height=900)
    settled(page)
    page.screenshot(path=SCREENSHOTS / f"similar-{scheme}.png")
    assert violations(page) == []
    page.get_by_role("radio", name="chart", exact=True).click()
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    settled(page)
    page.screenshot(path=SCREENSHOTS / f"similar-chart-{scheme}.png")
    assert violations(page) == []
