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


def read(kind: str, identity: str, signature: str) -> Link | None:
    """What a signed address stands for; None when it was not made by this process for this kind of picture."""
    if not hmac.compare_digest(signature.encode(), _sign(kind, identity).encode()):
        return None
    text = base64.urlsafe_b64decode(identity + "=" * (-len(identity) % 4))
    folder, content, path = text.decode().split(_SEPARATOR, 2)
    return Link(folder, content, path)


def _url(kind: str, link: Link) -> str:
    text = _SEPARATOR.join((link.folder, link.content, link.path))
    identity = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"/api/{kind}/{identity}/{_sign(kind, identity)}"


def _sign(kind: str, identity: str) -> str:
    return hmac.new(_SECRET, f"{kind}/{identity}".encode(), hashlib.sha256).hexdigest()[:32]
