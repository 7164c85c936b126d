"""The contact sheet in a browser: it loads nothing, and prints with a page for each verdict on both papers."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser

from culling.decide import decide
from culling.export.lists.contact_sheet import contact_sheets
from culling.policy import Policy, Rule
from culling.previews import encode_jpeg
from tests.browser.conftest import HOSTILE

_JPEG = encode_jpeg(np.full((60, 90, 3), 128, np.uint8))
_POLICY = Policy("p", (Rule("laplacian_variance", reject=400, maybe=600),))


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Forty photos of three verdicts, some with hostile names."""
    names = [*HOSTILE, *(f"{number:02}.jpg" for number in range(38))]
    values = [(900.0, 500.0, 1.0)[number % 3] for number in range(40)]
    table = pd.DataFrame({"laplacian_variance": values}, index=pd.Index(names, name="path", dtype=object))
    (page,) = contact_sheets(table, decide(table, _POLICY), _POLICY, "photos", lambda key: _JPEG).values()
    file = tmp_path / "contact-sheet.html"
    file.write_bytes(page)
    return file


def test_it_loads_nothing_and_prints(browser: Browser, sheet: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url[:5]))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(sheet.as_uri())
    assert page.evaluate("[...document.images].filter(image => image.naturalWidth === 90).length") == 40
    assert page.title() == "photos"
    assert set(asked) <= {"file:", "data:"}
    assert complaints == []
    for paper in ("A4", "Letter"):
        pages = len(re.findall(rb"/Type /Page\b", page.pdf(format=paper)))
        assert pages == 3  # one for each verdict: fourteen photos fit
    page.close()
