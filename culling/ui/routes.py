"""Pictures and rows over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from culling.errors import CullingError
from culling.overlay import KINDS, Kind, draw_overlay
from culling.photos import read_photo
from culling.previews import encode_jpeg, full, preview
from culling.suggest.portraits import draw_portraits
from culling.ui import links, rescue_results
from culling.ui.jobs import BOARD, OpenFolder
from culling.ui.people import people_of
from culling.ui.safety.said import said_to_anybody
from culling.ui.sheet import Sheet, Shown
from culling.ui.shelf import Shelf

if TYPE_CHECKING:
    from starlette.requests import Request

_KEPT_PICTURES = 32  # about 13 MB
_KEPT_WHOLE = 4  # as many as are compared side by side; 10 to 40 MB each
_WHOLE_AT_ONCE = 2  # of 64 MP each takes 400 MB while it is made
_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NO_PICTURE = _HEADERS | {"Cache-Control": "no-store"}  # it may be there the next time


Find = Callable[[OpenFolder, Shown], bytes | None]

_shelf: Shelf[bytes] = Shelf(_KEPT_PICTURES)
_whole_shelf: Shelf[bytes] = Shelf(_KEPT_WHOLE)
_whole_turns = BoundedSemaphore(_WHOLE_AT_ONCE)


async def row_paths(request: Request) -> Response:
    """The paths of a sheet's rows, as JSON."""
    found = _sheet(request)
    if found is None:
        return Response(status_code=404)
    data = await run_in_threadpool(lambda: found[1].paths_json)
    return Response(data, media_type="application/json", headers=_HEADERS)


async def row_column(request: Request) -> Response:
    """A column of numbers, as bytes: see `Sheet.column`."""
    found = _sheet(request)
    data = await run_in_threadpool(found[1].column, request.path_params["name"]) if found else None
    if data is None:
        return Response(status_code=404)
    return Response(data, media_type="application/octet-stream", headers=_HEADERS)


async def row_data(request: Request) -> Response:
    """Bytes that a page offered: see `Sheet.offer`."""
    found = _sheet(request)
    data = found[1].offered(request.path_params["name"]) if found else None
    if data is None:
        return Response(status_code=404, headers=_NO_PICTURE)
    return Response(data, media_type="application/octet-stream", headers=_HEADERS)


async def latest(request: Request) -> Response:
    """Changes when photos are marked or grouped: see `OpenFolder.latest`."""
    found = _sheet(request)
    if found is None:
        return Response(status_code=404, headers=_NO_PICTURE)
    return PlainTextResponse(await run_in_threadpool(lambda: found[0].latest), headers=_NO_PICTURE)


async def row_picture(request: Request) -> Response:
    """A picture of a row, see `PICTURES`; where none can be made, the reason as plain text."""
    found, row, kind = _sheet(request), request.path_params["row"], request.path_params["kind"]
    if found is None or not 0 <= row < found[1].count or kind not in PICTURES:
        return Response(status_code=404)
    folder, shown = found[0], found[1].photo(row)
    if not folder.holds(shown):
        return Response(status_code=404)
    try:
        data = await run_in_threadpool(PICTURES[kind], folder, shown)
    except CullingError as reason:
        return PlainTextResponse(said_to_anybody(reason), status_code=422, headers=_NO_PICTURE)
    return Response(data, media_type="image/jpeg", headers=_HEADERS) if data else Response(status_code=404)


def _sheet(request: Request) -> tuple[OpenFolder, Sheet] | None:
    keys = links.read_rows(request.path_params["identity"], request.path_params["signature"])
    folder = BOARD.find(keys[0]) if keys else None
    sheet = folder.find_sheet(keys[1]) if folder and keys else None
    return (folder, sheet) if folder and sheet else None


def _thumbnail(folder: OpenFolder, shown: Shown) -> bytes | None:
    return folder.catalog.thumbnail(shown.path)


def _preview(folder: OpenFolder, shown: Shown) -> bytes | None:
    return _made("preview", folder, shown, preview)


def _whole(folder: OpenFolder, shown: Shown) -> bytes | None:
    return _made("full", folder, shown, _in_turn, _whole_shelf)


def _in_turn(file: Path) -> bytes:
    with _whole_turns:
        return full(file)


def _overlaid(kind: Kind) -> Find:
    return lambda folder, shown: _made(f"overlay/{kind}", folder, shown, partial(_overlay, kind))


def _made(
    kind: str, folder: OpenFolder, shown: Shown, make: Callable[[Path], bytes], shelf: Shelf[bytes] = _shelf
) -> bytes | None:
    """None for a photo that is no longer where it was."""
    file = folder.file_of(shown)
    return None if file is None else shelf.get((kind, shown), lambda: make(file))


def _overlay(kind: Kind, file: Path) -> bytes:
    return encode_jpeg(draw_overlay(read_photo(file), kind))


def _portraits(folder: OpenFolder, shown: Shown) -> bytes | None:
    return _made("eyes", folder, shown, lambda file: encode_jpeg(draw_portraits(read_photo(file))))


def _people(folder: OpenFolder, shown: Shown) -> bytes | None:
    people = people_of(folder, shown)
    return people.strip if people else None


#: What a row can be shown as.
PICTURES: dict[str, Find] = {
    "thumb": _thumbnail,
    "preview": _preview,
    "full": _whole,
    "people": _people,
    "eyes": _portraits,
    **{kind: _overlaid(kind) for kind in KINDS},
}


ROUTES = [
    Route("/api/rows/{identity}/{signature}/paths", row_paths),
    Route("/api/rows/{identity}/{signature}/column/{name}", row_column),
    Route("/api/rows/{identity}/{signature}/latest", latest),
    Route("/api/rows/{identity}/{signature}/data/{name}", row_data),
    Route("/api/rows/{identity}/{signature}/picture/{kind}/{row:int}", row_picture),
    *rescue_results.ROUTES,
]
