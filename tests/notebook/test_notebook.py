"""Without the extra: what to install; with it: no dashboard comes along."""

from __future__ import annotations

import subprocess
import sys

import pytest

from culling import CullingError
from culling.notebook import cutoffs, live_figure, photo_map, pictures, progress_bar
from tests.notebook.conftest import Shoot


def test_without_the_extra_the_error_says_what_to_install(shoot: Shoot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    for call in (
        lambda: cutoffs(shoot.table),
        lambda: pictures(shoot.catalog),
        lambda: photo_map(shoot.table, shoot.catalog),
        lambda: live_figure(None, lambda policy: None),  # type: ignore[arg-type]
        progress_bar,
    ):
        with pytest.raises(CullingError, match=r"anywidget.*pip install 'culling\[notebook\]'"):
            call()


def test_neither_streamlit_nor_widgets_are_loaded_before_they_are_needed() -> None:
    script = (
        "import sys, culling.notebook; assert 'ipywidgets' not in sys.modules\n"
        "import culling.notebook.cutoffs_widget, culling.notebook.map_widget, culling.notebook.progress\n"
        "assert 'anywidget' in sys.modules and 'streamlit' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
