"""Where a catalog is, as a person writes it: a file, or `postgresql://user@host/database?shoot=NAME`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from culling.errors import CullingError

#: What `Catalog` takes; None is a file in the user's data directory.
Where = Path | str | None

_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):/", re.IGNORECASE)
_EXAMPLE = "postgresql://ann@photos.example.org/culling?shoot=wedding"
_SECRET = ("password", "sslpassword")
_PLAIN = re.compile(r"[a-z][a-z0-9_]{0,39}")

WAIT_SECONDS = 90.0


@dataclass(frozen=True, repr=False)
class Server:
    """A database on a PostgreSQL server, and one shoot in it.

    Attributes:
        url: how it is reached, with the password if it was given; never shown.
        shoot: the name of the shoot; None for that of the folder.
        wait: for how many seconds a server that does not answer is asked again.
    """

    url: URL
    shoot: str | None = None
    wait: float = WAIT_SECONDS

    @property
    def name(self) -> str:
        """What people see: user, host, database and shoot; no password."""
        user = f"{quote(self.url.username)}@" if self.url.username else ""
        host = self.url.host or str(self.url.query.get("host", ""))
        port = f":{self.url.port}" if self.url.port else ""
        shoot = f"?shoot={quote(self.shoot)}" if self.shoot else ""
        return f"postgresql://{user}{host}{port}/{self.url.database}{shoot}"

    def __repr__(self) -> str:
        return f"Server({self.name})"

    def of_shoot(self, shoot: str) -> Server:
        """The same server, with this shoot where none was named."""
        return self if self.shoot else replace(self, shoot=shoot)

    def without_shoot(self) -> Server:
        """The same server; what all its shoots have in common."""
        return replace(self, shoot=None)

    @property
    def schema(self) -> str:
        """The PostgreSQL schema of the shoot: its name in small letters; what SQL would have to quote, by digest."""
        name = self.shoot or ""
        if _PLAIN.fullmatch(name):
            return f"shoot_{name}"
        plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:32]
        return f"shoot_{plain}_{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"

    def hide(self, text: str) -> str:
        """A message of the server or its driver, without the password."""
        secrets = [self.url.password, *(self.url.query.get(name) for name in _SECRET)]
        for secret in secrets:
            if secret:
                text = text.replace(str(secret), "…")
        return text


def parse_where(where: Where) -> Path | Server | None:
    """A file's path, a server, or None.

    Raises:
        CullingError: an URL that names no PostgreSQL database. Its text is not repeated: it may hold a password.
    """
    scheme = _SCHEME.match(str(where or ""))
    if where is None or where == "":
        return None
    if scheme is None or (isinstance(where, Path) and scheme[1] not in _SCHEMES) or len(scheme[1]) == 1:
        return Path(where)
    if isinstance(where, Path):
        raise ValueError("give a catalog's URL as text: a Path takes one of its slashes away")
    if scheme[1].lower() not in _SCHEMES:
        raise CullingError(f"a catalog is a file, or a PostgreSQL database such as {_EXAMPLE}; got {scheme[1]}:…")
    return _server(where)


def is_server(where: Where) -> bool:
    """Whether this names a server, not a file."""
    return isinstance(parse_where(where), Server)


def _server(text: str) -> Server:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise CullingError(f"this URL of a catalog cannot be read; write it like {_EXAMPLE}") from None
    if not url.database:
        raise CullingError(f"the URL of a catalog names no database; write it like {_EXAMPLE}")
    query = dict(url.query)
    shoot, wait = (str(query.pop(name, "")) for name in ("shoot", "wait"))
    password = str(query.pop("password", "")) or url.password
    url = URL.create("postgresql+psycopg", url.username, password, url.host, url.port, url.database, {**query})
    if not all(port.isdecimal() for port in str(query.get("port", "1")).split(",")):
        raise CullingError("the port in the URL of a catalog must be a number")
    if len(shoot) > 100 or any(ord(letter) < 32 for letter in shoot):
        raise CullingError("the name of a shoot has at most 100 letters, all on one line")
    try:
        return Server(url, shoot or None, min(max(float(wait), 0.0), 3600.0) if wait else WAIT_SECONDS)
    except ValueError:
        raise CullingError(f"wait={wait} in the URL of a catalog must be a number of seconds") from None
