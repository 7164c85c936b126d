"""What every answer tells the browser it may do with it: load nothing from elsewhere, be framed by nobody."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit
from starlette.datastructures import MutableHeaders

from culling.ui import settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Under which Streamlit, plotly and our own components run. Streamlit writes styles into the page and starts components
# from text (blob:); plotly compiles what draws points on the graphics card (scattergl) from strings: 'unsafe-eval'.
_PARTS = (
    "default-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-src 'self'",
    "frame-ancestors 'none'",
)
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@cache
def policy() -> str:
    """The Content-Security-Policy of every page; of scripts in the page itself, those that Streamlit's own has."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    hashes = (hashlib.sha256(script.encode()).digest() for script in _INLINE.findall(page))
    own = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes)
    return "; ".join((*_PARTS, f"script-src 'self' blob: 'unsafe-eval' {own}".rstrip()))


class Guarded:
    """Adds the headers where the answer does not bring its own; cookies go over encrypted lines alone, if there are."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add(MutableHeaders(scope=message))
            await send(message)

        await self.app(scope, receive, sent if scope["type"] == "http" else send)


def _add(headers: MutableHeaders) -> None:
    headers.setdefault("Content-Security-Policy", policy())
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    sign_in = settings.current().sign_in
    if sign_in is not None and sign_in.origin.startswith("https://"):
        cookies = [value for value in headers.getlist("set-cookie") if "secure" not in value.lower().split("; ")]
        others = [value for value in headers.getlist("set-cookie") if value not in cookies]
        del headers["set-cookie"]
        for value in [*others, *(f"{cookie}; Secure" for cookie in cookies)]:
            headers.append("set-cookie", value)
