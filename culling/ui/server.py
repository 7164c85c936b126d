"""Starting the dashboard: options from any working directory, a clear word when the port is taken, one line."""

from __future__ import annotations

import errno
import importlib
import os
import socket
import threading
import tomllib
import warnings
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
from culling.folders import folder_of
from culling.ui import places, settings, training, uploads
from culling.ui.asked import keep_all
from culling.ui.jobs import BOARD
from culling.ui.routes import ROUTES
from culling.ui.safety import signed_in, unsaid
from culling.ui.safety.access import Access
from culling.ui.safety.gate import SignedInOnly, UploadLimits
from culling.ui.safety.headers import Guarded
from culling.ui.safety.own_host import OwnHostOnly
from culling.ui.safety.refused import refused_press
from culling.ui.safety.sign_in_file import USUAL, SignIn, find_sign_in, read_sign_in, readable_by_others


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[None]:
    """On the way in, secrets are kept out of the log; on the way out, scans stop and catalogs are closed."""
    _keep_secrets(settings.current())
    yield
    BOARD.close()
    training.close()
    signed_in.close()
    uploads.clear_shared()


keep_all()

#: What every way of starting gives to `st.App`; a request passes the middleware from left to right.
PARTS: dict[str, Any] = {
    "routes": ROUTES,
    "middleware": [Middleware(part) for part in (OwnHostOnly, Guarded, SignedInOnly, UploadLimits)],
    "lifespan": _lifespan,
    "on_script_error": refused_press,
}


def serve(
    folder: Path | str | None = None,
    roots: Sequence[Path | str] = (),
    host: str = settings.LOOPBACK,
    port: int = 8501,
    open_browser: bool = False,
    catalog: Path | str | None = None,
    *,
    auth: Path | None = None,
    access: Access = Access(),  # noqa: B008 – frozen
    public_url: str | None = None,
    insecure: bool = False,
) -> None:
    """Run the dashboard until it is stopped.

    Args:
        folder: opened and scanned at once; None opens the sample photos.
        roots: further folders that may be opened.
        host: address to listen on. Anything but this machine needs `auth` or `insecure`.
        port: TCP port; 0 takes a free one.
        open_browser: show the page when the server is up.
        catalog: file for the catalog of `folder`, or the URL of a shared one, instead of the user's data directory.
        auth: secrets.toml that says where people sign in [the usual one of the working directory, where it says so].
        access: what each person who signs in may do.
        public_url: address under which a proxy hands requests on.
        insecure: let others in although nobody signs in.

    Raises:
        CullingError: the folder is missing, the port is taken, the address is not this machine's, others could come in
            although nobody signs in.
    """
    start = settings.Settings(
        folder=_folder(folder),
        roots=(*_env_roots(), *map(folder_of, roots)),
        host=host,
        catalog=catalog,
        sign_in=_sign_in(auth),
        access=access,
        public_url=settings.public_origin(public_url) if public_url else None,
        insecure=insecure,
    )
    if start.refusal:
        raise CullingError(start.refusal)
    listening = _listen(host, port)
    if start.sign_in is not None:
        importlib.import_module("authlib.deprecate")  # it asks for a successor of httpx, and lets itself be heard
        warnings.filterwarnings("ignore", "The httpx module is deprecated")
    with listening:
        address, port = listening.getsockname()[:2]
        settings.use(start)
        secrets = [str(start.sign_in.file)] if start.sign_in else []  # and no others that happen to lie about
        apply_options({"server.address": host, "server.port": port, "server.headless": True, "secrets.files": secrets})
        url = start.public_url or (start.sign_in.origin if start.sign_in else _url(address, port))
        typer.echo(f"culling is at {url} (stop it with Ctrl+C)")
        _warn(start)
        if open_browser:
            threading.Timer(1.0, webbrowser.open, [url]).start()
        uvicorn.Server(_uvicorn_config()).run(sockets=[listening])


def _sign_in(auth: Path | None) -> SignIn | None:
    return read_sign_in(auth) if auth is not None else find_sign_in([USUAL])


def _warn(start: settings.Settings) -> None:
    """What whoever starts the server should know of who can come in."""
    if start.sign_in is not None and readable_by_others(start.sign_in.file):
        file = start.sign_in.file
        typer.echo(f"{file} can be read by others on this machine: chmod 600 {file}", err=True)
    if start.exposed and start.sign_in is None:
        typer.echo(
            "--insecure: whoever reaches this address sees, marks and sorts the photos below the open folders as you "
            "could; what they do is written down without a name, and nothing is encrypted.",
            err=True,
        )


def _keep_secrets(chosen: settings.Settings) -> None:
    unsaid.never_say(unsaid.secrets_of(chosen.sign_in.file if chosen.sign_in else None, chosen.catalog))
    unsaid.guard_output()


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
                f"for example --port {port + 1} (with make: PORT={port + 1})"
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
    path = folder_of(folder).expanduser()
    if not path.is_dir():
        raise CullingError(f"{path} is not a folder; give one that holds photos, or none to see the sample photos")
    return path.resolve()


def _env_roots() -> tuple[Path, ...]:
    return settings.roots_of_environment()
