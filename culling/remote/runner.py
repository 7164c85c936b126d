"""A network on a server, called as if it were here: a batch of tiles in, the same batch worked on out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from culling.remote.errors import ServerError, said
from culling.remote.exchange import Line
from culling.remote.facts import ServerFacts, ask_facts
from culling.remote.tensors import decode, encode, most_bytes

#: Float32 (n, 3, h, w), RGB 0 … 1, in; float32 (n, 3, k·h, k·w) out. `culling.restore.tiles` knows only this.
Runner = Callable[[NDArray[np.float32]], NDArray[np.float32]]

_USUAL_INPUT = "input"  # for servers that do not describe their networks


class RemoteRunner:
    """Runs `model` on the server at `line`; safe to call from many threads. The first call asks what the server has."""

    def __init__(self, line: Line, model: str, scale: int | None, binary: bool | None) -> None:
        self._line, self._model, self._scale, self._binary = line, model, scale, binary
        self._facts: ServerFacts | ServerError | None = None
        self._attempts = 0
        self._lock = threading.Lock()

    def __call__(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """The batch that the server gives back.

        Raises:
            ServerError: not reached, refused, too slow, or an answer that is no such batch.
            ValueError: `batch` is not (n, 3, height, width).
        """
        if batch.ndim != 4 or batch.shape[1] != 3 or not batch.size:
            raise ValueError(f"A batch of tiles is (n, 3, height, width), got {batch.shape}")
        facts = self._known()
        wanted = facts.outputs[0].name if facts.outputs else ""
        given = facts.inputs[0].name if facts.inputs else _USUAL_INPUT
        content, headers = encode(batch, given, wanted, facts.binary)
        path = f"v2/models/{quote(self._model, safe='')}/infer"
        answer = self._line.ask("POST", path, content, headers, most_bytes(batch, self._scale))
        who = f"The server {self._line.url}"
        if answer.status != 200:
            told = said(answer.body) or "without a word why"
            raise ServerError(f"{who} answered {answer.status} to a tile for {self._model!r}: {told}.")
        try:
            return decode(answer.body, answer.headers, wanted, batch, self._scale)
        except ValueError as error:
            raise ServerError(f"{who} answered no picture for {self._model!r}: {error}.") from error

    def _known(self) -> ServerFacts:
        """What the server has. Threads that wait while one asks share what it hears, a failure too."""
        before = self._attempts
        with self._lock:
            if not isinstance(self._facts, ServerFacts) and self._attempts == before:
                self._facts = self._asked()
                self._attempts += 1
            known = self._facts
        if isinstance(known, ServerFacts):
            return known
        raise ServerError(str(known)) from known

    def _asked(self) -> ServerFacts | ServerError:
        try:
            return ask_facts(self._line, self._model, self._binary)
        except ServerError as error:
            return error
