"""Starting the dashboard: options from any working directory, a clear word when the port is taken, one line."""

from __future__ import annotations

import errno
import os
import socket
import threading
import tomllib
import webbrowser
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
import typer
import uvicorn
from starlette.middleware import Middleware
from streamlit import config
from streamlit.logger import set_log_level

from culling.errors import CullingError
from culling.ui import places, settings
from culling.ui.jobs import BOARD
from culling.ui.own_host import OwnHostOnly
from culling.ui.routes import ROUTES


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[None]:
    """On the way out, scans stop where they are and catalogs are closed."""
    yield
    BOARD.close()


#: What every way of starting gives to `st.App`.
PARTS: dict[str, Any] = {"routes": ROUTES, "middleware": [Middleware(OwnHostOnly)], "lifespan": _lifespan}


def serve(
    folder: Path | str | None = None,
    roots: Sequence[Path | str] = (),
    host: str = settings.LOOPBACK,
    port: int = 8501,
    open_browser: bool = False,
    catalog: Path | str | None = None,
) -> None:
    """Run the dashboard until it is stopped.

    Args:
        folder: opened and scanned at once; None opens the sample photos.
        roots: further folders that may be opened.
        host: address to listen on. Anything but this machine allows only `folder`, `roots` and the sample photos.
        port: TCP port; 0 takes a free one.
        open_browser: show the page when the server is up.
        catalog: file for the catalog of `folder`, instead of the user's data directory.

    Raises:
        CullingError: the folder is missing, the port is taken, the address is not this machine's.
    """
    start = settings.Settings(
        _folder(folder), (*_env_roots(), *map(Path, roots)), host, Path(catalog) if catalog else None
    )
    listening = _listen(host, port)
    with listening:
        address, port = listening.getsockname()[:2]
        settings.use(start)
        apply_options({"server.address": host, "server.port": port, "server.headless": True})
        url = _url(address, port)
        typer.echo(f"culling is at {url} (stop it with Ctrl+C)")
        if open_browser:
            threading.Timer(1.0, webbrowser.open, [url]).start()
        uvicorn.Server(_uvicorn_config()).run(sockets=[listening])


def _url(address: str, port: int) -> str:
    name = "localhost" if address in ("0.0.0.0", "::") else f"[{address}]" if ":" in address else address
    return f"http://{name}:{port}"


def apply_options(extra: Mapping[str, Any] | None = None) -> None:
    """Set the dashboard's Streamlit options where the person has not set them, whatever the working directory."""
    config.get_config_options()
    for key, value in _options():
        if not config.is_manually_set(key):
            config.set_option(key, value)
    for key, value in (extra or {}).items():
        config.set_option(key, value)
    set_log_level(config.get_option("logger.level"))  # Streamlit reads it only once, before


def _options() -> Iterator[tuple[str, Any]]:
    """Options of config.toml with dotted names."""
    if places.options_file().is_file():
        with places.options_file().open("rb") as file:
            yield from _flat("", tomllib.load(file))


def _flat(prefix: str, section: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in section.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


def _uvicorn_config() -> uvicorn.Config:
    app = st.App(places.MAIN, **PARTS)
    size = int(config.get_option("server.maxMessageSize")) * 1024 * 1024
    return uvicorn.Config(app, log_level="warning", access_log=False, ws_max_size=size, timeout_graceful_shutdown=3)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return _bound(host, port)
    except OSError as reason:
        if reason.errno == errno.EADDRINUSE:
            raise CullingError(
                f"port {port} on {host} is taken, perhaps by another culling; choose another one with --port, "
                f"for example --port {port + 1}"
            ) from reason
        raise CullingError(
            f"cannot listen on {host}:{port}: {reason}; choose others with --host and --port"
        ) from reason


def _bound(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    listening = socket.socket(found[0], found[1])
    try:
        if os.name != "nt":  # there it would let two servers share one port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(found[4])
        listening.listen(256)
    except OSError:
        listening.close()
        raise
    return listening


def _folder(folder: Path | str | None) -> Path | None:
    if folder is None:
        return None
    path = Path(folder).expanduser()
    if not path.is_dir():
        raise CullingError(f"{path} is not a folder; give one that holds photos, or none to see the sample photos")
    return path.resolve()


def _env_roots() -> tuple[Path, ...]:
    return settings.from_environment().roots
