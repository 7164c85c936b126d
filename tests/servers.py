"""Servers of every kind for tests/test_fetch.py: good ones, broken ones, hostile ones, one path each."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

DATA = np.random.default_rng(1).bytes(300_000)


class Server(BaseHTTPRequestHandler):
    """`files` are sent as they are; any other path names the method that answers."""

    files: dict[str, bytes]

    def do_GET(self) -> None:
        kind = self.path.strip("/")
        if kind in self.files:
            self.say(self.files[kind])
        else:
            getattr(self, kind.replace("-", "_"))()

    def say(self, data: bytes, length: int | None = None, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def one_wrong_byte(self) -> None:
        self.say(DATA[:1000] + bytes([DATA[1000] ^ 1]) + DATA[1001:])

    def one_too_few(self) -> None:
        self.say(DATA[:-1])

    def one_too_many(self) -> None:
        self.say(DATA + b"x")

    def closes_early(self) -> None:
        self.say(DATA[:100_000], length=len(DATA))

    def empty(self) -> None:
        self.say(b"")

    def not_found(self) -> None:
        self.say(b"no such file", status=404)

    def partial(self) -> None:
        self.say(DATA, status=206)

    def moved(self) -> None:
        self.say(b"", status=302, Location="/good")

    def round_and_round(self) -> None:
        self.say(b"", status=302, Location="/round-and-round")

    def to_a_file(self) -> None:
        self.say(b"", status=302, Location="file:///etc/hostname")

    def endless(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(10_000):
            self.wfile.write(DATA)

    def chunked(self) -> None:
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for start in range(0, len(DATA), 70_000):
            part = DATA[start : start + 70_000]
            self.wfile.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")
        self.close_connection = True

    def stalls(self) -> None:
        self.say(DATA[:1000], length=len(DATA))
        time.sleep(2)

    def silent(self) -> None:
        time.sleep(2)

    def drips(self) -> None:
        self.say(DATA[:1], length=len(DATA))
        for byte in DATA[1:40]:
            time.sleep(0.1)
            self.wfile.write(bytes([byte]))

    def handle(self) -> None:
        with suppress(ConnectionError):  # the client has had enough
            super().handle()

    def log_message(self, *_given: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[str]:
    """The address of a running `Server` that has one good file."""
    Server.files = {"good": DATA}
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
