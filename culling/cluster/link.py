"""Speaks with Dask: photos go out, and everything that comes back arrives in one queue, so that nothing here waits."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import Callable, Coroutine, Hashable, Iterator
from concurrent.futures import CancelledError
from concurrent.futures import Future as Answer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from distributed import Client, Future


class DroppedError(Exception):
    """What was sent is known to the scheduler no more: the connection was lost, or somebody restarted the cluster."""


class Link:
    """Calls of functions on named workers, each known by a tag of the caller's choice."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._sent: dict[Hashable, Future] = {}
        self._events: queue.SimpleQueue[tuple[Hashable, Future | None, Answer[Any]]] = queue.SimpleQueue()

    @property
    def is_up(self) -> bool:
        """Whether the scheduler hears us."""
        return bool(self._client.status == "running")

    def send(self, tag: Hashable, worker: str, function: Callable[..., Any], *arguments: Any) -> None:
        """Call `function` on that worker and no other; its result, or what went wrong, is an event."""
        future = self._client.submit(function, *arguments, workers=[worker], allow_other_workers=False, pure=False)
        self._sent[tag] = future
        self._listen(tag, future, _result(future))

    def count_workers(self, tag: Hashable) -> None:
        """Ask the scheduler for its workers: the event is their threads by address."""
        self._listen(tag, None, _threads(self._client))

    def drop(self, tag: Hashable) -> None:
        """Wait no more for what was sent; a worker that has not begun with it will not. The tag may be used again."""
        if (future := self._sent.pop(tag, None)) is not None:
            future.release()

    def events(self, seconds: float) -> Iterator[tuple[Hashable, Any]]:
        """What has come: each tag with its result or exception. Waits up to `seconds` for the first."""
        wait: float | None = seconds
        while True:
            try:
                tag, future, answer = self._events.get(block=wait is not None, timeout=wait)
            except queue.Empty:
                return
            wait = None
            if future is not None:
                if self._sent.get(tag) is not future:  # dropped meanwhile
                    continue
                self.drop(tag)  # the worker may free the result
            yield tag, _outcome(answer)

    def close(self) -> None:
        """Drop everything."""
        for tag in list(self._sent):
            self.drop(tag)

    def _listen(self, tag: Hashable, future: Future | None, coroutine: Coroutine[Any, Any, Any]) -> None:
        answer = asyncio.run_coroutine_threadsafe(coroutine, self._client.loop.asyncio_loop)
        answer.add_done_callback(lambda done: self._events.put((tag, future, done)))


async def _result(future: Future) -> Any:
    return await future


async def _threads(client: Client) -> Any:
    return await client.nthreads()


def _outcome(answer: Answer[Any]) -> Any:
    from distributed.client import FutureCancelledError

    try:
        error = answer.exception()
    except CancelledError:
        return DroppedError("cancelled")
    if isinstance(error, FutureCancelledError | asyncio.CancelledError):
        return DroppedError(str(error))
    return answer.result() if error is None else error
