"""Nothing but the way in for whoever has not signed in, and no more uploads than a session may make."""

from __future__ import annotations

from collections import OrderedDict
from functools import cache
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from streamlit import config

from culling.errors import CullingError
from culling.ui import places, settings
from culling.ui.safety.closed_page import closed_page
from culling.ui.safety.signed_in import person_of_cookies

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: All that a browser needs to show the page with the button, and to come back from the provider.
_WAY_IN = (
    "/",
    "/favicon.png",
    "/_stcore/health",
    "/_stcore/host-config",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
)
_SCRIPTS = "/static/"  # Streamlit's own, which every Streamlit has
_STREAM = "/_stcore/stream"  # what runs for it asks who that is: `let_in`

UPLOAD_PREFIX = "/_stcore/upload_file/"
MOST_UPLOADS = 400
MOST_UPLOADED_BYTES = 1_000_000_000  # in memory, until the session ends or the file is taken away
_SESSIONS_COUNTED = 1000


class SignedInOnly:
    """Refuses everything but the way in to whoever has not signed in, routes that nobody thought of included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or settings.current().sign_in is None or _is_open(scope):
            await self.app(scope, receive, send)
        elif refusal := await run_in_threadpool(_refusal, scope):
            await _refuse(*refusal, scope, receive, send)
        else:
            await self.app(scope, receive, send)


def is_way_in(path: str) -> bool:
    """Whether an address is of the empty page with the button to sign in, or of what that needs."""
    page, between, rest = path.lstrip("/").partition("/")
    if page in _pages():  # a page looks for the server below its own address first
        path = between + rest or "/"
    return path in _WAY_IN or path.startswith(_SCRIPTS)


def _is_open(scope: Scope) -> bool:
    return _path(scope) == _STREAM if scope["type"] == "websocket" else is_way_in(_path(scope))


def _refusal(scope: Scope) -> tuple[str, int] | None:
    """Why the person of a request does not get an answer, with the status; None: it is answered."""
    try:
        person = person_of_cookies(HTTPConnection(scope).cookies)
    except CullingError:  # the catalog that says who may do what is gone for a while
        return "Who you are cannot be checked now.", 503
    if person is None:
        return "Sign in first.", 401
    if _path(scope).startswith(UPLOAD_PREFIX) and scope["method"] == "PUT" and not person.may("mark"):
        return "Your role does not cover uploads.", 403
    return None


async def _refuse(why: str, status: int, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await _answer(why, status, scope)(scope, receive, send)


def _answer(why: str, status: int, scope: Scope) -> Response:
    """A page for whoever looks at it, a line of text for what a page asks for by itself."""
    if "text/html" not in Headers(scope=scope).get("accept", ""):
        return PlainTextResponse(why, status_code=status)
    told = ("Sign in to see the photos", "Sign in") if status == 401 else (why, "Back")
    return HTMLResponse(closed_page(told[0], f"{_base()}/", told[1]), status_code=status)


@cache
def _pages() -> frozenset[str]:
    return frozenset(file.stem for file in places.PAGES.glob("*.py"))


def _path(scope: Scope) -> str:
    """The address that is asked for, without what `server.baseUrlPath` puts before all of them."""
    path = str(scope["path"])
    return path.removeprefix(_base()) or "/" if _base() else path


def _base() -> str:
    """What `server.baseUrlPath` puts before all addresses: "/photos", or "" for nothing."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""


class _TooMuchError(Exception):
    """A session has uploaded all that it may."""


class UploadLimits:
    """Counts what each session uploads, in files and bytes; beyond the limits it is refused while it comes in."""

    def __init__(self, app: ASGIApp, files: int = MOST_UPLOADS, in_all: int = MOST_UPLOADED_BYTES) -> None:
        self.app, self.files, self.in_all = app, files, in_all
        self._sessions: OrderedDict[str, dict[str, int]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _path(scope).startswith(UPLOAD_PREFIX):
            await self.app(scope, receive, send)
            return
        session, _, file = _path(scope).removeprefix(UPLOAD_PREFIX).partition("/")
        uploads = self._uploads(session)
        if scope["method"] == "DELETE":
            uploads.pop(file, None)
        elif scope["method"] == "PUT":
            if len(uploads) >= self.files and file not in uploads:
                await PlainTextResponse("Too many files.", status_code=413)(scope, receive, send)
                return
            uploads[file] = 0
            receive = self._counted(receive, uploads, file)
        try:
            await self.app(scope, receive, send)
        except _TooMuchError:
            await PlainTextResponse("More than a session may upload.", status_code=413)(scope, receive, send)

    def _uploads(self, session: str) -> dict[str, int]:
        uploads = self._sessions.setdefault(session, {})
        self._sessions.move_to_end(session)
        while len(self._sessions) > _SESSIONS_COUNTED:
            self._sessions.popitem(last=False)
        return uploads

    def _counted(self, receive: Receive, uploads: dict[str, int], file: str) -> Receive:
        async def counted() -> Message:
            message = await receive()
            uploads[file] = uploads.get(file, 0) + len(message.get("body", b""))
            if sum(uploads.values()) > self.in_all:
                uploads.pop(file, None)
                raise _TooMuchError
            return message

        return counted
