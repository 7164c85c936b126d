"""Who may ask this server for anything at all: pages that it served itself, under a name that is its own."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from culling.ui import settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class OwnHostOnly:
    """Refuses requests that reach the server under a foreign name, or from outside when it is meant for this machine.

    A page of another site can make a browser ask this server (DNS rebinding); the Host it then names gives it away.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or may_ask(scope, settings.current().host):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("Not served under this address.", status_code=403)(scope, receive, send)


def may_ask(scope: Scope, bound_to: str) -> bool:
    """Whether a request names this server, and came in where it listens."""
    headers = Headers(scope=scope)
    host = _name(headers.get("host", ""))
    origin = headers.get("origin")
    if origin and scope["type"] == "websocket" and _name(urlsplit(origin).netloc) != host:
        return False
    if settings.is_loopback(bound_to):
        reached = scope.get("server")
        local = not reached or reached[1] is None or settings.is_loopback(reached[0])
        return local and settings.is_loopback(host)
    return host in {bound_to, "localhost", socket.gethostname().lower(), socket.getfqdn().lower()} or _is_address(host)


def _name(netloc: str) -> str:
    """Host without port, in lower case."""
    try:
        return (urlsplit(f"//{netloc}").hostname or "").lower()
    except ValueError:
        return ""


def _is_address(host: str) -> bool:
    """A number instead of a name: it cannot be rebound."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
