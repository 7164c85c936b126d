"""The file that says where people sign in: `[auth]` of a secrets.toml, as Streamlit reads it, checked before the start.

Nothing of what it holds stands in any message.
"""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from culling.errors import CullingError
from culling.ui.safety.loopback import is_loopback

CALLBACK = "/oauth2callback"
USUAL = Path(".streamlit") / "secrets.toml"

_NEEDED = ("client_id", "client_secret", "server_metadata_url")
_SHORTEST_SECRET = 32


@dataclass(frozen=True)
class SignIn:
    """Where people sign in.

    Attributes:
        file: the file that says so.
        origin: address of this dashboard as browsers know it, without a path; cookies hold for it alone.
        providers: names of the providers; "default" where there is but one, without a name.
    """

    file: Path
    origin: str
    providers: tuple[str, ...]


def read_sign_in(file: Path) -> SignIn:
    """Read and check a secrets.toml.

    Raises:
        CullingError: it cannot be read, `[auth]` lacks something or is unsafe, or Authlib is missing.
    """
    auth = _auth(file)
    if len(str(auth.get("cookie_secret", ""))) < _SHORTEST_SECRET:
        raise CullingError(
            f"{file}: cookie_secret needs at least {_SHORTEST_SECRET} characters that nobody can guess; make one with "
            'python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    redirect = _address(file, "redirect_uri", auth)
    if urlsplit(redirect).path != CALLBACK:
        raise CullingError(f"{file}: redirect_uri must be the dashboard's address followed by {CALLBACK}")
    _need_authlib()
    return SignIn(file, "{0.scheme}://{0.netloc}".format(urlsplit(redirect)), tuple(_providers(file, auth)))


def find_sign_in(files: Iterable[Path]) -> SignIn | None:
    """Where people sign in by the first of these files that is there and says so; None when none does."""
    return next((read_sign_in(file) for file in files if file.is_file() and "auth" in _sections(file)), None)


def readable_by_others(file: Path) -> bool:
    """Whether other users of this machine can read a file."""
    return os.name != "nt" and bool(file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _auth(file: Path) -> Mapping[str, Any]:
    auth = _sections(file).get("auth")
    if not isinstance(auth, Mapping):
        raise CullingError(f"{file} has no section [auth]; README, “On another machine”, shows one")
    return auth


def _sections(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as reason:
        raise CullingError(f"{file} cannot be read: {reason.strerror or reason}") from reason
    except ValueError:  # not TOML, or no text: the reason would quote it
        raise CullingError(f"{file} is not TOML; mend it, or take it away to start without sign-in") from None


def _providers(file: Path, auth: Mapping[str, Any]) -> Iterator[str]:
    named = {name: part for name, part in auth.items() if isinstance(part, Mapping) and name != "client_kwargs"}
    for name, part in (named or {"default": auth}).items():
        if missing := [key for key in _NEEDED if not part.get(key)]:
            raise CullingError(f"{file}: the provider {name} lacks {', '.join(missing)}")
        if "_" in name:
            raise CullingError(f"{file}: the name of the provider {name} must not hold an underscore")
        _address(file, "server_metadata_url", part)
        yield name


def _address(file: Path, key: str, section: Mapping[str, Any]) -> str:
    """An address that is encrypted, or does not leave this machine."""
    given = str(section.get(key, ""))
    try:
        parts = urlsplit(given)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or (parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host))):
        raise CullingError(f"{file}: {key} must begin with https:// (http:// is safe on this machine alone)")
    return given


def _need_authlib() -> None:
    if find_spec("authlib") is None or find_spec("httpx") is None:
        raise CullingError("sign-in needs Authlib, which is not installed: pip install 'culling[signin]'")
