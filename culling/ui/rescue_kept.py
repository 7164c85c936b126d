"""What the page Rescue remembers from one session to the next: the background, and the server that a person named."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from culling.errors import CullingError
from culling.files import write_whole
from culling.remote import SERVER_VARIABLE, Server, server_from
from culling.restore.edit import Background
from culling.ui import places, settings

TIMEOUT_S = 30.0
_MOST_BYTES = 100_000


@dataclass(frozen=True)
class Kept:
    """How a person left the page.

    Attributes:
        background: what becomes of the photo outside a region; every photo begins with it.
        server: address of the server; "" for none.
        timeout_s: seconds that it may take to answer.
        use_server: whether it is asked.
    """

    background: Background = field(default_factory=Background)
    server: str = ""
    timeout_s: float = TIMEOUT_S
    use_server: bool = False


def read() -> Kept:
    """How the page was left; a file that is damaged or of another time counts as none."""
    try:
        with _file().open("rb") as file:
            given = json.loads(file.read(_MOST_BYTES))
        return _kept(given)
    except (OSError, ValueError, TypeError, RecursionError):
        return Kept()


def write(kept: Kept) -> None:
    """Remember it, alone at the machine; CullingError when it cannot be written.

    A password in the address is not written down.
    """
    if not settings.current().private:
        return
    content = asdict(replace(kept, server=_without_login(kept.server)))
    write_whole(_file(), json.dumps(content, indent=1).encode())


def may_name_server() -> bool:
    """Whether a visitor may give a server's address.

    Where others than this machine's own user reach the dashboard, an address from a visitor would make this machine
    ask any host of its network, so only the one given at the start counts.
    """
    return settings.current().private


def given_server() -> str:
    """The address given at the start, "" for none."""
    return os.environ.get(SERVER_VARIABLE, "").strip()


def server_of(kept: Kept) -> Server | None:
    """The server that is asked; None for none. CullingError for an address that is none."""
    if not kept.use_server:
        return None
    return server_from(kept.server if may_name_server() and kept.server else given_server(), kept.timeout_s)


def _kept(given: Any) -> Kept:
    if not isinstance(given, dict):
        raise ValueError("no such settings")
    background = Background(**given.get("background", {}))
    server, timeout_s, use = given.get("server", ""), given.get("timeout_s", TIMEOUT_S), given.get("use_server", False)
    if not isinstance(server, str) or not isinstance(use, bool) or not 1 <= float(timeout_s) <= 3600:
        raise ValueError("no such settings")
    return Kept(background, server, float(timeout_s), use)


def _without_login(address: str) -> str:
    """The address as `Server` shows it; what is no address is not written down at all."""
    try:
        server = server_from(address)
    except CullingError:
        return ""
    return server.url if server else ""


def _file() -> Path:
    return places.data_dir() / "rescue.json"
