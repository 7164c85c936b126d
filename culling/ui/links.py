"""Addresses of thumbnails, previews and overlays: signed, so that only pages of this process can hand them out.

An id names the folder, the photo and its content, so a changed photo has a new address and an old one can be kept
by the browser for ever.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

_SECRET = secrets.token_bytes(32)  # new with every start: addresses do not outlive the process
_SEPARATOR = "\n"


@dataclass(frozen=True)
class Link:
    """What an address stands for: a folder's key, a photo's path in it, and its content hash."""

    folder: str
    content: str
    path: str


def thumb_url(link: Link) -> str:
    """Address of a photo's thumbnail."""
    return _url("thumb", link)


def preview_url(link: Link) -> str:
    """Address of a photo's preview."""
    return _url("preview", link)


def overlay_url(link: Link, kind: str) -> str:
    """Address of a photo with its blur map over it; `kind` as in `culling.overlay`."""
    return _url(f"overlay/{kind}", link)


def rows_url(folder: str, sheet: str) -> str:
    """Address below which the rows of a sheet are: see `culling.ui.sheet`."""
    return _signed("rows", folder, sheet)


def read(kind: str, identity: str, signature: str) -> Link | None:
    """What a signed address stands for; None when it was not made by this process for this kind of picture."""
    parts = _read(kind, identity, signature)
    return None if parts is None else Link(*parts.split(_SEPARATOR, 2))


def read_rows(identity: str, signature: str) -> tuple[str, str] | None:
    """(folder's key, sheet's key) of a signed address; None when it was not made by this process."""
    parts = _read("rows", identity, signature)
    if parts is None:
        return None
    folder, sheet = parts.split(_SEPARATOR)
    return folder, sheet


def _url(kind: str, link: Link) -> str:
    return _signed(kind, link.folder, link.content, link.path)


def _signed(kind: str, *parts: str) -> str:
    identity = base64.urlsafe_b64encode(_SEPARATOR.join(parts).encode()).decode().rstrip("=")
    return f"/api/{kind}/{identity}/{_sign(kind, identity)}"


def _read(kind: str, identity: str, signature: str) -> str | None:
    if not hmac.compare_digest(signature.encode(), _sign(kind, identity).encode()):
        return None
    return base64.urlsafe_b64decode(identity + "=" * (-len(identity) % 4)).decode()


def _sign(kind: str, identity: str) -> str:
    return hmac.new(_SECRET, f"{kind}/{identity}".encode(), hashlib.sha256).hexdigest()[:32]
