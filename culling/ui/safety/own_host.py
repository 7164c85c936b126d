"""Who may ask this server for anything at all: pages that it served itself, under a name that is its own."""

from __future__ import annotations

import ipaddress
import socket
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from culling.ui import settings
from culling.ui.safety.loopback import is_loopback

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from culling.ui.settings import Settings

_HARMLESS = ("GET", "HEAD", "OPTIONS")


class OwnHostOnly:
    """Refuses requests that reach the server under a foreign name, or from outside when it is meant for this machine.

    A page of another site can make a browser ask this server (DNS rebinding); the Host it then names gives it away.
    What a server may not serve at all, it refuses here as well, for it may have been started by another program.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = None if scope["type"] == "lifespan" else refused(scope)
        if refusal is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(refusal, status_code=403)(scope, receive, send)


def refused(scope: Scope) -> str | None:
    """Why a request gets no answer; None when it may be answered."""
    chosen = settings.current()
    return chosen.refusal or (None if may_ask(scope, chosen) else "Not served under this address.")


def may_ask(scope: Scope, chosen: Settings) -> bool:
    """Whether a request names this server, came in where it listens, and was not sent by a page of another site."""
    headers = Headers(scope=scope)
    host = _name(headers.get("host", ""))
    origin = headers.get("origin")
    changes = scope["type"] == "websocket" or scope.get("method") not in _HARMLESS
    if origin is not None and changes and not _same(origin, headers.get("host", ""), chosen):
        return False
    if host in _public_names(chosen):
        return True
    if is_loopback(chosen.host):
        reached = scope.get("server")
        local = not reached or reached[1] is None or is_loopback(reached[0])
        return local and is_loopback(host)
    return host in {chosen.host, "localhost", *_names_of_this_machine()} or _is_address(host)


def _same(origin: str, host: str, chosen: Settings) -> bool:
    """Whether a page's origin is the address it asks, port included, or the one that the proxy gives it."""
    return urlsplit(origin).netloc.lower() == host.lower() or origin in _public_origins(chosen)


def _public_origins(chosen: Settings) -> set[str]:
    public = "{0.scheme}://{0.netloc}".format(urlsplit(chosen.public_url)) if chosen.public_url else None
    return {origin for origin in (public, chosen.sign_in.origin if chosen.sign_in else None) if origin}


def _public_names(chosen: Settings) -> set[str]:
    return {name for origin in _public_origins(chosen) if not is_loopback(name := _name(urlsplit(origin).netloc))}


@cache
def _names_of_this_machine() -> frozenset[str]:
    """Asked once: for a machine without a name, the answer of the resolver takes seconds."""
    return frozenset({socket.gethostname().lower(), socket.getfqdn().lower()})


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
