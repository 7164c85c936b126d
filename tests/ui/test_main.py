"""The script behind every page: where it draws, whatever ran before it in the same thread."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from culling.ui import settings


def _after_a_fragment_of_the_sidebar() -> None:
    import runpy

    import streamlit as st

    from culling.ui.places import MAIN

    with st.sidebar:
        runpy.run_path(str(MAIN))


def test_the_page_stays_out_of_the_sidebar(photos: Path) -> None:
    settings.use(settings.Settings(folder=photos))
    app = AppTest.from_function(_after_a_fragment_of_the_sidebar, default_timeout=30).run()
    assert not app.exception
    assert [title.value for title in app.main.title] == ["Library"]
    assert len(app.sidebar.title) == 0
