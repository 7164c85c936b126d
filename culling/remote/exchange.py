"""One question to a server over HTTP and its answer: bounded in bytes and time, asked again where that may help.

Asked again are only connections that failed, time-outs and 502, 503, 504: a server that is starting, or a proxy
before one. That is harmless, since inference changes nothing (it is idempotent). What else a server refuses (4xx) it
would refuse again. What comes back is not trusted: it is never more than what was asked for can need, never unpacked,
and never sent on to another address.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from culling.remote.address import Login
from culling.remote.errors import ServerError, plain, said

if TYPE_CHECKING:
    from requests import Response

CONNECT_SECONDS = 10.0
FIRST_PAUSE_SECONDS = 0.5  # doubled with each further attempt
LONGEST_PAUSE_SECONDS = 8.0
SMALL_BYTES = 1 << 20  # plenty for every answer but a picture

_CHUNK = 1 << 18
_PASSING = {502, 503, 504}


@dataclass(frozen=True)
class Answer:
    """What a server said: HTTP status, headers (names in any case), content."""

    status: int
    headers: Mapping[str, str]
    body: bytearray


class _PassingError(ServerError):
    """A failure that may be gone at the next attempt."""


@dataclass(frozen=True)
class Line:
    """Where to ask, as whom, how long to wait for one answer and how many times to ask again."""

    url: str
    timeout_s: float
    retries: int
    login: Login | None = field(default=None, repr=False)

    def ask(
        self,
        method: str,
        path: str,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        most_bytes: int = SMALL_BYTES,
    ) -> Answer:
        """The server's answer, whatever its status but 3xx and, in the end, 502, 503 or 504.

        Raises:
            ServerError: not reached, no answer in time, broken off, too large, sent elsewhere.
        """
        pause = FIRST_PAUSE_SECONDS
        for left in range(self.retries, -1, -1):
            try:
                return self._once(method, path, content, headers or {}, most_bytes)
            except _PassingError as error:
                if not left:
                    times = f" Asked {self.retries + 1} times." if self.retries else ""
                    raise ServerError(f"{error}{times}") from error
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        raise AssertionError("unreachable")

    def _once(self, method: str, path: str, content: bytes, headers: Mapping[str, str], most_bytes: int) -> Answer:
        import requests  # here, since it adds to every start of the program
        from urllib3.exceptions import HTTPError, ReadTimeoutError

        from culling.remote.connections import session

        until = time.monotonic() + self.timeout_s
        # Sending counts as connecting: a small question finds out soon that nobody is there, a picture may take longer.
        waits = (self.timeout_s if content else min(self.timeout_s, CONNECT_SECONDS), self.timeout_s)
        try:
            with session().request(
                method,
                f"{self.url}/{path}",
                data=content,
                headers={"Accept-Encoding": "identity", **headers},
                auth=self.login,
                timeout=waits,
                allow_redirects=False,
                stream=True,
            ) as response:
                return self._read(response, most_bytes, until)
        except (requests.Timeout, ReadTimeoutError) as error:
            self._late(error)
        except requests.exceptions.SSLError as error:
            raise ServerError(f"The server {self.url} cannot be trusted: its certificate is not accepted.") from error
        except requests.exceptions.ProxyError as error:
            raise _PassingError(f"The proxy before the server {self.url} cannot be reached.") from error
        except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError, HTTPError) as error:
            self._lost(error, until)
        except requests.RequestException as error:
            raise ServerError(f"The server {self.url} cannot be asked ({type(error).__name__}).") from error

    def _read(self, response: Response, most_bytes: int, until: float) -> Answer:
        """The whole answer. `read1`, since `read` waits for a full chunk, and so for ever on a server that drips."""
        if 300 <= response.status_code < 400:
            where = plain(response.headers.get("Location", "elsewhere")).partition("?")[0].rpartition("@")[2]
            raise ServerError(f"The server {self.url} sends on to {where}, which is not followed: give that address.")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise ServerError(f"The server {self.url} answered in a packed form that was not asked for.")
        body = bytearray()
        if read_length(response.headers.get("Content-Length", "")) > most_bytes:
            self._too_large(most_bytes)
        while chunk := response.raw.read1(_CHUNK, decode_content=False):
            body += chunk
            if len(body) > most_bytes:
                self._too_large(most_bytes)
            if time.monotonic() > until:
                break
        if time.monotonic() > until:
            self._late(None)
        if response.status_code in _PASSING:
            told = said(body)
            status = f"{response.status_code} {plain(response.reason or '')}".strip()
            raise _PassingError(f"The server {self.url} answered {status}{': ' + told if told else ''}.")
        return Answer(response.status_code, response.headers, body)

    def _late(self, error: BaseException | None) -> NoReturn:
        raise _PassingError(f"The server {self.url} did not answer within {self.timeout_s:g} s.") from error

    def _lost(self, error: BaseException, until: float) -> NoReturn:
        causes = _causes(error)
        if time.monotonic() >= until or any(isinstance(cause, TimeoutError) for cause in causes):
            self._late(error)
        if any(type(cause).__name__ in ("NewConnectionError", "NameResolutionError") for cause in causes):
            raise _PassingError(
                f"The server {self.url} cannot be reached. Is it running, is the address right?"
            ) from error
        raise _PassingError(f"The server {self.url} broke off before its answer was complete.") from error

    def _too_large(self, most_bytes: int) -> NoReturn:
        raise ServerError(f"The server {self.url} answered too much: over the {most_bytes:,} bytes this can need.")


def read_length(text: str) -> int:
    """A length as headers give it; −1 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1


def _causes(error: BaseException | None) -> list[BaseException]:
    """`error` and all that it was made of: urllib3 puts some into `args`, some into `reason`."""
    found: list[BaseException] = []
    todo = [error]
    while todo:
        cause = todo.pop()
        if isinstance(cause, BaseException) and cause not in found:
            found.append(cause)
            todo += [cause.__cause__, cause.__context__, getattr(cause, "reason", None), *cause.args]
    return found
