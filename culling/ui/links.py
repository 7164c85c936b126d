"""Signed addresses: only pages of this process can hand them out, and what they name cannot be changed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_SECRET = secrets.token_bytes(32)  # new with every start: addresses do not outlive the process
_SEPARATOR = "\n"


def rows_url(folder: str, sheet: str) -> str:
    """Address below which the rows of a sheet are: see `culling.ui.sheet`. Both are keys, in hex."""
    identity = base64.urlsafe_b64encode(f"{folder}{_SEPARATOR}{sheet}".encode()).decode().rstrip("=")
    return f"/api/rows/{identity}/{_sign(identity)}"


def read_rows(identity: str, signature: str) -> tuple[str, str] | None:
    """(folder's key, sheet's key) of a signed address; None when it was not made by this process."""
    if not hmac.compare_digest(signature.encode(), _sign(identity).encode()):
        return None
    folder, sheet = base64.urlsafe_b64decode(identity + "=" * (-len(identity) % 4)).decode().split(_SEPARATOR)
    return folder, sheet


def _sign(identity: str) -> str:
    return hmac.new(_SECRET, identity.encode(), hashlib.sha256).hexdigest()[:32]
