"""Where a catalog's tables are: one SQLite file, opened so that several threads and processes may read and write it.

`culling.shared.server.ServerDatabase` is the same on a PostgreSQL server.
"""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Self

from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, DBAPIError

from culling.errors import CullingError
from culling.schema import USERS
from culling.upgrade import upgrade
from culling.users import LOCAL, Role, User

BUSY_SECONDS = 30

#: A person, or what tells who it is at this moment: one open catalog serves many people of a dashboard. None: LOCAL.
Who = User | Callable[[], User | None]


class Database:
    """The file behind a catalog, brought to the present schema.

    Attributes:
        path: the file; what is worked out from the catalog lies beside it.
        name: what tells people which catalog it is; never a password.

    Raises:
        CullingError: the file is damaged, newer than the program, or cannot be written; it is left as it was.
    """

    shared: ClassVar[bool] = False

    def __init__(self, path: Path, who: Who = LOCAL) -> None:
        self.path = path
        self.name = str(path)
        self._who = who
        self._make_folder()
        url = URL.create("sqlite", database=str(path))
        self._engine: Engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        self._writer = self._engine.execution_options(begin="BEGIN IMMEDIATE")
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        try:
            with self.write("view") as connection:
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

    @property
    def user(self) -> User:
        """Who reads and writes at this moment, with the role that was given; the catalog's own list comes before it."""
        return self._who if isinstance(self._who, User) else self._who() or LOCAL

    def used_by(self, who: Who) -> Self:
        """The same tables in the hands of another person."""
        other = copy.copy(self)
        other._who = who
        return other

    def hurried(self, seconds: float) -> Self:
        """The same tables for somebody who does not want to wait; a file is there, or it is not."""
        return self

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state."""
        with self._plain_errors(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, needed: Role = "mark") -> Iterator[Connection]:
        """A transaction: all of it is on disk afterwards, or nothing.

        Args:
            needed: the role that the user must have at least, whatever the list of users says at this moment.

        Raises:
            NotAllowedError: the user has not; nothing was written.
        """
        with self._plain_errors(), self._writer.begin() as connection:
            self.check(connection, needed)
            yield connection

    def check(self, connection: Connection, needed: Role) -> None:
        """NotAllowedError unless the user may do what `needed` covers: by the catalog's list, or else as was given."""
        if needed == "view":
            return
        user = self.user
        listed = connection.execute(select(USERS.c.role).where(USERS.c.name == user.name)).scalar()
        (User(user.name, listed) if listed else user).check(needed)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._in_words(error) from error

    def _in_words(self, error: DBAPIError) -> CullingError:
        cause = str(error.orig)
        if "locked" in cause or "busy" in cause:
            text = f"is in use by another program for over {BUSY_SECONDS} s; try again later"
            return CullingError(f"the catalog {self.path} {text}")
        if "full" in cause:
            return CullingError(
                f"no space left for the catalog {self.path}; make room and scan again: what was saved is kept"
            )
        if isinstance(error, DatabaseError) and any(word in cause for word in ("not a database", "malformed")):
            return CullingError(
                f"the catalog {self.path} is damaged ({cause}) and was left as it is; move it away, or restore it "
                "from a backup, and scan again"
            )
        return CullingError(
            f"the catalog {self.path} cannot be used: {cause}; check its rights or name another with --catalog"
        )


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
