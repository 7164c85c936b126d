"""One SQLite file, opened so that several threads and processes may read and write it, with errors in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, create_engine, event, func, insert, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, DBAPIError

from culling.errors import CullingError
from culling.schema import upgrade

BUSY_SECONDS = 30


class Database:
    """The file behind a catalog, brought to the present schema.

    Raises:
        CullingError: the file is damaged, newer than the program, or cannot be written; it is left as it was.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._make_folder()
        url = URL.create("sqlite", database=str(path))
        self._engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        self._writer = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        try:
            with self.write() as connection:
                upgrade(connection)
        except CullingError:
            self.close()
            raise

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CullingError(
                f"cannot make the folder for the catalog, {self.path.parent}: {error.strerror}; name another file "
                "with --catalog"
            ) from error

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state."""
        with self._plain_errors(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: all of it is on disk afterwards, or nothing."""
        with self._plain_errors(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise CullingError(self._in_words(error)) from error

    def _in_words(self, error: DBAPIError) -> str:
        cause = str(error.orig)
        if "locked" in cause or "busy" in cause:
            return f"the catalog {self.path} is in use by another program for over {BUSY_SECONDS} s; try again later"
        if "full" in cause:
            return f"no space left for the catalog {self.path}; make room and scan again: what was saved is kept"
        if isinstance(error, DatabaseError) and any(word in cause for word in ("not a database", "malformed")):
            return (
                f"the catalog {self.path} is damaged ({cause}) and was left as it is; move it away, or restore it "
                "from a backup, and scan again"
            )
        return f"the catalog {self.path} cannot be used: {cause}; check its rights or name another with --catalog"


def number_of(connection: Connection, column: Column[str], text: str) -> int:
    """The `id` of a text in the table that names texts in this column; a text that is new gets the next one."""
    table = column.table
    known = connection.execute(select(table.c.id).where(column == text)).scalar()
    if known is not None:
        return int(known)
    number = int(connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
    connection.execute(insert(table).values({"id": number, column.name: text}))
    return number


def _prepare(connection: Any, _record: Any) -> None:
    """Write-ahead log for readers beside a writer; every commit reaches the disk, since marks must not be lost."""
    connection.isolation_level = None  # we begin transactions ourselves, see _begin
    cursor: sqlite3.Cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Writers lock at once: a reader that turns writer would fail instead of waiting."""
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
