"""Shared by all tests: pictures, folders of photos, and the real photos that may lie beside the project."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from culling import model_files, nets
from tests.networks import TINY, write_bundled
from tests.shared.server import Postgres, running

ROOT = Path(__file__).resolve().parents[1]

# Before anything asks platformdirs: no test writes into the user's own data directory, or uses fetched networks.
_DATA = os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="culling-tests-")
os.environ["CULLING_MODELS"] = _DATA + "/models"

# How long an example takes says more about the machine than about the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_unconfigure() -> None:
    """Each process of a run takes its data directory away again."""
    shutil.rmtree(_DATA, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real photos beside the project; they are not part of it, so tests that need them skip where they are absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no ../shared/data with real photos beside the project")
    return folder


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The manifest bundles one network, `tiny`, and the cache folder is empty; yields the network's file."""
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "fetched"))
    nets.clear()
    model_files.use(write_bundled(tmp_path / "models", tiny=TINY))
    yield tmp_path / "models" / "tiny" / "tiny.onnx"
    model_files.use(None)
    nets.clear()


@pytest.fixture(scope="session")
def shared_weights() -> Path:
    """Networks that others made, beside the project; see `shared_data`."""
    folder = ROOT.parent / "shared" / "weights"
    if not folder.is_dir():
        pytest.skip("no ../shared/weights with real networks beside the project")
    return folder


@pytest.fixture
def nothing_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Only the bundled networks, whatever lies in this machine's cache folder."""
    monkeypatch.setenv("CULLING_MODELS", str(tmp_path / "empty"))
    nets.clear()
    yield
    nets.clear()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder below one that everybody may enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real server, started for the tests that ask for it."""
    with running() as server:
        yield server


@pytest.fixture(params=["file", "server"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """A place for an empty catalog: an SQLite file, and a schema of a PostgreSQL server."""
    if request.param == "file":
        return tmp_path / "catalog.sqlite"
    server: Postgres = request.getfixturevalue("postgres")
    return server.emptied()
