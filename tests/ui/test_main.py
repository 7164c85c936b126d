"""The script behind every page: where it draws, whatever ran before it in the same thread."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.catalog import Catalog
from culling.shared.patience import ServerGoneError
from culling.ui import settings
from culling.ui.places import MAIN


def _after_a_fragment_of_the_sidebar() -> None:
    import runpy

    import streamlit as st

    from culling.ui.places import MAIN

    with st.sidebar:
        runpy.run_path(str(MAIN), run_name="__main__")


def test_the_page_stays_out_of_the_sidebar(photos: Path) -> None:
    settings.use(settings.Settings(folder=photos))
    app = AppTest.from_function(_after_a_fragment_of_the_sidebar, default_timeout=30).run()
    assert not app.exception
    assert [title.value for title in app.main.title] == ["Library"]
    assert len(app.sidebar.title) == 0


def test_a_catalog_whose_server_is_away_is_told_until_it_is_back(photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_catalog: Catalog) -> int:
        raise ServerGoneError("the catalog's server does not answer (refused)")

    settings.use(settings.Settings(folder=photos))
    app = AppTest.from_file(str(MAIN), default_timeout=30).run()
    assert [warning.value for warning in app.sidebar.warning] == []
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Catalog, "latest_learned", away)
        meanwhile.setattr(Catalog, "left_out", property(away))  # what the page itself asks for
        app.run()
        assert not app.exception
        assert ["does not answer" in warning.value for warning in app.sidebar.warning] == [True]
        assert ["does not answer (refused)" in warning.value for warning in app.main.warning] == [True]
    app.run()
    assert not app.exception
    assert not app.warning


def test_a_process_that_imports_the_script_anew_draws_nothing() -> None:
    assert "main" in runpy.run_path(str(MAIN), run_name="__mp_main__")  # as the children of multiprocessing do
