"""The audit's report in a real browser: it asks nobody for anything, no name acts, and it keeps nobody out."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from culling.audit.report.page import report_html
from tests.audit.report.test_report import HOSTILE, hostile
from tests.browser.test_accessibility import violations
from tests.ui.photos import write_photos


def test_the_report_asks_nobody_and_keeps_nobody_out(browser: Browser, tmp_path: Path) -> None:
    (name,) = write_photos(tmp_path, ["p.jpg"])
    jpeg = (tmp_path / name).read_bytes()
    page_file = tmp_path / "report.html"
    page_file.write_bytes(report_html(hostile(), dict.fromkeys(HOSTILE, jpeg)))
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]  # axe is a script
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("dialog", lambda dialog, said=said: said.append(dialog.message))
        page.set_viewport_size({"width": 900, "height": 900})
        page.goto(page_file.as_uri())
        assert [url for url in asked if not url.startswith("data:image/jpeg")] == [page_file.as_uri()]
        assert said == []
        assert page.evaluate("[...document.images].every(image => image.naturalWidth > 100)")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(page) == []
        context.close()
