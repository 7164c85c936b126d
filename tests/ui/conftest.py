"""The dashboard without a browser: a folder that is scanned, and the script run by AppTest."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from culling.catalog import catalog_path
from culling.projection import layout, project_pca
from culling.scan import scan
from culling.ui import places, settings
from culling.ui.jobs import BOARD
from tests.ui.pages import run
from tests.ui.photos import write_photos


@pytest.fixture(scope="session", autouse=True)
def _scanned_for_components_once() -> Iterator[None]:
    """Each AppTest reads what every installed package says of itself, half a second long; it stays the same."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Catalogs, presets and settings of one test only."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("CULLING_ROOTS", raising=False)
    settings.use(settings.Settings())
    yield
    BOARD.close()


@pytest.fixture(autouse=True)
def _quick_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """No process of its own lays a map out: tests/projection do that."""
    monkeypatch.setattr(layout, "project_umap", lambda near, **_given: project_pca(near.vectors))


@pytest.fixture(scope="session")
def _scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Twelve photos, and the catalog of their scan."""
    base = tmp_path_factory.mktemp("scanned")
    write_photos(base / "photos")
    scan(base / "photos", catalog=base / "catalog.sqlite")
    return base / "photos", base / "catalog.sqlite"


@pytest.fixture
def photos(tmp_path: Path, _own_data: None, _scanned: tuple[Path, Path]) -> Path:
    """Twelve photos, sharp to blurred, that were scanned before: each test has copies of its own."""
    made, catalog = _scanned
    folder = tmp_path / "photos"
    shutil.copytree(made, folder)
    known = catalog_path(folder)
    known.parent.mkdir(parents=True)
    shutil.copy(catalog, known)
    return folder


@pytest.fixture
def unscanned(tmp_path: Path) -> Path:
    """The same photos, of which nothing is known yet."""
    write_photos(tmp_path / "photos")
    return tmp_path / "photos"


@pytest.fixture
def dashboard() -> Callable[..., AppTest]:
    """Start the dashboard on a folder whose scan is over, on one of its pages."""

    def start(folder: Path | None, page: str = "library") -> AppTest:
        settings.use(settings.Settings(folder=folder))
        if folder is not None:
            opened = BOARD.open(folder.resolve())
            assert opened.job is not None
            opened.job.wait(60)
        app = AppTest.from_file(str(places.MAIN), default_timeout=30)
        if page != "library":
            app.switch_page(str(places.PAGES / f"{page}.py"))  # opened there, as from a link: one run instead of two
        app.run()
        assert not app.exception, [item.value for item in app.exception]
        return app

    return start


def _groups_alone() -> None:
    from culling.ui.rooms.frame import show_notes
    from culling.ui.rooms.similar import groups
    from culling.ui.state import session

    here = session()
    show_notes(here)
    groups.show(here)


@pytest.fixture
def room(dashboard: Callable[..., AppTest]) -> Callable[[Path], AppTest]:
    """The groups of a folder, without the map beside them."""

    def start(folder: Path) -> AppTest:
        dashboard(folder)
        return run(AppTest.from_function(_groups_alone, default_timeout=30))

    return start
