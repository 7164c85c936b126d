"""A row's whole-size picture over HTTP: every pixel, or the reason in words."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
import simplejpeg
from PIL import Image
from starlette.applications import Starlette

from culling.errors import CullingError
from culling.ui import routes
from culling.ui.jobs import BOARD, OpenFolder

pytestmark = pytest.mark.anyio
SIZE = (3100, 2200)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def folder(tmp_path: Path) -> OpenFolder:
    (tmp_path / "photos").mkdir()
    Image.new("RGB", SIZE, (90, 120, 160)).save(tmp_path / "photos" / "large.jpg")
    opened = BOARD.open((tmp_path / "photos").resolve())
    assert opened.job is not None
    opened.job.wait(60)
    opened.refresh()
    return opened


async def _get(folder: OpenFolder) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=routes.ROUTES))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        return await client.get(f"{folder.sheet.address}/picture/full/0")


async def test_it_has_every_pixel_and_is_made_once(folder: OpenFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = await _get(folder)
    assert simplejpeg.decode_jpeg(answer.content).shape == (SIZE[1], SIZE[0], 3)
    assert "immutable" in answer.headers["cache-control"]
    monkeypatch.setattr(routes, "full", lambda file: b"made again")
    assert (await _get(folder)).content == answer.content


async def test_without_one_the_reason_is_told_and_not_kept(folder: OpenFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(file: Path) -> bytes:
        raise CullingError("The file ends early.")

    monkeypatch.setattr(routes, "full", refused)
    answer = await _get(folder)
    assert (answer.status_code, answer.text) == (422, "The file ends early.")
    assert answer.headers["cache-control"] == "no-store"
    monkeypatch.setattr(routes, "full", lambda file: b"a picture")
    assert (await _get(folder)).content == b"a picture"
