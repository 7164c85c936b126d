"""Pictures over HTTP, and who may ask for anything at all."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from culling.errors import CullingError
from culling.folders import path_of
from culling.previews import preview
from culling.ui import links, settings
from culling.ui.jobs import BOARD, OpenFolder

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

_KEPT_PREVIEWS = 24  # about 10 MB
_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class PreviewShelf:
    """The last few previews, made once each, also when two people ask at the same time."""

    def __init__(self, kept: int = _KEPT_PREVIEWS) -> None:
        self._kept = kept
        self._made: OrderedDict[links.Link, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, folder: OpenFolder, link: links.Link) -> bytes:
        with self._lock:
            if link in self._made:
                self._made.move_to_end(link)
                return self._made[link]
        made = preview(path_of(folder.path, link.path))
        with self._lock:
            self._made[link] = made
            while len(self._made) > self._kept:
                self._made.popitem(last=False)
        return made


_previews = PreviewShelf()


async def thumb(request: Request) -> Response:
    """The thumbnail of a photo, from the catalog."""
    return await _picture(request, "thumb")


async def large(request: Request) -> Response:
    """The preview of a photo, made when it is first asked for."""
    return await _picture(request, "preview")


async def _picture(request: Request, kind: str) -> Response:
    link = links.read(kind, request.path_params["identity"], request.path_params["signature"])
    if link is None:
        return Response(status_code=403)
    data = await run_in_threadpool(_bytes_of, kind, link)
    return Response(data, media_type="image/jpeg", headers=_HEADERS) if data else Response(status_code=404)


def _bytes_of(kind: str, link: links.Link) -> bytes | None:
    folder = BOARD.find(link.folder)
    if folder is None or not folder.holds(link):
        return None
    if kind == "thumb":
        return folder.catalog.thumbnail(link.path)
    try:
        if not path_of(folder.path, link.path).resolve().is_relative_to(folder.path):
            return None  # a link that was put in the photo's place and leads out of the folder
        return _previews.get(folder, link)
    except (CullingError, OSError, ValueError):
        return None


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


ROUTES = [
    Route("/api/thumb/{identity}/{signature}", thumb),
    Route("/api/preview/{identity}/{signature}", large),
]
