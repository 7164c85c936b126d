"""`make pictures` takes the README's pictures anew: one window, light theme. `make test` leaves it out."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from culling.ui.places import SAMPLE_DATA
from tests.browser.conftest import DOCS, Server, serving

WIDTH, HEIGHT = 1280, 860
COLOURS = 128  # more are not told apart, and a third of the size
SETTLED = 2000  # ms: pictures have faded in


@pytest.fixture(scope="module")
def shoot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard on a copy of the sample photos, labelled as they come."""
    base = tmp_path_factory.mktemp("pictures")
    folder = base / "holiday"
    shutil.copytree(SAMPLE_DATA, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    for words in (["scan", str(folder)], ["labels", str(folder), "--import", str(folder / "labels.csv")]):
        _culling(base, words)
    with serving(folder, base) as running:
        yield running


def _culling(base: Path, words: list[str]) -> None:
    environment = os.environ | {"XDG_DATA_HOME": str(base / "data"), "HOME": str(base)}
    start = "from culling.cli import main; main()"
    subprocess.run([sys.executable, "-c", start, *words], env=environment, check=True, capture_output=True)


def _tune(page: Page) -> None:
    page.get_by_role("slider", name="blur: reject above", exact=True).focus()
    for _ in range(9):
        page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", name="Last move")).to_be_visible()


def _similar(page: Page) -> None:
    expect(page.get_by_text("groups of").first).to_be_visible(timeout=120_000)
    expect(page.get_by_role("button", name="Cancel")).to_have_count(0, timeout=120_000)


def _review(page: Page) -> None:
    expect(page.locator(".tile img.there").first).to_be_visible()
    for key in "KKRKK":
        page.keyboard.press(key)
    expect(page.locator(".gallery .done")).to_contain_text("5 of ")


def _audit(page: Page) -> None:
    page.get_by_role("radio", name="At the cutoff").click()
    expect(page.get_by_text("Precision").first).to_be_visible()


def _rescue(page: Page) -> None:
    box = page.get_by_role("combobox", name="Photo")
    box.click()
    box.fill("IMG_0110")
    page.get_by_role("option").first.click()
    expect(page.locator(".stage .loupe-layer img").first).to_be_visible()


def _export(page: Page) -> None:
    page.get_by_role("radio", name="XMP sidecars").click()
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_role("button", name="Write 104 sidecars")).to_be_visible()


def _learn(page: Page) -> None:
    defocus = page.get_by_role("slider", name="Defocus, px")
    defocus.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".stPlotlyChart").first).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "show"),
    [
        ("tune", _tune),
        ("similar", _similar),
        ("review", _review),
        ("audit", _audit),
        ("rescue", _rescue),
        ("export", _export),
        ("learn", _learn),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_picture_of(name: str, show: Callable[[Page], None], shoot: Server, browser: Browser) -> None:
    with browser.new_page(color_scheme="light", viewport={"width": WIDTH, "height": HEIGHT}) as page:
        page.set_default_timeout(60_000)
        page.goto(f"{shoot.address}/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=60_000)
        show(page)
        page.mouse.move(0, HEIGHT - 1)  # no tooltip
        for _ in range(2):  # a page that follows what was done stands still twice
            page.wait_for_timeout(SETTLED)
            expect(page.get_by_test_id("stStatusWidget")).to_have_count(0, timeout=60_000)
            expect(page.locator('[data-stale="true"]')).to_have_count(0, timeout=60_000)
        taken = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    few = taken.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(DOCS / f"{name}.png", optimize=True)
    assert (DOCS / f"{name}.png").stat().st_size < 300_000
