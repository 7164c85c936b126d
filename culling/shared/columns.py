"""Whole columns from a server: packed there, column by column, since a hundred thousand rows of objects are slow."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, Connection, Table

#: How the server sends numbers: big endian.
_KINDS: dict[type, tuple[str, str]] = {np.float64: ("float8", ">f8"), np.int64: ("int8", ">i8")}
_TOGETHER = 16


def columns_of(
    connection: Connection, table: Table, by: Column[str], numbers: dict[str, type], texts: Collection[str]
) -> dict[str, NDArray[Any]]:
    """Columns in the order of `by`, as bytes order it: numbers as float64 or int64 (NaN for none), texts as objects.

    Args:
        numbers: np.float64 or np.int64, by name.
        texts: names of the columns of text.
    """
    wanted = {name: _packed(name, kind) for name, kind in numbers.items()}
    wanted |= {name: f'array_agg("{name}")' for name in texts}
    found = {name: _unpacked(value, numbers.get(name)) for name, value in _asked(connection, table, by, wanted)}
    return {name: found[name] for name in wanted}


def _asked(connection: Connection, table: Table, by: Column[str], wanted: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """A few columns at a time, since one answer holds a gigabyte at most."""
    driver: Any = connection.connection.driver_connection
    names = list(wanted)
    for start in range(0, len(names), _TOGETHER):
        part = names[start : start + _TOGETHER]
        columns = ", ".join(f'"{name}"' for name in part)
        ordered = f'(SELECT {columns} FROM {table.name} ORDER BY "{by.name}") AS ordered'
        with driver.cursor(binary=True) as cursor:
            answer = cursor.execute(f"SELECT {', '.join(wanted[name] for name in part)} FROM {ordered}").fetchone()
        yield from zip(part, answer, strict=True)


def _unpacked(value: Any, kind: type | None) -> NDArray[Any]:
    return np.array(value or [], object) if kind is None else np.frombuffer(value or b"", _KINDS[kind][1]).astype(kind)


def _packed(name: str, kind: type) -> str:
    server = _KINDS[kind][0]
    value = f'"{name}"::{server}'
    known = f"coalesce({value}, 'NaN')" if kind is np.float64 else value
    return f"string_agg({server}send({known}), '')"
