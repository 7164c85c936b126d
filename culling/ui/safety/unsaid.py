"""What must not be said: passwords, keys and cookies are struck out of all that this process writes to its log."""

from __future__ import annotations

import logging
import os
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import unquote, urlsplit

STRUCK_OUT = "•••"

_SHORTEST = 6  # shorter ones would strike common words out
_NO_SECRETS = ("redirect_uri", "server_metadata_url", "client_id", "prompt", "scope")
_IN_ENVIRONMENT = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "PGPASSWORD", "STREAMLIT_SERVER_COOKIE_SECRET")
_PATTERNS = (
    (re.compile(r"(?<=://)([^\s:/@]*):[^\s/@]+@"), rf"\1:{STRUCK_OUT}@"),  # postgresql://user:password@host
    (re.compile(r"(_streamlit_\w+=)[^;\s'\"]+"), rf"\1{STRUCK_OUT}"),
    (re.compile(r"\b((?:code|state|id_token|access_token|client_secret|password)=)[^&\s'\"]+"), rf"\1{STRUCK_OUT}"),
)

_known: set[str] = set()


def never_say(secrets: Iterable[str]) -> None:
    """Strike these texts out from now on."""
    _known.update(secret for secret in secrets if len(secret) >= _SHORTEST)


def secrets_of(file: Path | None, catalog: Path | str | None) -> Iterator[str]:
    """What a secrets.toml, the address of a catalog and the environment hold that nobody else may know."""
    yield from (os.environ[name] for name in _IN_ENVIRONMENT if name in os.environ)
    if isinstance(catalog, str) and (password := urlsplit(catalog).password):
        yield from (password, unquote(password))
    if file is not None:
        yield from _texts(tomllib.loads(file.read_text(encoding="utf-8")))


def unsaid(text: str) -> str:
    """A text without the secrets in it.

    >>> unsaid("cannot reach postgresql://ann:open-sesame@db/photos")
    'cannot reach postgresql://ann:•••@db/photos'
    """
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, STRUCK_OUT)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


class _Guarded:
    """A stream that strikes secrets out of each text that is written to it; all else is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(unsaid(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def guard_output() -> None:
    """Let everything that this process prints or logs go through `unsaid`, handlers that are there already included."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, _Guarded):
            guarded = _Guarded(stream)
            setattr(sys, name, guarded)
            _guard_handlers(stream, guarded)


def _guard_handlers(stream: TextIO, guarded: Any) -> None:
    loggers = [logging.getLogger(), *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))]
    for handler in {handler for logger in loggers for handler in logger.handlers}:
        if isinstance(handler, logging.StreamHandler) and handler.stream is stream:
            handler.setStream(guarded)


def _texts(section: Mapping[str, Any]) -> Iterator[str]:
    for key, value in section.items():
        if isinstance(value, Mapping):
            yield from _texts(value)
        elif isinstance(value, str) and key not in _NO_SECRETS:
            yield value
