"""Whoever has not signed in gets the way in and nothing else; nobody fills the memory with uploads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from culling.errors import CullingError
from culling.ui import settings
from culling.ui.routes import ROUTES
from culling.ui.safety import gate
from culling.ui.safety.gate import SignedInOnly, UploadLimits, is_way_in
from tests.ui.sign_ins import ORIGIN, cookie, sign_in_needed

ANN, BOB, MIA = (cookie(f"{name}@example.org") for name in ("ann", "bob", "mia"))


async def _whole(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def _ask(
    method: str, path: str, headers: dict[str, str] | None = None, parts: int = 0, **limits: int
) -> httpx.Response:
    app = Starlette(
        routes=[Route("/{path:path}", _whole, methods=["GET", "PUT", "DELETE"])],
        middleware=[Middleware(SignedInOnly), Middleware(UploadLimits, **limits)],
    )
    return asyncio.run(_asked(app, [(method, path)], headers, parts))[-1]


async def _asked(
    app: Starlette, asks: list[tuple[str, str]], headers: dict[str, str] | None, parts: int
) -> list[httpx.Response]:
    async def body() -> AsyncIterator[bytes]:
        for _ in range(parts):
            yield b"x" * 1000

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        return [
            await client.request(method, path, headers=headers, content=body() if parts else None)
            for method, path in asks
        ]


def _every_route() -> list[str]:
    own = [route.path for route in ROUTES]
    return [*own, "/media/0123.jpg", "/_stcore/upload_file/s/f", "/_stcore/metrics", "/_stcore/agent/interact",
            "/_stcore/script-health-check", "/_stcore/bidi-components/x/y.js", "/component/x/y.js", "/app/static/x",
            "/api/what-comes-later", "/what-comes-later", "/tune/what-comes-later", "/_stcore/healthier",
            "/_stcore/stream", "/index.html/x", "//api/rows", "/tune/api/rows"]  # fmt: skip


@pytest.mark.parametrize("path", _every_route())
def test_every_route_but_the_way_in_is_closed_until_somebody_signs_in(path: str) -> None:
    sign_in_needed()
    assert _ask("GET", path).status_code == 401
    assert _ask("GET", path, cookie("eve@example.org")).status_code == 401
    assert _ask("GET", path, BOB).status_code == 200


def test_a_stranger_who_looks_at_a_closed_address_sees_the_way_in(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_needed()
    monkeypatch.setattr(gate.config, "get_option", {"server.baseUrlPath": "photos", "server.cookieSecret": ""}.get)
    seen = _ask("GET", "/photos/what-comes-later", {"accept": "text/html,*/*;q=0.8"})
    assert (seen.status_code, seen.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert '<a href="/photos/">Sign in</a>' in seen.text
    assert "Sign in to see the photos" in seen.text


_WAY_IN = ("/", "/tune", "/static/js/x.js", "/_stcore/health", "/tune/_stcore/health", "/auth/login", "/oauth2callback")


@pytest.mark.parametrize("path", _WAY_IN)
def test_the_way_in_is_open(path: str) -> None:
    sign_in_needed()
    assert is_way_in(path)
    assert _ask("GET", path).status_code == 200


def test_below_another_address_the_same_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_needed()
    monkeypatch.setattr(gate.config, "get_option", {"server.baseUrlPath": "photos", "server.cookieSecret": ""}.get)
    assert [_ask("GET", f"/photos{path}").status_code for path in ("", "/tune", "/api/x")] == [200, 200, 401]


@pytest.mark.parametrize(("path", "opened"), [("/_stcore/stream", True), ("/api/live", False), ("/", False)])
def test_the_stream_of_the_page_is_the_only_websocket_for_strangers(path: str, opened: bool) -> None:
    sign_in_needed()
    sent: list[Message] = []

    async def reached(_scope: Scope, _receive: Receive, _send: Send) -> None:
        sent.append({"type": "reached"})

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    asyncio.run(SignedInOnly(reached)({"type": "websocket", "path": path, "headers": []}, receive, send))
    assert sent == [{"type": "reached"}] if opened else [{"type": "websocket.close", "code": 1008}]


def test_without_sign_in_the_gate_is_open() -> None:
    settings.use(settings.Settings())
    assert _ask("GET", "/api/rows/x/y/paths").status_code == 200


def test_while_roles_cannot_be_looked_up_nobody_comes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in_needed()

    def gone(_cookies: object) -> None:
        raise CullingError("the server of the catalog is gone: postgresql://…")

    monkeypatch.setattr(gate, "person_of_cookies", gone)
    answer = _ask("GET", "/api/rows/x/y/paths", ANN)
    assert (answer.status_code, "postgresql" in answer.text) == (503, False)


def test_who_may_only_look_uploads_nothing() -> None:
    sign_in_needed()
    assert _ask("PUT", "/_stcore/upload_file/s/f", BOB).status_code == 403
    assert _ask("PUT", "/_stcore/upload_file/s/f", MIA).status_code == 200


def test_a_session_uploads_so_many_bytes_and_no_more() -> None:
    settings.use(settings.Settings())
    assert _ask("PUT", "/_stcore/upload_file/s/f", parts=3, in_all=3000).text == "3000"
    assert _ask("PUT", "/_stcore/upload_file/s/f", parts=4, in_all=3000).status_code == 413


def test_a_session_uploads_so_many_files_and_room_comes_back() -> None:
    settings.use(settings.Settings())
    app = Starlette(
        routes=[Route("/{path:path}", _whole, methods=["PUT", "DELETE"])],
        middleware=[Middleware(UploadLimits, files=2)],
    )
    put = [("PUT", f"/_stcore/upload_file/s/{number}") for number in range(3)]
    asks = [*put, ("PUT", "/_stcore/upload_file/other/0"), ("DELETE", "/_stcore/upload_file/s/0"), put[2]]
    assert [answer.status_code for answer in asyncio.run(_asked(app, asks, None, 0))] == [200, 200, 413, 200, 200, 200]
