"""How Python's values go to PostgreSQL: what it cannot hold, as SQLite would read it back. Imports the driver."""

from __future__ import annotations

import math
from typing import Any

from psycopg import Connection
from psycopg.types.numeric import FloatDumper
from psycopg.types.string import StrDumper


class _Text(StrDumper):
    """Text without NUL bytes, which no text of the server may hold: they are written out, as are lone surrogates."""

    def dump(self, obj: str) -> Any:
        if "\0" in obj or not obj.isascii():
            obj = obj.replace("\0", "\\x00").encode("utf-8", "backslashreplace").decode()
        return super().dump(obj)


class _Number(FloatDumper):
    """A number; NaN is no number, as in SQLite."""

    def dump(self, obj: float) -> Any:
        return None if math.isnan(obj) else super().dump(obj)


class _NumpyNumber(_Number):
    def dump(self, obj: Any) -> Any:
        return super().dump(float(obj))


def adapt(connection: Connection[Any]) -> None:
    """Let this connection take texts and numbers as they come from files."""
    connection.adapters.register_dumper(str, _Text)
    connection.adapters.register_dumper(float, _Number)
    for name in ("numpy.float64", "numpy.float32"):
        connection.adapters.register_dumper(name, _NumpyNumber)
