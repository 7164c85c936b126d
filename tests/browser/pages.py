"""What several browser tests do to a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from playwright.sync_api import Page, expect

from culling.catalog import Catalog, catalog_path

if TYPE_CHECKING:  # conftest has fixtures made of what stands here
    from tests.browser.conftest import Server


class Open(Protocol):
    """Opens a page of a dashboard in a new tab."""

    server: Server

    def __call__(self, path: str = "", **options: Any) -> Page: ...


#: A theme, a width: every one of them once.
LOOKS: list[tuple[Literal["light", "dark"], int]] = [("light", 1280), ("dark", 900)]
_SCANNED: set[str] = set()


# The script has run, nothing is faded that will be drawn anew, nothing moves, no picture in view is on its way (three
# seconds at most: one that is hidden by what scrolls is not asked for); all that for 400 ms, since a part may be about
# to be drawn again.
_SETTLED = """begun => {
  const roots = [document];
  for (const root of roots)
    for (const one of root.querySelectorAll("*")) if (one.shadowRoot) roots.push(one.shadowRoot);
  const seen = (image) => {
    const box = image.getBoundingClientRect();
    return box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  };
  const awaited = (image) => !image.complete && seen(image) && performance.now() - begun < 3000;
  const still = (root) => root.getAnimations().every(
    (one) => !(one instanceof CSSTransition) || one.playState !== "running");
  const calm = !document.querySelector('[data-stale="true"], [data-test-script-state="running"]')
    && roots.every((root) => still(root) && ![...root.querySelectorAll("img")].some(awaited));
  window.calmSince = calm ? window.calmSince ?? performance.now() : undefined;
  return calm && performance.now() - window.calmSince > 400;
}"""


def settled(page: Page) -> None:
    """Wait until everything that will be drawn is drawn."""
    begun = page.evaluate("() => { window.calmSince = undefined; return performance.now(); }")
    page.wait_for_function(_SETTLED, arg=begun, polling=100)


def looks(page: Page, path: Path | None = None) -> Iterator[int]:
    """Show what there is in one theme and width after the other, as when both are changed meanwhile; the width.

    Args:
        page: what is shown.
        path: where the pictures go, {look} in it stands for theme and width.
    """
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        settled(page)
        if path is not None:
            path.parent.mkdir(exist_ok=True)
            page.screenshot(path=str(path).format(look=f"{scheme}_{width}"))
        yield width


def fits(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def scanned(page: Page) -> None:
    """Wait until the scan is over and the photos are there."""
    expect(page.get_by_role("button", name="Scan again")).to_be_visible(timeout=180_000)
    expect(page.locator(".tile").first).to_be_visible()


def scanned_once(open_page: Open) -> None:
    """Let the first page of a dashboard wait for its scan; those after it need not."""
    if open_page.server.address not in _SCANNED:
        scanned(open_page())
        _SCANNED.add(open_page.server.address)


def catalog_path_in(server: Server) -> Path:
    """The catalog of the server, which has a data directory of its own."""
    return server.data / "culling" / "catalogs" / catalog_path(server.folder).name


def marks(server: Server) -> dict[str, str]:
    """The marks in the server's catalog, by path."""
    with Catalog(server.folder, catalog_path_in(server)) as catalog:
        return {str(path): str(mark) for path, mark in catalog.marks().items()}
