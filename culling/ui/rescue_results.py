"""What was worked out on the page Rescue: kept for whoever asks for the same again, and its pictures over HTTP."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import cv2
import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from culling.decoding.limits import WHOLE_PIXELS
from culling.photos import Pixels, halve_until
from culling.previews import FULL_QUALITY, encode_jpeg, fit
from culling.remote import Server
from culling.restore.edit import Box, Edit, Point
from culling.ui.sheet import Shown
from culling.ui.shelf import Shelf

if TYPE_CHECKING:
    from starlette.requests import Request

Side = Literal["before", "after"]

MIDDLE: Point = (0.5, 0.5)

MOST_BYTES = 600_000_000  # of pixels, beside the newest result: two enlarged photos
SCREEN_SIDE = 2000
_KEPT_PICTURES = 16

_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True)
class Wish:
    """What is to be worked out.

    Attributes:
        shown: the photo, with its content.
        edit: what is done to it, in shares of the whole photo.
        piece: whether it is done to a piece in its own pixels alone, as large as can be done in a moment.
        look: where that piece is, without a region to go by.
        long_side: the photo is made as small as this first; None for its own size.
        server: who runs the networks; None for this machine.
    """

    shown: Shown
    edit: Edit
    piece: bool = False
    look: Point = MIDDLE
    long_side: int | None = None
    server: Server | None = None

    @property
    def whole(self) -> bool:
        """Whether it is the photo itself, which can be saved."""
        return not self.piece and self.long_side is None


@dataclass(frozen=True, eq=False)
class Rescued:
    """What became of a photo, or of a part of it.

    Attributes:
        wish: what was asked for.
        before, after: RGB uint8; `after` is larger where it was enlarged.
        seconds: that the work took.
        box: what of the photo was worked on, as shares of it; None for all of it.
        inside: the box around the region, as shares of `before`; None for all of it.
        note: what a person should know of it, such as a server that failed; "" for nothing.
        token: names its pictures; nobody can guess it.
    """

    wish: Wish
    before: Pixels
    after: Pixels
    seconds: float
    box: Box | None = None
    inside: Box | None = None
    note: str = ""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18))

    def picture(self, side: Side, size: Literal["screen", "full"]) -> str:
        """Address of a picture of it."""
        return f"/api/rescued/{self.token}/{side}/{size}"


class Results:
    """The results asked for last, as many as there is memory for; the newest always."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[Wish, Rescued] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, result: Rescued, wish: Wish | None = None) -> None:
        """Keep a result for its wish, or one that comes to the same, in the place of what was asked for longest ago.

        The newest one stays, whatever its size.
        """
        with self._lock:
            self._kept[wish or result.wish] = result
            self._kept.move_to_end(wish or result.wish)
            while self._bytes() > self._most_bytes and len(set(map(id, self._kept.values()))) > 1:
                self._kept.popitem(last=False)

    def get(self, wish: Wish) -> Rescued | None:
        """What was worked out for the same wish."""
        with self._lock:
            if wish in self._kept:
                self._kept.move_to_end(wish)
            return self._kept.get(wish)

    def named(self, token: str) -> Rescued | None:
        """The result with this token."""
        with self._lock:
            return next((result for result in self._kept.values() if result.token == token), None)

    def _bytes(self) -> int:
        each = {result.token: result.before.nbytes + result.after.nbytes for result in self._kept.values()}
        return sum(each.values())

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._kept.clear()


RESULTS = Results()
_pictures: Shelf[bytes] = Shelf(_KEPT_PICTURES)


async def rescued_picture(request: Request) -> Response:
    """A picture of a result, JPEG; 404 when it is no longer kept."""
    token, side, size = (request.path_params[name] for name in ("token", "side", "size"))
    result = RESULTS.named(token)
    if result is None or side not in ("before", "after") or size not in ("screen", "full"):
        return Response(status_code=404, headers=_HEADERS | {"Cache-Control": "no-store"})
    pixels = result.before if side == "before" else result.after
    data = await run_in_threadpool(_pictures.get, (token, side, size), lambda: _encoded(pixels, size == "full"))
    return Response(data, media_type="image/jpeg", headers=_HEADERS)


def _encoded(pixels: Pixels, full: bool) -> bytes:
    """As fine as there are pixels, since it is looked at pixel by pixel; halved where a browser could not hold it."""
    while full and pixels.shape[0] * pixels.shape[1] > WHOLE_PIXELS:
        pixels = halve_until(pixels, max(pixels.shape[:2]) - 1)
    return encode_jpeg(pixels if full else fit(pixels, SCREEN_SIDE), FULL_QUALITY + 3, subsampling="444")


ROUTES = [Route("/api/rescued/{token}/{side}/{size}", rescued_picture)]


def reduced(pixels: Pixels, long_side: int) -> Pixels:
    """The photo averaged down to a long side, for previews of light; a smaller one stays."""
    height, width = pixels.shape[:2]
    ratio = long_side / max(height, width)
    if ratio >= 1:
        return pixels
    size = max(round(width * ratio), 1), max(round(height * ratio), 1)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
