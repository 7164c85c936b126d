"""The bar follows a scan and says what is left."""

from __future__ import annotations

import pytest

from culling.notebook.progress import shown, words
from culling.scan import Progress


def test_words_say_how_far_it_is_and_what_came_of_it() -> None:
    assert words(Progress(12, 66, 0, 0, 3.0, 18.2)) == "12 of 66 photos, about 18 s left"
    assert words(Progress(0, 66, 0, 0, 0.0, None)) == "0 of 66 photos"
    assert words(Progress(66, 66, 4, 1, 3.0, 0.0, True)) == "66 measured, 4 known, 1 unreadable"
    assert words(Progress(0, 0, 70, 0, 0.0, None, True)) == "0 measured, 70 known"


def test_the_bar_is_full_when_the_scan_is_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: list[object] = []
    monkeypatch.setattr("culling.notebook.progress.display", boxes.append)
    tell = shown()
    bar, said = boxes[0].children  # type: ignore[attr-defined]
    tell(Progress(3, 12, 0, 0, 1.0, 9.0))
    assert (bar.max, bar.value, said.value) == (12, 3, "3 of 12 photos, about 9 s left")
    tell(Progress(0, 0, 12, 0, 0.0, None, True))
    assert (bar.value, bar.bar_style) == (bar.max, "success")
