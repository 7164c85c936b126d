"""An S3 server in a process of its own, and a wire to it that can be cut, slowed, and made to answer 503."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

BUCKET = "archive"
_REFUSALS: Mapping[object, bytes] = {
    "403": b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>",
    "503": b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>",
}
Fault = Callable[[str], str | float | bytes | None]


class Wire:
    """A proxy in front of the server, on a port that stays the same.

    `fault` is asked with the path of each request: None lets it pass, "503", "403", "reset" and "cut" are what comes
    back instead, as are bytes; a number is how many seconds the answer takes. `asked` holds method and path of each.
    """

    def __init__(self, behind: int) -> None:
        self.behind, self.port = behind, _free_port()
        self.fault: Fault = lambda path: None
        self.asked: list[str] = []
        self.most_at_once = self._at_once = 0
        self._count = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """From now on connections are refused, and those that are open are cut."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def calm(self) -> None:
        """As it was at the start."""
        self.fault = lambda path: None
        self.asked.clear()
        self.most_at_once = 0
        if self._server is None:
            self.start()

    def gets(self, ending: str = ".jpg") -> list[str]:
        """The photos that were asked for, in their order."""
        return [line[4:] for line in self.asked if line.startswith("GET ") and line.partition("?")[0].endswith(ending)]

    @property
    def running(self) -> bool:
        return self._server is not None

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self._count:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._count:
                self._at_once -= 1


def _handler(wire: Wire) -> type[BaseHTTPRequestHandler]:  # noqa: C901  a class that knows its wire
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            wire.asked.append(f"{self.command} {self.path}")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with wire.counted():
                what = wire.fault(self.path) if wire.running else "reset"
                if isinstance(what, float):
                    time.sleep(what)
                if isinstance(what, bytes):
                    self._answer(200, {"Content-Type": "application/xml"}, what)
                elif what in _REFUSALS:
                    self._answer(int(str(what)), {}, _REFUSALS[what])
                elif what == "reset":
                    self._hang_up()
                else:
                    self._forward(body, cut=what == "cut")

        def _hang_up(self) -> None:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

        def _forward(self, body: bytes, *, cut: bool) -> None:
            there = http.client.HTTPConnection("127.0.0.1", wire.behind, timeout=30)
            there.request(self.command, self.path, body, dict(self.headers))
            answer = there.getresponse()
            data = answer.read()
            self._answer(answer.status, dict(answer.getheaders()), data, cut=cut)
            there.close()

        def _answer(self, status: int, headers: Mapping[str, str], data: bytes, *, cut: bool = False) -> None:
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "connection", "transfer-encoding", "date", "server"):
                    self.send_header(name, value)
            length = headers.get("Content-Length") if self.command == "HEAD" else None
            self.send_header("Content-Length", length or str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if cut else data)
            if cut:
                self.wfile.flush()
                self._hang_up()

        do_GET = do_HEAD = _pass  # noqa: N815  the names that the base class looks for

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def s3_server(log: Path) -> Iterator[int]:
    """A server in another process; its port on this machine."""
    port = _free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the S3 server did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
