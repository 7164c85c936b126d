"""Pictures by signed address, and nothing else to anyone else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import cv2
import httpx
import numpy as np
import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from culling import nets
from culling.nets import ModelError
from culling.overlay import TOO_SMALL
from culling.ui import links, settings
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.routes import ROUTES
from culling.ui.safety.own_host import OwnHostOnly
from culling.ui.settings import Settings


@pytest.fixture
def folder(photos: Path) -> OpenFolder:
    return _scanned(photos)


def _scanned(photos: Path) -> OpenFolder:
    opened = BOARD.open(photos.resolve())
    assert opened.job is not None
    opened.job.wait(60)
    opened.refresh()
    return opened


class Client:
    """Asks the routes as a browser on this machine would."""

    def __init__(self) -> None:
        self.app = Starlette(routes=ROUTES, middleware=[Middleware(OwnHostOnly)])

    def get(self, address: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8501") as client:
                return await client.get(address, headers=headers)

        return asyncio.run(ask())


@pytest.fixture
def client() -> Client:
    settings.use(Settings())
    return Client()


def _address(folder: OpenFolder, kind: str, path: str) -> str:
    return folder.sheet.picture(kind, path)


def _size(data: bytes) -> tuple[int, int]:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return pixels.shape[1], pixels.shape[0]


def test_a_thumbnail_comes_with_headers_that_keep_it(client: Client, folder: OpenFolder) -> None:
    answer = client.get(_address(folder, "thumb", "photo_00.jpg"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert _size(answer.content) == (320, 240)


def test_a_preview_is_the_photo(client: Client, folder: OpenFolder) -> None:
    answer = client.get(_address(folder, "preview", "photo_00.jpg"))
    assert answer.status_code == 200
    assert _size(answer.content) == (320, 240)


@pytest.mark.parametrize("kind", ["blur", "motion"])
def test_an_overlay_is_a_picture_of_the_photo_s_size(client: Client, folder: OpenFolder, kind: str) -> None:
    answer = client.get(_address(folder, kind, "photo_05.jpg"))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert _size(answer.content) == (320, 240)
    assert answer.content != client.get(_address(folder, "preview", "photo_05.jpg")).content


def test_without_the_network_the_reason_comes_as_text(
    client: Client, folder: OpenFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise ModelError("The network focus is missing: <b>x</b>")

    with monkeypatch.context() as patched:
        patched.setattr(nets, "run", missing)
        answer = client.get(_address(folder, "blur", "photo_06.jpg"))
    assert answer.status_code == 422
    assert answer.text == "The network focus is missing: <b>x</b>"
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert client.get(_address(folder, "blur", "photo_06.jpg")).status_code == 200  # the failure is not kept


def test_a_photo_too_small_for_a_blur_map_says_so(client: Client, tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    cv2.imwrite(str(tmp_path / "tiny" / "dot.png"), np.full((20, 30, 3), 90, np.uint8))
    opened = _scanned(tmp_path / "tiny")
    answer = client.get(_address(opened, "blur", "dot.png"))
    assert (answer.status_code, answer.text) == (422, TOO_SMALL)
    assert client.get(_address(opened, "preview", "dot.png")).status_code == 200


def test_a_photo_that_went_away_says_so(client: Client, folder: OpenFolder) -> None:
    (folder.path / "photo_07.jpg").unlink()
    for address in (_address(folder, "preview", "photo_07.jpg"), _address(folder, "blur", "photo_07.jpg")):
        answer = client.get(address)
        assert (answer.status_code, answer.text) == (422, "The file is gone.")


def test_a_forged_address_is_refused_without_a_word(client: Client, folder: OpenFolder) -> None:
    good = folder.sheet.address
    identity, signature = good.split("/")[-2:]
    for bad in (
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        f"/api/rows/{identity}A/{signature}",
        f"/api/rows/{identity}/{'0' * 32}",
        "/api/rows/x/y",
        f"/api/rows/{identity}/%00",
    ):
        answer = client.get(f"{bad}/picture/thumb/0")
        assert answer.status_code == 404
        assert answer.content in (b"", b"Not Found")
    for rest in ("picture/moods/0", "picture/..%2F..%2Fetc%2Fpasswd/0", "picture/thumb/99", "picture/thumb/..%2F0"):
        assert client.get(f"{good}/{rest}").status_code == 404
    assert client.get(f"{good}/picture/thumb/0", headers={"host": "evil.example"}).status_code == 403


def test_hostile_requests_are_refused_at_once(client: Client, folder: OpenFolder) -> None:
    good = folder.sheet.address
    for rest in (
        f"picture/thumb/{10**40}",
        "picture/thumb/-1",
        f"picture/{'x' * 20_000}/0",
        f"column/{'x' * 20_000}",
        "column/__class__",
        "data/..",
    ):
        assert client.get(f"{good}/{rest}").status_code == 404
    answer = client.get(f"{good}/picture/thumb/0?{'a=b&' * 10_000}", headers={"range": "bytes=0-,0-,0-,0-"})
    assert (answer.status_code, len(answer.content) < 100_000) == (200, True)


def test_a_folder_or_a_sheet_that_is_not_open_is_not_found(client: Client, folder: OpenFolder) -> None:
    for keys in (("another folder", folder.sheet.key), (folder.key, "another sheet")):
        assert client.get(f"{links.rows_url(*keys)}/picture/thumb/0").status_code == 404


def test_an_address_goes_out_of_date_with_its_photo(client: Client, folder: OpenFolder) -> None:
    old = _address(folder, "preview", "photo_00.jpg")
    (folder.path / "photo_00.jpg").write_bytes((folder.path / "photo_05.jpg").read_bytes())
    folder.scan()
    assert folder.job is not None
    folder.job.wait(60)
    folder.refresh()
    assert client.get(old).status_code == 404
    assert client.get(_address(folder, "preview", "photo_00.jpg")).status_code == 200


def test_a_link_put_in_the_place_of_a_photo_is_not_followed_out(
    client: Client, folder: OpenFolder, tmp_path: Path
) -> None:
    addresses = [_address(folder, "preview", "photo_03.jpg"), _address(folder, "blur", "photo_03.jpg")]
    photo = folder.path / "photo_03.jpg"
    secret = tmp_path / "secret.jpg"
    photo.rename(secret)
    photo.symlink_to(secret)
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    photo.unlink()
    photo.symlink_to(photo)  # a link to itself
    assert [client.get(address).status_code for address in addresses] == [404, 404]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "", "127.0.0.1.evil.example", "[::1"])
def test_a_foreign_name_is_refused(client: Client, folder: OpenFolder, host: str) -> None:
    answer = client.get(_address(folder, "thumb", "photo_00.jpg"), headers={"host": host})
    assert answer.status_code == 403


def test_the_news_change_with_every_mark_and_grouping(folder: OpenFolder) -> None:
    client, address = Client(), f"{folder.sheet.address}/latest"
    heard = [client.get(address).text]
    folder.mark([("photo_00.jpg", "keep")], "test")
    heard.append(client.get(address).text)
    folder.keep_groups(pd.Series(0.0, folder.table.index), {"method": "test"})
    heard.append(client.get(address).text)
    folder.choose_keeper("photo_01.jpg", True, ["photo_00.jpg"])
    heard.append(client.get(address).text)
    assert len(set(heard)) == 4
    assert client.get(address).text == heard[-1] == folder.latest
    assert "no-store" in client.get(address).headers["cache-control"]
    assert client.get(f"{address[:-8]}x/latest").status_code == 404
