"""A server's address, checked; who may ask (user and password) is taken out of it at once, so that no text shows it."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

_EXAMPLE = "Give one like http://localhost:8000 or https://host/path"

Login = tuple[str, str]


def read_address(text: str) -> tuple[str, Login | None]:
    """The address without login and trailing slash, and the login; a path stays: KServe may stand behind one.

    A /v2 at the end is taken off, since it is part of every request.

    Raises:
        ValueError: not http or https, no host, an impossible port, or something after the path.
    """
    parts = _split(text.strip())
    shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    if parts.query or parts.fragment:
        raise ValueError(f"A server's address ends with its path, but after {shown} there is more. {_EXAMPLE}.")
    path = parts.path.rstrip("/").removesuffix("/v2").rstrip("/")
    login = (unquote(parts.username), unquote(parts.password or "")) if parts.username is not None else None
    return shown + path, login


def stays_here(url: str) -> bool:
    """Whether `url` is this machine itself, so that nothing travels."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  raises when it is no number up to 65535
    except ValueError as error:
        raise ValueError(f"This is no address of a server (bad host or port). {_EXAMPLE}.") from error
    if parts.scheme not in ("http", "https"):
        given = f"got {parts.scheme}" if parts.scheme and "://" in text else "nothing of that kind stands there"
        raise ValueError(f"A server's address begins with http:// or https://, {given}. {_EXAMPLE}.")
    if not parts.hostname or any(c.isspace() or not c.isprintable() for c in text):
        raise ValueError(f"This address names no host. {_EXAMPLE}.")
    return parts
