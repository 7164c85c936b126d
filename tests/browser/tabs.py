"""Tabs that are used again: to open one costs the processor as much as to load a page in it."""

from __future__ import annotations

from collections import defaultdict

from playwright.sync_api import Browser, BrowserContext, Page


class Tabs:
    """Tabs of one profile for each colour scheme, so that Streamlit's scripts are read but once."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._profiles: dict[str, BrowserContext] = {}
        self._free: defaultdict[str, list[Page]] = defaultdict(list)
        self._scheme: dict[Page, str] = {}

    def take(self, scheme: str) -> Page:
        """A tab as if it were new."""
        page = self._free[scheme].pop() if self._free[scheme] else self._profile(scheme).new_page()
        self._scheme[page] = scheme
        page.bring_to_front()  # one behind another is drawn once a second
        return page

    def give_back(self, page: Page) -> None:
        """Leave the page, and everything that was set or held in its tab."""
        if page.url != "about:blank":  # whose storage is nobody's
            page.evaluate("sessionStorage.clear()")
        page.goto("about:blank")  # no page is there any more to hear what is let go
        page.unroute_all(behavior="ignoreErrors")
        page.emulate_media(reduced_motion="null", color_scheme="null")
        page.mouse.up()
        page.mouse.move(0, 0)
        self._free[self._scheme.pop(page)].append(page)

    def close(self) -> None:
        for profile in self._profiles.values():
            profile.close()

    def _profile(self, scheme: str) -> BrowserContext:
        if scheme not in self._profiles:
            self._profiles[scheme] = self._browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        return self._profiles[scheme]
