"""A server that the user named, as one frozen value."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field

from culling.remote.address import Login, read_address
from culling.remote.errors import ServerError
from culling.remote.exchange import Line
from culling.remote.facts import ServerFacts, ask_facts
from culling.remote.runner import RemoteRunner, Runner
from culling.remote.tensors import LARGEST_SCALE

#: Environment variable that names the server for shell and dashboard; without it nothing ever leaves this machine.
SERVER_VARIABLE = "CULLING_SERVER"

TIMEOUT_S = 30.0
RETRIES = 2
LONGEST_TIMEOUT_S = 3600.0
MOST_RETRIES = 20


@dataclass(frozen=True)
class Server:
    """A server that speaks the Open Inference Protocol v2. Photos are sent to it when a runner of it is called.

    Attributes:
        url: http or https address, with the path that stands before /v2, if any. A login in it (https://user:password@…)
            is used, and taken out at once: neither `url` nor any message shows it.
        timeout_s: seconds that one answer may take.
        retries: how many times a question is asked again after a failed connection, a time-out or 502, 503, 504;
            the pauses between are 0.5, 1, 2 … at most 8 s, so that 5 wait 15 s for a server that is still starting.
        binary: whether tensors travel as bytes; None asks the server, False is JSON, which every server knows.
        login: user and password, where they do not stand in the address.

    Raises:
        ValueError: no such address, or a number out of its range.
    """

    url: str
    timeout_s: float = TIMEOUT_S
    retries: int = RETRIES
    binary: bool | None = None
    login: Login | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.timeout_s) and 0 < self.timeout_s <= LONGEST_TIMEOUT_S):
            raise ValueError(f"timeout_s of a server is over 0, at most {LONGEST_TIMEOUT_S:g} s, got {self.timeout_s}")
        if not 0 <= self.retries <= MOST_RETRIES:
            raise ValueError(f"retries of a server are 0 … {MOST_RETRIES}, got {self.retries}")
        url, login = read_address(self.url)
        object.__setattr__(self, "url", url)
        object.__setattr__(self, "login", login or self.login)

    def check(self, name: str) -> ServerFacts:
        """What the server says of the network `name`; no photo is sent.

        Raises:
            ServerError: not reachable, not ready, no such network (with those it has), or one that does not fit.
        """
        return ask_facts(self._line(), name, self.binary)

    def runner(self, name: str, scale: int | None = None) -> Runner:
        """The network `name` on the server as a function of a batch of tiles; each call sends that batch there.

        Nothing is asked before the first call. What comes back is `scale` times the size of what is sent, or, for
        None, any whole multiple up to 4: the exact one keeps a lying server from filling the memory.
        """
        if scale is not None and not 1 <= scale <= LARGEST_SCALE:
            raise ValueError(f"scale is 1 … {LARGEST_SCALE} or None, got {scale}")
        return RemoteRunner(self._line(), name, scale, self.binary)

    def _line(self) -> Line:
        return Line(self.url, self.timeout_s, self.retries, self.login)


def server_from(text: str | None = None, timeout_s: float = TIMEOUT_S, retries: int = RETRIES) -> Server | None:
    """The server that a person typed, or named in `CULLING_SERVER` when `text` is None; None for an empty text.

    Args:
        text: its address.
        timeout_s: how long it may take to answer.
        retries: how often it is asked again when it cannot be reached.

    Raises:
        ServerError: it is no address; says what one looks like.
    """
    given = os.environ.get(SERVER_VARIABLE, "") if text is None else text
    if not given.strip():
        return None
    try:
        return Server(given, timeout_s, retries)
    except ValueError as error:
        where = f" (in {SERVER_VARIABLE})" if text is None else ""
        raise ServerError(f"{error}{where}") from error
