"""What went wrong with a server, in words that never hold a password."""

from __future__ import annotations

from typing import Any

import orjson

from culling.errors import CullingError

_MOST_CHARACTERS = 200


class ServerError(CullingError):
    """A server cannot be reached, refuses, is too slow, or answers what does not fit. The text says what to do."""


def said(body: bytes | bytearray) -> str:
    """The server's own words in an error's answer, on one line and cut short; "" when there are none to show."""
    try:
        answer: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return ""  # a page of HTML helps nobody
    if not isinstance(answer, dict):
        return ""
    return plain(next((text for key in ("error", "detail") if isinstance(text := answer.get(key), str)), ""))


def plain(text: str) -> str:
    """A stranger's text without line breaks or control characters, cut short."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _MOST_CHARACTERS else line[: _MOST_CHARACTERS - 1] + "…"
