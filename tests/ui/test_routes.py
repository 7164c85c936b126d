"""Pictures by signed address, and nothing else to anyone else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from culling.ui import links, settings
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.links import Link, preview_url, thumb_url
from culling.ui.routes import ROUTES, OwnHostOnly, may_ask
from culling.ui.settings import Settings


@pytest.fixture
def folder(photos: Path) -> OpenFolder:
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


def _size(data: bytes) -> tuple[int, int]:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    return pixels.shape[1], pixels.shape[0]


def test_a_thumbnail_comes_with_headers_that_keep_it(client: Client, folder: OpenFolder) -> None:
    answer = client.get(thumb_url(folder.link("photo_00.jpg")))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert _size(answer.content) == (320, 240)


def test_a_preview_is_the_photo(client: Client, folder: OpenFolder) -> None:
    answer = client.get(preview_url(folder.link("photo_00.jpg")))
    assert answer.status_code == 200
    assert _size(answer.content) == (320, 240)


def test_a_forged_address_is_refused_without_a_word(client: Client, folder: OpenFolder) -> None:
    good = thumb_url(folder.link("photo_00.jpg"))
    identity, signature = good.split("/")[-2:]
    for bad in (
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        f"/api/preview/{identity}/{signature}",  # a signature is good for one kind of picture
        f"/api/thumb/{identity}A/{signature}",
        f"/api/thumb/{identity}/",
        "/api/thumb/x/y",
        f"/api/thumb/{identity}/%00",
    ):
        answer = client.get(bad)
        assert answer.status_code in (403, 404)
        assert answer.content in (b"", b"Not Found")


def test_a_signed_address_of_a_photo_that_is_not_there_is_not_found(client: Client, folder: OpenFolder) -> None:
    for path in ("gone.jpg", "../../etc/passwd", "/etc/passwd"):
        for url in (thumb_url, preview_url):
            assert client.get(url(Link(folder.key, "", path))).status_code == 404
    assert client.get(thumb_url(Link("another folder", "", "photo_00.jpg"))).status_code == 404


def test_an_address_goes_out_of_date_with_its_photo(client: Client, folder: OpenFolder) -> None:
    old = thumb_url(Link(folder.key, "0" * 32, "photo_00.jpg"))
    assert client.get(old).status_code == 404


def test_a_link_put_in_the_place_of_a_photo_is_not_followed_out(
    client: Client, folder: OpenFolder, tmp_path: Path
) -> None:
    address = preview_url(folder.link("photo_03.jpg"))
    photo = folder.path / "photo_03.jpg"
    secret = tmp_path / "secret.jpg"
    photo.rename(secret)
    photo.symlink_to(secret)
    assert client.get(address).status_code == 404


def test_a_link_reads_back_whatever_the_name(tmp_path: Path) -> None:
    for name in ("a b.jpg", "ü\n<b>.jpg", "![x](http://h/p.png).jpg", "\\xff.jpg", "日本.jpg"):
        link = Link("k", "h", name)
        identity, signature = thumb_url(link).split("/")[-2:]
        assert links.read("thumb", identity, signature) == link


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "", "127.0.0.1.evil.example", "[::1"])
def test_a_foreign_name_is_refused(client: Client, folder: OpenFolder, host: str) -> None:
    answer = client.get(thumb_url(folder.link("photo_00.jpg")), headers={"host": host})
    assert answer.status_code == 403


def _scope(host: str, kind: str = "http", origin: str = "", reached: str = "127.0.0.1") -> dict[str, object]:
    headers = [(b"host", host.encode())] + ([(b"origin", origin.encode())] if origin else [])
    return {"type": kind, "headers": headers, "server": (reached, 8501)}


def test_only_this_machine_reaches_a_loopback_server() -> None:
    assert may_ask(_scope("localhost:8501"), "127.0.0.1")
    assert may_ask(_scope("[::1]:8501", reached="::1"), "127.0.0.1")
    assert not may_ask(_scope("127.0.0.1:8501", reached="192.168.1.5"), "127.0.0.1")


def test_a_server_for_others_answers_to_addresses_and_its_own_name() -> None:
    assert may_ask(_scope("192.168.1.5:8501", reached="192.168.1.5"), "0.0.0.0")
    assert may_ask(_scope("photos.lan:8501", reached="192.168.1.5"), "photos.lan")
    assert not may_ask(_scope("evil.example", reached="192.168.1.5"), "0.0.0.0")


def test_a_websocket_from_another_site_is_refused() -> None:
    assert may_ask(_scope("127.0.0.1:8501", "websocket", "http://127.0.0.1:8501"), "127.0.0.1")
    assert not may_ask(_scope("127.0.0.1:8501", "websocket", "https://evil.example"), "127.0.0.1")
    assert not may_ask(_scope("127.0.0.1:8501", "websocket", "null"), "127.0.0.1")
