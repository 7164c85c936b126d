"""Cuts moved in the histograms, by pointer, by keys, by number: counted as `decide` counts, told to Python once."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect

from culling.catalog import Catalog
from culling.decide import counts, decide
from culling.policy import Policy
from culling.rule import Rule
from tests.browser.conftest import SCREENSHOTS, Server
from tests.browser.pages import Open, catalog_path_in, scanned

DEFAULT = Policy.default()
BLUR = next(rule for rule in DEFAULT.rules if rule.metric == "blur")


@pytest.fixture
def table(server: Server) -> pd.DataFrame:
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        return catalog.table()


@pytest.fixture
def tune(open_page: Open) -> Page:
    return _tune(open_page)


def _tune(open_page: Open, **options: object) -> Page:
    page = open_page("", **options)
    scanned(page)
    page.get_by_role("link", name="Tune").click()
    expect(_handle(page, "blur: reject above")).to_be_visible()
    expect(page.locator(".side img.there")).to_have_count(2)
    return page


def _handle(page: Page, name: str) -> Locator:
    return page.get_by_role("slider", name=name, exact=True)


def _cut(page: Page, name: str) -> float:
    return float(_handle(page, name).get_attribute("aria-valuenow") or "nan")


def _live(page: Page) -> dict[str, int]:
    """The counts above the histograms, as they are now."""
    numbers = page.locator(".counts .number").all_inner_texts()
    return dict(
        zip(("keep", "maybe", "reject", "unjudged"), (int(text.replace(",", "")) for text in numbers), strict=True)
    )


def _heard(page: Page, expected: dict[str, int]) -> None:
    """Wait until Python shows these counts."""
    for value, count in zip(page.get_by_test_id("stMetricValue").all(), expected.values(), strict=True):
        expect(value).to_have_text(f"{count:,}")


def _policy(page: Page) -> Policy:
    """The policy that the lines show, read from their sliders."""
    rules = []
    for handle in page.locator(".handle.reject").all():
        metric, side = (handle.get_attribute("aria-label") or "").split(": reject ")
        maybe = page.get_by_role("slider", name=f"{metric}: maybe {side}", exact=True)
        ends = [item.get_attribute("aria-valuenow") for item in (handle, maybe) if item.is_visible()]
        rules.append(Rule(metric, side, *(float(end or "nan") for end in ends)))  # type: ignore[arg-type]
    return Policy("shown", tuple(rules))


def _lines(page: Page, policy: Policy) -> None:
    """Wait until the lines stand where this policy has them."""
    names = [f"{rule.metric}: reject {rule.side}" for rule in policy.rules]
    expect(page.locator(".handle.reject")).to_have_count(len(names))
    for name, rule in zip(names, policy.rules, strict=True):
        expect(_handle(page, name)).to_have_attribute("aria-valuenow", f"{rule.reject:.12g}")
    assert _policy(page).rules == policy.rules


def _true(table: pd.DataFrame, page: Page) -> dict[str, int]:
    return counts(decide(table, _policy(page)))


def _dragging(page: Page, name: str, steps: int = 12) -> Iterator[float]:
    """Take a line at its middle and move it over the whole axis; what it says at each step. It is not let go."""
    handle = _handle(page, name)
    handle.scroll_into_view_if_needed()
    box, plot = handle.bounding_box(), page.locator(".plot", has=handle).bounding_box()
    assert box is not None
    assert plot is not None
    page.mouse.move(box["x"] + box["width"] / 2, plot["y"] + 30)
    page.mouse.down()
    for step in [*range(steps + 1), *range(steps, steps // 2, -1)]:
        page.mouse.move(plot["x"] + plot["width"] * step / steps, plot["y"] + 40)
        yield _cut(page, name)


def test_every_cut_of_the_policy_is_a_slider_with_words(tune: Page) -> None:
    assert _policy(tune).rules == DEFAULT.rules
    handle = _handle(tune, "luminance: reject below")
    assert handle.get_attribute("aria-valuetext") == "reject below 5 levels, 0th percentile"
    low, high = (float(handle.get_attribute(f"aria-value{end}") or "nan") for end in ("min", "max"))
    assert low <= 5 < high


@pytest.mark.parametrize("name", ["blur: reject above", "luminance: reject below", "luminance: maybe above"])
def test_while_a_line_is_dragged_the_counts_are_those_of_decide(tune: Page, table: pd.DataFrame, name: str) -> None:
    seen = set()
    for cut in _dragging(tune, name):
        assert _live(tune) == _true(table, tune)
        seen.add(cut)
    assert len(seen) > 8
    assert _python_is_at(tune, DEFAULT, table)
    tune.mouse.up()
    _heard(tune, _true(table, tune))


def _python_is_at(page: Page, policy: Policy, table: pd.DataFrame) -> bool:
    shown = page.get_by_test_id("stMetricValue").all_inner_texts()
    return [int(text.replace(",", "")) for text in shown] == list(counts(decide(table, policy)).values())


def test_a_drag_is_one_move_which_one_undo_takes_back(tune: Page, table: pd.DataFrame) -> None:
    undo = tune.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()
    for _ in _dragging(tune, "blur: reject above"):
        pass
    tune.mouse.up()
    moved = _policy(tune)
    _heard(tune, _true(table, tune))
    undo.click()
    _heard(tune, counts(decide(table, DEFAULT)))
    expect(undo).to_be_disabled()
    _lines(tune, DEFAULT)
    assert _live(tune) == counts(decide(table, DEFAULT))
    tune.keyboard.press("Control+Shift+z")
    _heard(tune, counts(decide(table, moved)))
    _lines(tune, moved)
    tune.keyboard.press("Control+z")
    _heard(tune, counts(decide(table, DEFAULT)))


def test_escape_takes_a_drag_back(tune: Page, table: pd.DataFrame) -> None:
    for _ in _dragging(tune, "blur: reject above"):
        pass
    assert _policy(tune).rules != DEFAULT.rules
    tune.keyboard.press("Escape")
    tune.mouse.move(400, 500)
    tune.mouse.up()
    assert _policy(tune).rules == DEFAULT.rules
    assert _live(tune) == counts(decide(table, DEFAULT))
    tune.wait_for_timeout(500)
    expect(tune.get_by_role("button", name="Undo")).to_be_disabled()


def test_the_other_line_comes_along_and_goes_back(tune: Page) -> None:
    for cut in _dragging(tune, "blur: reject above"):
        maybe = _cut(tune, "blur: maybe above")
        assert maybe == min(cut, BLUR.maybe or cut)
    tune.keyboard.press("Escape")


def test_the_photos_on_both_sides_of_the_cut_are_shown(tune: Page, table: pd.DataFrame) -> None:
    values = table["blur"].dropna()
    for cut in _dragging(tune, "blur: reject above", steps=7):
        under, over = values[values <= cut], values[values > cut]
        nearest = [side.idxmax() if len(side) else "" for side in (under,)] + [over.idxmin() if len(over) else ""]
        shown = tune.locator(".side").evaluate_all("sides => sides.map(side => side.title)")
        for path, title, column in zip(nearest, shown, (under, over), strict=True):
            assert title == path or column[title] == column[path]  # photos may share a value
    tune.keyboard.press("Escape")


def test_a_photo_beside_the_cut_opens_large(tune: Page, table: pd.DataFrame) -> None:
    side = tune.locator(".side.above")
    path = str(side.get_attribute("title"))
    side.click()
    expect(tune.get_by_role("dialog")).to_contain_text(path.rpartition("/")[2])


def test_keys_alone_move_a_cut(tune: Page, table: pd.DataFrame) -> None:
    handle = _handle(tune, "luminance: maybe below")
    handle.focus()
    places = [_cut(tune, "luminance: maybe below")]
    for key in ("ArrowRight", "ArrowUp", "PageUp", "End", "ArrowLeft", "Home", "PageUp", "PageUp", "ArrowDown"):
        tune.keyboard.press(key)
        places.append(_cut(tune, "luminance: maybe below"))
        assert _live(tune) == _true(table, tune)
    assert places[0] < places[1] < places[2] < places[3] < places[4]
    assert places[6] < places[7] < places[8] > places[9]
    _heard(tune, _true(table, tune))


def test_keys_in_a_row_are_one_move(tune: Page) -> None:
    handle = _handle(tune, "luminance: maybe below")
    handle.focus()
    for key in ("ArrowRight", "PageUp", "ArrowRight"):
        tune.keyboard.press(key)
    expect(tune.get_by_role("button", name="Undo")).to_be_enabled()
    tune.keyboard.press("Control+z")
    expect(handle).to_have_attribute("aria-valuenow", "25")
    expect(tune.get_by_role("button", name="Undo")).to_be_disabled()


def test_the_smallest_step_turns_one_photo(tune: Page, table: pd.DataFrame) -> None:
    _handle(tune, "blur: reject above").focus()
    values = table["blur"]
    cut = _cut(tune, "blur: reject above")
    for key, by in (("Shift+ArrowLeft", 1), ("Shift+ArrowLeft", 1), ("Shift+ArrowRight", -1)):
        tune.keyboard.press(key)
        after = _cut(tune, "blur: reject above")
        turned = (values > after).sum() - (values > cut).sum()
        assert by * turned >= 1
        assert values[(values > min(after, cut)) & (values <= max(after, cut))].nunique() == 1
        cut = after


def test_keys_pressed_fast_are_never_taken_back(tune: Page, table: pd.DataFrame) -> None:
    """Answers to earlier moves arrive while later ones are made."""
    name = "blur: maybe above"
    _handle(tune, name).focus()
    places = [_cut(tune, name)]
    for _ in range(8):
        for _ in range(4):
            tune.keyboard.press("ArrowLeft")
            places.append(_cut(tune, name))
        tune.wait_for_timeout(190)  # long enough for a commit, too short for its answer
        places.append(_cut(tune, name))
    tune.wait_for_timeout(1500)
    places.append(_cut(tune, name))
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == 33
    _heard(tune, _true(table, tune))


def test_a_number_is_typed(tune: Page, table: pd.DataFrame) -> None:
    field = tune.get_by_label("luminance: reject above, exact")
    field.fill("101.25")
    field.press("Enter")
    assert _cut(tune, "luminance: reject above") == 101.25
    assert _cut(tune, "luminance: maybe above") == 101.25  # it came along
    assert _live(tune) == _true(table, tune)
    _heard(tune, _true(table, tune))
    for nonsense in ("", "wide", "1e999", "--3"):
        field.fill(nonsense)
        field.press("Enter")
        expect(field).to_have_value("101.25")
    field.fill("7")
    field.press("Escape")
    expect(field).to_have_value("101.25")
    assert _cut(tune, "luminance: reject above") == 101.25


def test_a_number_beyond_the_axis_makes_the_axis_longer(tune: Page, table: pd.DataFrame) -> None:
    field = tune.get_by_label("blur: reject above, exact", exact=True)
    field.fill("0.999")
    field.press("Enter")
    expect(_handle(tune, "blur: reject above")).not_to_have_attribute("aria-valuemax", "0.767")
    _heard(tune, _true(table, tune))
    handle = _handle(tune, "blur: reject above")
    assert float(handle.get_attribute("aria-valuemax") or 0) >= 0.999


def test_the_band_is_switched_and_a_rule_removed_and_added(tune: Page, table: pd.DataFrame) -> None:
    tune.get_by_role("switch", name="luminance: maybe below").uncheck()
    assert _policy(tune).rules_on("luminance")[0] == Rule("luminance", "below", 5.0)
    assert _live(tune) == _true(table, tune)
    tune.get_by_role("switch", name="luminance: maybe below").check()
    maybe = _policy(tune).rules_on("luminance")[0].maybe
    assert maybe is not None
    assert maybe > 20
    tune.get_by_role("button", name="Remove the rule on luminance above").click()
    assert [rule.side for rule in _policy(tune).rules_on("luminance")] == ["below"]
    assert _live(tune) == _true(table, tune)
    add = tune.get_by_role("button", name="Add a cut: reject luminance above")
    expect(add).to_be_visible()  # Python has heard
    add.click()
    expect(_handle(tune, "luminance: reject above")).to_be_focused()
    _heard(tune, _true(table, tune))
    tune.get_by_role("button", name="Remove the rule on blur above").click()
    expect(_handle(tune, "blur: reject above")).to_have_count(0)
    _heard(tune, _true(table, tune))
    for _ in range(5):
        tune.keyboard.press("Control+z")
    _heard(tune, counts(decide(table, DEFAULT)))
    _lines(tune, DEFAULT)


def test_the_counts_are_said(tune: Page) -> None:
    _handle(tune, "blur: reject above").focus()
    tune.keyboard.press("Home")
    live = _live(tune)
    expect(tune.locator(".head .said")).to_have_text(", ".join(f"{count} {verdict}" for verdict, count in live.items()))


def test_a_move_is_quick(tune: Page, record_property: Callable[[str, object], None]) -> None:
    tune.evaluate("performance.clearMeasures()")
    for _ in _dragging(tune, "blur: reject above", steps=60):
        pass
    tune.mouse.up()
    took = tune.evaluate("performance.getEntriesByName('culling-move').map(move => move.duration)")
    assert len(took) > 40
    print(f"\na move took {statistics.median(took):.1f} ms in the median of {len(took)}, at most {max(took):.1f} ms")  # noqa: T201
    record_property("move_ms", statistics.median(took))
    assert statistics.median(took) <= 50


def test_sliders_take_over_where_histograms_left(tune: Page, table: pd.DataFrame) -> None:
    field = tune.get_by_label("blur: reject above, exact", exact=True)
    field.fill("0.3")
    field.press("Enter")
    _heard(tune, _true(table, tune))
    tune.get_by_role("radio", name="sliders").click()
    expect(tune.locator('[class*="st-key-reject_blur_above"] input').first).to_have_value("0.3")
    tune.locator('[class*="st-key-reject_blur_above"] input').first.fill("0.4")
    tune.keyboard.press("Enter")
    _heard(tune, counts(decide(table, DEFAULT.replace(Rule("blur", "above", 0.4, BLUR.maybe)))))
    tune.get_by_role("radio", name="histograms").click()
    expect(_handle(tune, "blur: reject above")).to_have_attribute("aria-valuenow", "0.4")
    assert _live(tune) == _true(table, tune)


def test_a_finger_drags_a_line(open_page: Open, server: Server, browser: object, table: pd.DataFrame) -> None:
    page = _tune(open_page)
    handle = _handle(page, "blur: reject above")
    before = _cut(page, "blur: reject above")
    box = handle.bounding_box()
    assert box is not None
    client = page.context.new_cdp_session(page)
    x, y = box["x"] + 10, box["y"] + 40
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        *(("touchMove", [{"x": x - 10 * step, "y": y}]) for step in range(1, 8)),
        ("touchEnd", []),
    ):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    assert _cut(page, "blur: reject above") < before
    _heard(page, _true(table, page))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 900])
def test_the_histograms_are_pictured_while_a_line_is_dragged(open_page: Open, scheme: str, width: int) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page = _tune(open_page, scheme=scheme, width=width)
    for _ in _dragging(page, "blur: reject above"):
        pass
    page.wait_for_timeout(600)
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


def test_a_measure_without_a_rule_is_shown_and_gets_its_first_cut(tune: Page, table: pd.DataFrame) -> None:
    tune.get_by_role("button", name="Add a measure").click()
    tune.get_by_role("button", name="Only show").click()
    tune.keyboard.press("Escape")
    card = tune.get_by_role("region", name="laplacian_variance")
    expect(card).to_be_visible()
    assert _live(tune) == counts(decide(table, DEFAULT))
    card.get_by_role("button", name="Add a cut: reject laplacian_variance below").click()
    expect(_handle(tune, "laplacian_variance: reject below")).to_be_focused()
    _heard(tune, _true(table, tune))
    assert ("laplacian_variance", "below") in {rule.key for rule in _policy(tune).rules}
    tune.keyboard.press("Control+z")
    _heard(tune, counts(decide(table, DEFAULT)))
    card.get_by_role("button", name="Hide laplacian_variance").click()
    expect(card).to_have_count(0)
