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

from culling import nets
from culling.nets import ModelError
from culling.overlay import TOO_SMALL
from culling.ui import links, settings
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.links import Link, overlay_url, preview_url, thumb_url
from culling.ui.own_host import OwnHostOnly
from culling.ui.routes import ROUTES
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


@pytest.mark.parametrize("kind", ["blur", "motion"])
def test_an_overlay_is_a_picture_of_the_photo_s_size(client: Client, folder: OpenFolder, kind: str) -> None:
    answer = client.get(overlay_url(folder.link("photo_05.jpg"), kind))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert _size(answer.content) == (320, 240)
    assert answer.content != client.get(preview_url(folder.link("photo_05.jpg"))).content


def test_overlays_are_refused_as_previews_are(client: Client, folder: OpenFolder) -> None:
    good = overlay_url(folder.link("photo_00.jpg"), "blur")
    identity, signature = good.split("/")[-2:]
    preview_signature = preview_url(folder.link("photo_00.jpg")).split("/")[-1]
    for bad in (
        good[:-1] + ("0" if good[-1] != "0" else "1"),
        f"/api/overlay/motion/{identity}/{signature}",  # a signature is good for one kind of overlay
        f"/api/overlay/blur/{identity}/{preview_signature}",
        f"/api/preview/{identity}/{signature}",
        f"/api/overlay/faces/{identity}/{signature}",
        f"/api/overlay/..%2Fpreview/{identity}/{preview_signature}",
        "/api/overlay/blur/x/y",
    ):
        answer = client.get(bad)
        assert answer.status_code in (403, 404), bad
        assert answer.content in (b"", b"Not Found")
    for path in ("gone.jpg", "../../etc/passwd", "/etc/passwd"):
        assert client.get(overlay_url(Link(folder.key, "", path), "blur")).status_code == 404
    assert client.get(overlay_url(Link(folder.key, "0" * 32, "photo_00.jpg"), "blur")).status_code == 404
    assert client.get(overlay_url(folder.link("photo_00.jpg"), "faces")).status_code == 404
    assert client.get(good, headers={"host": "evil.example"}).status_code == 403


def test_without_the_network_the_reason_comes_as_text(
    client: Client, folder: OpenFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise ModelError("The network focus is missing: <b>x</b>")

    with monkeypatch.context() as patched:
        patched.setattr(nets, "run", missing)
        answer = client.get(overlay_url(folder.link("photo_06.jpg"), "blur"))
    assert answer.status_code == 422
    assert answer.text == "The network focus is missing: <b>x</b>"
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert client.get(overlay_url(folder.link("photo_06.jpg"), "blur")).status_code == 200  # the failure is not kept


def test_a_photo_too_small_for_a_blur_map_says_so(client: Client, tmp_path: Path) -> None:
    (tmp_path / "tiny").mkdir()
    cv2.imwrite(str(tmp_path / "tiny" / "dot.png"), np.full((20, 30, 3), 90, np.uint8))
    opened = _scanned(tmp_path / "tiny")
    answer = client.get(overlay_url(opened.link("dot.png"), "blur"))
    assert (answer.status_code, answer.text) == (422, TOO_SMALL)
    assert client.get(preview_url(opened.link("dot.png"))).status_code == 200


def test_a_photo_that_went_away_says_so(client: Client, folder: OpenFolder) -> None:
    (folder.path / "photo_07.jpg").unlink()
    for address in (preview_url(folder.link("photo_07.jpg")), overlay_url(folder.link("photo_07.jpg"), "blur")):
        answer = client.get(address)
        assert (answer.status_code, answer.text) == (422, "The file is gone.")


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
    addresses = [preview_url(folder.link("photo_03.jpg")), overlay_url(folder.link("photo_03.jpg"), "blur")]
    photo = folder.path / "photo_03.jpg"
    secret = tmp_path / "secret.jpg"
    photo.rename(secret)
    photo.symlink_to(secret)
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    photo.unlink()
    photo.symlink_to(photo)  # a link to itself
    assert [client.get(address).status_code for address in addresses] == [404, 404]


def test_a_link_reads_back_whatever_the_name(tmp_path: Path) -> None:
    for name in ("a b.jpg", "ü\n<b>.jpg", "![x](http://h/p.png).jpg", "\\xff.jpg", "日本.jpg"):
        link = Link("k", "h", name)
        identity, signature = thumb_url(link).split("/")[-2:]
        assert links.read("thumb", identity, signature) == link


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "", "127.0.0.1.evil.example", "[::1"])
def test_a_foreign_name_is_refused(client: Client, folder: OpenFolder, host: str) -> None:
    answer = client.get(thumb_url(folder.link("photo_00.jpg")), headers={"host": host})
    assert answer.status_code == 403
