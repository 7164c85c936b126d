"""A server that is gone for a minute: who waits for it, how long, and what is done again."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from culling.errors import CullingError

_log = logging.getLogger(__name__)

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
TIMES = 5  # that one call is begun anew, as the server went away in the middle of it

_Class = TypeVar("_Class", bound=type)


class ServerGoneError(CullingError):
    """The catalog's server did not answer in the time that it was waited for; nothing was written."""


class ServerLostError(CullingError):
    """The server went away in the middle; nothing was written, and all of it may be done again."""


class Patience:
    """How long a server is waited for. Once that was in vain, it is asked only once at a time, until it answers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._away = False

    def attempts(self, seconds: float) -> Iterator[None]:
        """One round for each time that the server is to be asked, with growing pauses between them."""
        until = time.monotonic() + (0.0 if self._away else seconds)
        pause = FIRST_PAUSE
        yield
        while (left := until - time.monotonic()) > 0:
            if pause == FIRST_PAUSE:
                _log.warning("%s does not answer: trying again for up to %.0f s", self.name, seconds)
            time.sleep(min(pause, left))
            pause = min(2 * pause, LONGEST_PAUSE)
            yield
        self._away = True

    def answered(self) -> None:
        """The server is there."""
        self._away = False


def patient(kind: _Class) -> _Class:
    """Let each public method of a class be called again when the server went away in the middle of it.

    Each writes in at most one transaction, so that what is done again was not done.
    """
    for name in dir(kind):
        member = getattr(kind, name)
        if not name.startswith("_") and callable(member) and not isinstance(member, type):
            own = next(vars(base)[name] for base in kind.__mro__ if name in vars(base))
            if callable(own):  # no class method, no property
                setattr(kind, name, _again(own))
    return kind


def _again(method: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(method)
    def call(*given: Any, **named: Any) -> Any:
        for _ in range(TIMES - 1):
            try:
                return method(*given, **named)
            except ServerLostError as lost:
                _log.warning("%s; doing it again", lost)
        try:
            return method(*given, **named)
        except ServerLostError as lost:
            raise ServerGoneError(str(lost)) from lost

    return call
