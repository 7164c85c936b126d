"""The tutorial is followed literally: its shell lines are typed and its steps taken, one after the other."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from culling.ui.places import SAMPLE_DATA
from tests.browser.conftest import serving
from tests.tutorial import TUTORIAL, Step, Typed, agrees, tutorial
from tests.typed import run_culling

SECONDS = 60  # for what a page takes on a busy machine


def test_a_newcomer_can_follow_the_tutorial(
    tmp_path: Path,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(SAMPLE_DATA, tmp_path / "sample_data", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "200")
    todo = tutorial(TUTORIAL.read_text("utf-8"))
    first = next(place for place, one in enumerate(todo) if isinstance(one, Step))
    for one in todo[:first]:
        _type(one, monkeypatch, capfd)
    with serving(tmp_path / "shoot", tmp_path) as server, browser.new_page() as page:
        page.set_default_timeout(SECONDS * 1000)
        page.goto(server.address)
        for one in todo[first:]:
            if isinstance(one, Step):
                _take(page, one)
            else:
                _type(one, monkeypatch, capfd)
    assert not (tmp_path / "shoot lists").exists()


def _type(one: Typed | Step, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """Type a line until it prints what is shown: what was done on a page is on the disk a moment later."""
    assert isinstance(one, Typed)
    end = time.monotonic() + SECONDS
    printed = _printed(one.line, monkeypatch, capfd)
    while not agrees(one.shown, printed) and _waits_for_a_page(one.line) and time.monotonic() < end:
        printed = _printed(one.line, monkeypatch, capfd)
    assert agrees(one.shown, printed), f"the tutorial shows {one.shown} after “{one.line}”, printed was {printed}"


def _waits_for_a_page(line: str) -> bool:
    return line.startswith("culling marks ")


def _printed(line: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> list[str]:
    """What a line prints; `culling` runs in this process, for starting Python takes longer than most commands."""
    program, *words = shlex.split(line)
    if program == "culling":
        code, out, err = run_culling(monkeypatch, capfd, *words)
    else:
        ran = subprocess.run([program, *words], capture_output=True, text=True, check=False)
        code, out, err = ran.returncode, ran.stdout, ran.stderr
    assert code == 0, (line, out, err)
    return [*out.splitlines(), *err.splitlines()]


def _take(page: Page, step: Step) -> None:
    """Take one step on the page, as it is worded; a step that cannot be taken fails by its name."""
    match step.does, step.given:
        case "open", (name,):
            page.get_by_role("link", name=name, exact=True).click()
            expect(page.get_by_role("heading", name=name, level=1)).to_be_visible(timeout=SECONDS * 1000)
            if name == "Review":
                expect(page.locator(".tile img.there").first).to_be_visible(timeout=SECONDS * 1000)
        case "press", (name,):
            page.get_by_role("button", name=name, exact=True).first.click()
        case "key", (key,):
            page.keyboard.press(key)
        case "type", (text, field, measure):
            box = page.get_by_role("textbox", name=f"{measure}: {field}, exact", exact=True)
            box.fill(text)
            box.press("Enter")
        case "see", (text,):
            seen = page.get_by_text(re.compile(re.escape(text))).filter(visible=True).first
            expect(seen).to_be_visible(timeout=SECONDS * 1000)
        case _:
            raise AssertionError(f"nobody knows how to take {step}")
