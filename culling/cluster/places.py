"""Where a cluster is, how it is reached, and where its workers see the photos."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

from culling.errors import CullingError
from culling.folders import printable

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 10.0
_ADDRESS = re.compile(r"(tcp|tls|ws|wss|ucx|inproc)://\S+")
_TLS_FILES = {"tls_ca_file": "ca.pem", "tls_client_cert": "cert.pem", "tls_client_key": "key.pem"}


@dataclass(frozen=True)
class Cluster:
    """A running Dask scheduler, and how its workers see the folder.

    `tcp://` is neither encrypted nor signed in: whoever reaches the scheduler's port can run programs on every worker
    and on this machine. Use it on a network of your own; `tls://` asks for certificates.

    Attributes:
        address: of the scheduler: "tcp://host:8786", "tls://host:8786".
        roots: pairs of a folder here and the same folder as the workers see it; empty when the paths are the same.
        tls: folder with ca.pem, cert.pem and key.pem; None leaves TLS to Dask's own configuration.
        client: an open connection to use instead of one of our own.
    """

    address: str
    roots: tuple[tuple[str, str], ...] = ()
    tls: Path | None = None
    client: Client | None = None

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.address):
            raise ValueError(f"a cluster is given by its scheduler's address, as tcp://host:8786; got {self.address!r}")
        if self.tls is not None and not self.address.startswith(("tls://", "wss://")):
            raise ValueError(f"certificates are of use for a tls:// address alone, got {self.address!r}")
        for local, remote in self.roots:
            if not local or not remote:
                raise ValueError(f"a root is LOCAL=REMOTE, both of them folders; got {local}={remote}")

    @property
    def is_open(self) -> bool:
        """Whether strangers on the network could reach it: neither encrypted nor on this machine alone."""
        scheme, _, rest = self.address.partition("://")
        return scheme in ("tcp", "ws", "ucx") and not _is_loopback(rest.rpartition(":")[0] or rest)

    def seen_as(self, path: Path) -> str:
        """The path of a file or folder as the workers see it."""
        if not self.roots:
            return str(path)
        for local, remote in self.roots:
            root = Path(local).expanduser().resolve()
            if path.is_relative_to(root):
                return "/".join([remote.rstrip("/\\"), *path.relative_to(root).parts])
        named = ", ".join(local for local, _ in self.roots)
        raise ValueError(f"{printable(path)} lies in no folder that the workers see under another name ({named})")

    @contextmanager
    def connected(self) -> Iterator[Client]:
        """A connection to the scheduler: the one that was given, else our own, which is closed afterwards.

        Raises:
            CullingError: distributed is not installed, the scheduler does not answer, or refuses.
        """
        if self.client is not None:
            yield self.client
            return
        from distributed import Client  # `as_cluster` told when it is missing

        try:
            client = Client(
                self.address, timeout=CONNECT_SECONDS, set_as_default=False, name="culling", **self._security()
            )
        except (OSError, TypeError, ValueError, RuntimeError) as error:  # TypeError: TLS without certificates
            raise CullingError(
                f"No Dask scheduler answers at {self.address} ({_reason(error)}). Start one with `dask scheduler` and "
                "workers with `dask worker ADDRESS`; for tls:// give the certificates."
            ) from None
        with client:
            yield client

    def _security(self) -> dict[str, Any]:
        if self.tls is None:
            return {}
        from distributed.security import Security

        folder = Path(self.tls).expanduser()
        missing = [name for name in _TLS_FILES.values() if not (folder / name).is_file()]
        if missing:
            raise CullingError(
                f"{printable(folder)} holds no {' and no '.join(missing)}. TLS needs ca.pem, cert.pem and key.pem."
            )
        files = {option: str(folder / name) for option, name in _TLS_FILES.items()}
        return {"security": Security(require_encryption=True, **files)}


def as_cluster(given: str | Cluster | Client) -> Cluster:
    """A cluster by its address, by a connection to it, or as it is.

    Raises:
        CullingError: distributed is not installed.
        ValueError: no address, or a connection that only coroutines can use.
    """
    try:
        from distributed import Client
    except ImportError:
        raise CullingError("Scanning on a cluster needs Dask. Run: pip install 'culling[cluster]'") from None
    if isinstance(given, Cluster):
        return given
    if not isinstance(given, Client):
        return Cluster(given)
    if given.asynchronous:
        raise ValueError("a scan needs a Client that is not asynchronous")
    return Cluster(str(given.scheduler.address), client=given)


def root_pair(text: str) -> tuple[str, str]:
    """LOCAL=REMOTE as it is typed in the shell.

    >>> root_pair("/Users/me/Photos=/mnt/photos")
    ('/Users/me/Photos', '/mnt/photos')
    """
    local, _, remote = text.partition("=")
    if not local or not remote:
        raise ValueError(f"give a folder here and the same as the workers see it, as LOCAL=REMOTE; got {text!r}")
    return local, remote


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _reason(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split()).rstrip(".")
