"""A server for faults alone, which no real one makes on demand: it answers what a test tells it to."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

#: What a test gives for one path: the whole answer, or what writes it.
Reply = Callable[["Handler"], None]

DESCRIBED = {
    "name": "deblur",
    "inputs": [{"name": "x", "datatype": "FP32", "shape": [-1, 3, -1, -1]}],
    "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1, 3, -1, -1]}],
}


@dataclass
class Faulty:
    """What is answered on which path, and what was asked so far; `infer` is asked last in every test.

    Attributes:
        infer: answers to one inference after the other; the last one stays.
        asked: (method, path, headers, content) in order.
        connections: how many were opened.
    """

    infer: list[Reply] = field(default_factory=list)
    others: dict[str, Reply] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    connections: int = 0
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def paths(self) -> list[str]:
        return [path for _method, path, _headers, _content in self.asked]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for its second half

    def __init__(self, faulty: Faulty, *given: Any) -> None:
        self.faulty = faulty
        faulty.connections += 1
        with suppress(OSError):  # the client has had enough
            super().__init__(*given)

    def _answer(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.faulty.asked.append((self.command, self.path, dict(self.headers), content))
        path = "/" + self.path.partition("/v2")[2].strip("/")
        if path.endswith("/infer"):
            left = self.faulty.infer
            (left.pop(0) if len(left) > 1 else left[0])(self)
        else:
            self.faulty.others.get(path, _USUAL.get(path, says({"error": "not here"}, 404)))(self)

    do_GET = do_POST = _answer  # noqa: N815  the name that the library asks for

    def log_message(self, *_given: object) -> None:
        pass


def says(content: object, status: int = 200, length: int | None = None, **headers: str) -> Reply:
    """An answer of JSON, or of `content` itself when that is bytes."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()

    def reply(handler: Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def tensor(array: np.ndarray[Any, Any], **changed: object) -> dict[str, object]:
    """A right answer as JSON, with what the test changes in it."""
    output = {"name": "y", "datatype": "FP32", "shape": list(array.shape), "data": array.ravel().tolist()}
    return {"model_name": "deblur", "outputs": [output | changed]}


def hangs(handler: Handler) -> None:
    """Neither answers nor closes, until the test is over."""
    handler.faulty.over.wait(10)
    handler.close_connection = True


def drips(handler: Handler) -> None:
    """A byte now and then: no wait for one of them is too long."""
    handler.send_response(200)
    handler.send_header("Content-Length", "50000")
    handler.end_headers()
    while not handler.faulty.over.wait(0.05):
        handler.wfile.write(b" ")


def drips_its_head(handler: Handler) -> None:
    """As `drips`, before the answer has even begun."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.faulty.over.wait(0.05):
        handler.wfile.write(b"x")


def endless(handler: Handler) -> None:
    """Never says how long, never ends."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.faulty.over.is_set():
        handler.wfile.write(b" " * 65536)


def slams(handler: Handler) -> None:
    """Closes in the middle of its answer."""
    says(b'{"outputs": [', length=1000)(handler)
    handler.close_connection = True


_USUAL = {
    "/health/ready": says(b""),
    "/models/deblur/ready": says(b""),
    "/models/deblur": says(DESCRIBED),
    "/": says({"name": "faulty", "version": "1", "extensions": []}),
}


@contextmanager
def faulty_server(port: int = 0) -> Iterator[Faulty]:
    """A running server; it is well until the test says otherwise."""
    faulty = Faulty()
    with ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, faulty)) as server:  # type: ignore[arg-type]
        server.daemon_threads = True
        faulty.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=partial(server.serve_forever, poll_interval=0.02))
        thread.start()
        try:
            yield faulty
        finally:
            faulty.over.set()
            server.shutdown()
            thread.join()
