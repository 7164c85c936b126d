"""A page of the dashboard in a real Chromium that notes when keys and pointers are let go, and what it is sent."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from playwright.sync_api import Locator, Page, WebSocket, sync_playwright

from culling.policy import Policy

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]

# When a pointer was let go, a key pressed, and when the counts that Python draws changed: milliseconds since 1970.
_NOTES = """
window.notes = { released: [], pressed: [], counted: [] };
window.clock = () => performance.timeOrigin + performance.now();
window.addEventListener("pointerup", () => notes.released.push(clock()), true);
window.addEventListener("keydown", () => notes.pressed.push(clock()), true);
let shown = "";
new MutationObserver(() => {
  const counts = [...document.querySelectorAll('[data-testid="stMetricValue"]')].map((one) => one.innerText).join();
  if (!counts || counts === shown) return;
  shown = counts;
  notes.counted.push(clock());
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
_FETCHED = "performance.getEntriesByType('resource').filter((one) => one.name.includes(part))"


class Screen:
    """One open page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._frames: list[int] = []
        page.set_default_timeout(120_000)
        page.add_init_script(_NOTES)
        page.on("websocket", self._count_frames)

    def _count_frames(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self._frames.append(len(frame)))

    def to(self, title: str) -> None:
        """Go to a page by its link."""
        self.page.get_by_role("link", name=title).click()

    def use(self, policy: Policy, file: Path) -> None:
        """Take a policy from a file, as a person does."""
        policy.save(file)
        self.page.get_by_role("button", name="File", exact=True).click()
        self.page.locator('input[type="file"]').set_input_files(file)
        self.page.get_by_text(f"Policy: {policy.name}").wait_for()
        self.page.keyboard.press("Escape")

    def drag(self, handle: Locator, by: int) -> None:
        """Drag sideways by so many pixels, in 40 moves."""
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box() or {"x": 0.0, "y": 0.0, "width": 0.0, "height": 0.0}
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + by, y, steps=40)
        self.page.mouse.up()

    def pause(self, seconds: float) -> None:
        self.page.wait_for_timeout(1000 * seconds)

    def until(self, done: Callable[[], bool], seconds: float = 10) -> None:
        """Wait until it is done, or for so long."""
        end = monotonic() + seconds
        while not done() and monotonic() < end:
            self.page.wait_for_timeout(20)

    def measures(self, name: str) -> list[float]:
        """Milliseconds of each time that a part of ours measured under this name."""
        return list(self.page.evaluate("name => performance.getEntriesByName(name).map((one) => one.duration)", name))

    def forget_measures(self) -> None:
        self.page.evaluate("performance.clearMeasures()")

    def notes(self, name: str) -> list[float]:
        """When something happened in the browser, milliseconds since 1970: see `_NOTES`."""
        return list(self.page.evaluate("name => notes[name]", name))

    def now(self) -> float:
        return float(self.page.evaluate("clock()"))

    def fetches(self, part: str) -> int:
        """How many addresses with this part were asked for."""
        return int(self.page.evaluate(f"part => {_FETCHED}.length", part))

    def received(self) -> float:
        """Megabytes that came over the websocket and from our own routes."""
        fetched = self.page.evaluate(f"part => {_FETCHED}.reduce((sum, one) => sum + one.transferSize, 0)", "/api/")
        return (sum(self._frames) + float(fetched)) / 1e6


def chromium_path() -> str | None:
    """Where Chromium is on this machine, if it is."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


@contextmanager
def chromium() -> Iterator[Callable[[str], Screen]]:
    """Opens addresses, until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=_FLAGS)

        def open_screen(address: str) -> Screen:
            screen = Screen(browser.new_page(viewport={"width": 1400, "height": 900}))
            screen.page.goto(address)
            screen.page.get_by_role("link", name="Tune").wait_for()
            return screen

        yield open_screen
        browser.close()
