"""What each answer forbids the browser."""

from __future__ import annotations

import asyncio

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from culling.ui import settings
from culling.ui.safety.headers import Guarded, policy
from culling.ui.safety.sign_in_file import SignIn
from culling.ui.settings import Settings
from tests.ui.sign_ins import PEOPLE


async def _page(_request: Request) -> Response:
    answer = PlainTextResponse("page")
    answer.set_cookie("_streamlit_user", "x", httponly=True)
    return answer


async def _picture(_request: Request) -> Response:
    return PlainTextResponse("picture", headers={"Content-Security-Policy": "default-src 'none'"})


def _get(path: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        app = Starlette(routes=[Route("/", _page), Route("/p", _picture)], middleware=[Middleware(Guarded)])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            return await client.get(path)

    return asyncio.run(ask())


def test_pages_load_nothing_from_elsewhere_and_are_framed_by_nobody() -> None:
    settings.use(Settings())
    headers = _get("/").headers
    assert headers["content-security-policy"] == policy()
    rules = dict(rule.split(" ", 1) for rule in policy().split("; "))
    assert (rules["default-src"], rules["frame-ancestors"], rules["object-src"]) == ("'self'", "'none'", "'none'")
    assert "'unsafe-inline'" not in rules["script-src"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]


def test_a_picture_keeps_its_own_stricter_policy() -> None:
    settings.use(Settings())
    assert _get("/p").headers["content-security-policy"] == "default-src 'none'"


def test_behind_tls_a_cookie_never_goes_over_an_open_line() -> None:
    settings.use(Settings())
    assert "secure" not in _get("/").headers["set-cookie"].lower()
    settings.use(Settings(sign_in=SignIn(settings.places.HOME, "https://photos.example", ()), access=PEOPLE))
    assert _get("/").headers["set-cookie"].lower().endswith("; secure")
