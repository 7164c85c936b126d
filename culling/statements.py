"""Statements that a file and a server are asked in different words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, Text, any_, bindparam, func, insert, select
from sqlalchemy import column as column_
from sqlalchemy.dialects import postgresql, sqlite


def number_of(connection: Connection, column: Column[str], text: str) -> int:
    """The `id` of a text in the table that names texts in this column; a text that is new gets the next one.

    One transaction writes at a time, see `Database.write`, so that no two take the same number.
    """
    table = column.table
    known = connection.execute(select(table.c.id).where(column == text)).scalar()
    if known is not None:
        return int(known)
    number = int(connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
    connection.execute(insert(table).values({"id": number, column.name: text}))
    return number


def replace(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows, each in place of the one that has its primary key; all rows have the same columns."""
    keys = [column.name for column in table.primary_key]
    for_dialect = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = for_dialect(table)
    anew = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=anew), list(rows))


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write new rows, however many; all have the same columns. A server takes them as one stream."""
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(insert(table), list(rows))
        return
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row([row[name] for name in names])


def one_of(connection: Connection, column: Column[str], texts: Iterable[str]) -> ColumnElement[bool]:
    """Whether the column holds one of these texts, however many: a statement holds only so many values of its own."""
    if connection.dialect.name == "postgresql":
        return column == any_(bindparam(None, list(texts), postgresql.ARRAY(Text(collation="C"))))
    return column.in_(select(column_("value")).select_from(func.json_each(json.dumps(list(texts)))))


def now(connection: Connection) -> str:
    """The moment in UTC, ISO 8601 with milliseconds: by the server's clock where there is one."""
    if connection.dialect.name == "postgresql":
        moment = connection.execute(select(func.timezone("UTC", func.clock_timestamp()))).scalar_one()
        return moment.replace(tzinfo=UTC).isoformat(timespec="milliseconds")
    return datetime.now(UTC).isoformat(timespec="milliseconds")
