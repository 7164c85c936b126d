"""What a measure means and cannot tell is read in the dashboard, in the very words of its docstring."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from streamlit.testing.v1 import AppTest

from culling.metrics import get_metric
from tests.ui.pages import run


def test_tune_tells_of_any_measure_what_its_docstring_says(dashboard: Callable[..., AppTest], photos: Path) -> None:
    app = dashboard(photos, "tune")
    for name in ("blur", "entropy"):
        app.selectbox(key="about_measure").select(name)
        run(app)
        told = get_metric(name).explanation
        (shown,) = [one.value for one in app.markdown if one.value.startswith(f"**{name}**")]
        assert all(part in shown for part in (told.summary, told.formula, told.cannot_tell, told.source))
        assert "$$" in shown
