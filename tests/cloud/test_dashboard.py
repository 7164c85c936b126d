"""The dashboard on a bucket: opened by its URL where that is allowed, usable while the server is away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from culling.cloud import CloudPath
from culling.errors import CullingError
from culling.folders import folder_of
from culling.metrics import PARTS
from culling.scan import scan
from culling.ui import places, remembered, settings
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.routes import PICTURES
from culling.ui.settings import Settings
from tests.cloud.conftest import Put, jpeg
from tests.cloud.s3_server import BUCKET, Wire
from tests.ui.pages import run, state

URL = f"s3://{BUCKET}/shoot"
SECRET = f"s3://me:sEcret@{BUCKET}/shoot"


@pytest.fixture
def bucket(wire: Wire, put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Three photos, measured before; catalogs and settings of one test only."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(places, "SAMPLE_DATA", tmp_path / "no samples")
    for number in range(3):
        put(f"shoot/{number}.jpg", jpeg(number))
    scan(URL, without=PARTS)
    wire.asked.clear()
    yield wire
    BOARD.close()
    settings.use(Settings())


def opened(folder: str) -> OpenFolder:
    found = BOARD.open(settings.current().allow(folder))
    assert found.job is not None
    found.job.wait(60)
    return found


def library() -> AppTest:
    return run(AppTest.from_file(str(places.MAIN), default_timeout=60))


def test_a_typed_url_is_opened_below_a_root_and_its_secret_is_nowhere(bucket: Wire, tmp_path: Path) -> None:
    settings.use(Settings(roots=(folder_of(f"s3://{BUCKET}"),), start_folder=tmp_path))
    app = library()
    app.text_input(key="folder_path").input(SECRET).run()
    assert not app.exception
    found = state(app).open
    assert found is not None
    assert (str(found.path), len(found.table)) == (URL, 3)
    assert app.text_input(key="folder_path").value == URL
    assert remembered.recent_folders()[0] == [folder_of(URL)]
    stored = b"".join(file.read_bytes() for file in (tmp_path / "data").rglob("*") if file.is_file())
    assert b"sEcret" not in stored


def test_other_urls_are_refused_with_how_to_allow_them(bucket: Wire, tmp_path: Path) -> None:
    settings.use(Settings(folder=folder_of(URL), start_folder=tmp_path))
    app = library()
    for typed in (f"s3://{BUCKET}/shooting", f"{URL}?endpoint_url=http://10.0.0.1"):
        app.text_input(key="folder_path").input(typed).run()
        assert any("culling app --root s3://" in item.value for item in app.text)
    assert not any("shooting" in line for line in bucket.asked)


def test_what_is_known_stays_usable_while_the_server_is_away(bucket: Wire, tmp_path: Path) -> None:
    settings.use(Settings(folder=folder_of(URL), start_folder=tmp_path))
    bucket.stop()
    opened(URL)
    app = library()
    assert "The scan did not finish." in [item.value for item in app.error]
    assert any("could not be listed" in item.value for item in app.text)
    found = state(app).open
    assert found is not None
    state(app).mark("0.jpg", "keep")
    assert list(found.table["mark"].dropna()) == ["keep"]
    shown = found.sheet.photo(0)
    assert PICTURES["thumb"](found, shown)
    with pytest.raises(CullingError, match="could not be fetched"):
        PICTURES["preview"](found, shown)
    bucket.calm()
    assert PICTURES["preview"](found, shown)


def test_roots_of_the_environment_may_be_urls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CULLING_ROOTS", f"{tmp_path}:s3://bucket/a:s3://other?anon=true")
    local, first, second = settings.roots_of_environment()
    assert local == tmp_path
    assert (str(first), str(second)) == ("s3://bucket/a", "s3://other?anon=true")
    assert isinstance(first, CloudPath)
