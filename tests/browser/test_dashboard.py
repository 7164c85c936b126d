"""The dashboard as people meet it: scan, tune by keyboard, download, look, mark."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from pathlib import Path

from playwright.sync_api import Page, expect

from culling.catalog import Catalog
from culling.decide import decide
from culling.policy import Policy
from tests.browser.conftest import HOSTILE, SCREENSHOTS, Server
from tests.browser.pages import Open, catalog_path_in, fits, looks, scanned, scanned_once, settled

VERDICTS = ("keep", "maybe", "reject", "unjudged")


def _tuning(open_page: Open, **options: object) -> Page:
    """The tune page with sliders for cutoffs; test_cutoffs.py has the histograms."""
    scanned_once(open_page)
    page = open_page("tune", **options)
    _drawn(page)
    page.get_by_role("radio", name="sliders").click()
    expect(page.locator(".js-plotly-plot .bars").last).to_be_visible()
    settled(page)  # Streamlit's page breaks when a part is drawn again before the whole has arrived
    return page


def _drawn(page: Page) -> None:
    """Wait until the histograms are drawn and the thumbnails at the edge are there."""
    expect(page.get_by_role("slider", name="blur: reject above", exact=True)).to_be_visible()
    expect(page.locator(".tile img").first).to_be_visible()


def _counts(page: Page) -> dict[str, int]:
    values = page.get_by_test_id("stMetricValue").all_inner_texts()
    return dict(zip(VERDICTS, (int(text.replace(",", "")) for text in values), strict=True))


def _press(page: Page, metric: str, key: str, times: int, end: int = 0) -> None:
    """Move one end of a slider (-1: the upper) by keyboard and wait until the counts are those of the cutoff shown."""
    slider = page.locator(f'[class*="st-key-cut_{metric}"] input[type=range]').nth(end)
    slider.focus()
    for _ in range(times):
        page.keyboard.press(key)
    shown = slider.get_attribute("aria-valuetext")
    expect(page.locator(f'[class*="st-key-box_{metric}"] input[type=number]').first).to_have_value(str(shown))


def _downloaded(page: Page, label: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


def test_the_scan_ends_and_the_photos_are_shown_hostile_names_as_text(open_page: Open, server: Server) -> None:
    page = open_page()
    scanned(page)
    files = sum(path.suffix.lower() in (".jpg", ".jpeg", ".png", ".heic", ".webp") for path in server.folder.rglob("*"))
    expect(page.locator(".culling-facts dd").first).to_have_text(str(files))
    loaded = page.locator(".tile img").first.evaluate("image => image.decode().then(() => image.naturalWidth)")
    assert loaded > 100
    for name in HOSTILE:
        expect(page.locator(".tile", has=page.get_by_text(name.rpartition("/")[2], exact=True)).first).to_be_visible()
    page.locator(".tile", has=page.get_by_text(HOSTILE[1].rpartition("/")[2], exact=True)).first.click()
    expect(page.get_by_role("dialog").get_by_text(HOSTILE[1], exact=True)).to_be_visible()
    assert page.title() != "owned"
    assert page.locator("img[src*='evil'], img[src='x']").count() == 0


def test_a_cold_deep_link_shows_its_page_in_the_whole_frame(open_page: Open) -> None:
    scanned_once(open_page)
    page = open_page("tune")
    expect(page.locator("h1")).to_have_text("Tune")
    expect(page.get_by_role("link", name="Library")).to_be_visible()
    _drawn(page)
    assert "culling" in page.title() or page.title() == "Tune"


def _undone(page: Page, before: dict[str, int]) -> None:
    """Undo takes the slider and the counts back."""
    number = page.locator('[class*="st-key-reject_blur_above"] input').first
    was = number.input_value()
    number.fill("0.05")
    number.press("Enter")
    expect(page.get_by_test_id("stMetricValue").nth(2)).not_to_have_text(str(before["reject"]))
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("stMetricValue").nth(2)).to_have_text(str(before["reject"]))
    expect(page.locator('[class*="st-key-reject_blur_above"] input').first).to_have_value(was)


def test_every_rule_has_a_slider_and_keys_on_one_change_counts_and_photos(open_page: Open, server: Server) -> None:
    page = _tuning(open_page)
    metrics = {rule.metric for rule in Policy.default().rules}
    expect(page.locator(".js-plotly-plot")).to_have_count(len(metrics))
    for rule in Policy.default().rules:
        expect(page.get_by_role("slider", name=f"{rule.metric}: reject {rule.side}").first).to_be_attached()
    before = _counts(page)
    _undone(page, before)
    metric = "luminance"
    number = page.locator(f'[class*="st-key-reject_{metric}_below"] input').first
    _press(page, metric, "ArrowRight", 25)
    cutoff = float(number.input_value())
    expect(page.get_by_role("heading", name="Last move")).to_be_visible()
    after = _counts(page)
    assert after != before
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        table = catalog.table()
    policy = Policy.default()
    (rule,) = (rule for rule in policy.rules_on(metric) if rule.side == "below")
    moved = policy.replace(type(rule)(metric, rule.side, cutoff, max(cutoff, rule.maybe or cutoff)))
    expected = decide(table, moved)["verdict"].value_counts()
    assert after == {verdict: int(expected[verdict]) for verdict in VERDICTS}
    turned = decide(table, moved)["verdict"].eq("reject") & decide(table, policy)["verdict"].ne("reject")
    assert turned.sum() > 0
    expect(page.get_by_text(re.compile(rf"Newly rejected.*{turned.sum()}"))).to_be_visible()
    names = page.locator('.tile[title*="< "]').evaluate_all("tiles => tiles.map(tile => tile.title.split('\\n')[0])")
    assert set(turned.index[turned]) & set(names)


def test_keys_pressed_fast_never_take_the_cutoff_back(open_page: Open) -> None:
    """Streamlit's slider may drop a press while it commits one before; what it shows is what decides, and moves on."""
    page = _tuning(open_page)
    slider = page.locator('[class*="st-key-cut_blur_above"] input[type=range]').last
    slider.focus()
    places = [float(slider.input_value())]
    for _ in range(6):
        for _ in range(5):
            page.keyboard.press("ArrowRight")
        page.wait_for_timeout(250)  # long enough for a run to begin, too short for it to end
        places.append(float(slider.input_value()))
    page.wait_for_timeout(2500)
    places.append(float(slider.input_value()))
    assert places == sorted(places)
    assert places[-1] >= places[0] + 24
    shown = str(slider.get_attribute("aria-valuetext"))
    expect(page.locator('[class*="st-key-reject_blur_above"] input').first).to_have_value(shown)


def test_the_lists_that_download_are_right(open_page: Open, server: Server) -> None:
    scanned_once(open_page)
    page = open_page("export")
    expect(page.get_by_role("button", name="keep.csv")).to_be_visible()
    policy = Policy.from_toml(_downloaded(page, "policy.toml").decode())
    tomllib.loads(policy.to_toml())
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        decisions = decide(catalog.table(), policy)
    for verdict in ("keep", "reject"):
        rows = list(csv.DictReader(io.StringIO(_downloaded(page, f"{verdict}.csv").decode())))
        expected = list(decisions.index[(decisions["verdict"] == verdict).to_numpy()])
        assert [row["path"].removeprefix("'") for row in rows] == expected
        assert {row["verdict"] for row in rows} == {verdict}
        assert {row["policy_id"] for row in rows} == {policy.policy_id}
        lines = _downloaded(page, f"{verdict}.txt").decode().splitlines()
        assert [line.removeprefix("./") for line in lines] == expected
        assert all((server.folder / line).is_file() for line in lines)


def test_every_page_fits_and_is_pictured(open_page: Open) -> None:
    for name in ("library", "tune", "export"):
        page = open_page("" if name == "library" else name)
        if name == "library":
            scanned(page)
        elif name == "tune":
            _drawn(page)
            page.get_by_role("slider", name="blur: reject above", exact=True).focus()
            for _ in range(9):
                page.keyboard.press("ArrowLeft")
            expect(page.get_by_role("heading", name="Last move")).to_be_visible()
        else:
            expect(page.get_by_role("button", name="reject.txt")).to_be_visible()
        for width in looks(page, SCREENSHOTS / f"{name}_{{look}}.png"):
            assert fits(page), f"{name} scrolls sideways at {width} px"
