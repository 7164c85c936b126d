"""A catalog's tables on a PostgreSQL server: one schema per shoot, and one that all shoots have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Self, cast

import platformdirs
from sqlalchemy import Column, Connection, Engine, Table, Transaction, create_engine, event, inspect, select, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFreeError

from culling.database import BUSY_SECONDS, Database, Who
from culling.errors import CullingError
from culling.schema import COMMON, META, TEXT
from culling.shared.patience import Patience, ServerGoneError, ServerLostError
from culling.shared.where import Server
from culling.statements import now, replace
from culling.upgrade import is_present, upgrade
from culling.users import LOCAL, Role, User

COMMON_SCHEMA = "culling"
FIRST_SECONDS = 10.0  # that a server is waited for when a catalog is opened
ANSWER_SECONDS = 10  # that a server which is there may take to say so
IDLE_SECONDS = 300  # after which the server ends a transaction of which nothing is heard any more: it holds the lock

#: `key` tells one shoot from another of the same name, made after the first was dropped.
SHOOTS = Table(
    "shoots",
    COMMON,
    Column("name", TEXT, primary_key=True),
    Column("schema", TEXT, nullable=False, unique=True),
    Column("folder", TEXT, nullable=False),
    Column("key", TEXT, nullable=False),
    Column("since", TEXT, nullable=False),
)

# What no waiting mends, as servers and their client library say it when somebody connects.
_HOPELESS = (
    "authentication failed",
    "no password",
    "does not exist",
    "no pg_hba.conf entry",
    "permission denied",
    "server does not support SSL",
)
# What the client library says of an option in the URL, before it asks any server.
_MISSPELT = "connection is bad: invalid "
_LOST = ("08", "57P", "25P03", "40001", "40P01")  # SQLSTATEs: connection, shutdown, idle too long, deadlock


class ServerDatabase(Database):
    """The schema of one shoot on a server, brought to the present tables.

    Who has not signed in goes by their name on the server.

    Args:
        server: where, and which shoot; without one, only what all shoots have in common.
        folder: noted for people when the shoot is new.
        who: the person, or what tells who it is.
        make: whether a shoot that is not known yet is made.

    Raises:
        CullingError: the server does not answer, does not let us in, or the shoot cannot be made there.
    """

    shared: ClassVar[bool] = True

    def __init__(self, server: Server, folder: str = "", who: Who = LOCAL, make: bool = True) -> None:
        self.server = server
        self.name = server.name
        self._who = who
        self._wait = min(server.wait, FIRST_SECONDS)
        self._patience = Patience(f"the catalog's server {server.url.host or 'on this machine'}")
        self._lock = _lock_number(server.schema if server.shoot else COMMON_SCHEMA)
        self._engine = _engine(server)
        self._reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        try:
            self._prepare(folder, make)
        except CullingError:
            self.close()
            raise
        self._wait = server.wait

    def _prepare(self, folder: str, make: bool) -> None:
        with self.read() as connection:
            key = self._key(connection)
        if key is None:
            if not make:
                raise CullingError(f"nothing is known of a shoot {self.server.shoot!r} there; scan its folder first")
            with self.write("view") as connection:
                key = self._make(connection, folder)
        self.path = _local_files() / f"{self.server.schema[:60]}-{key}.server"

    def _key(self, connection: Connection) -> str | None:
        """What tells the shoot from others; None when it is not there yet, or of an older schema."""
        if not inspect(connection).has_table("shoots", schema=COMMON_SCHEMA):
            return None
        if self.server.shoot is None:
            return "all"
        key = connection.execute(select(SHOOTS.c.key).where(SHOOTS.c.name == self.server.shoot)).scalar()
        return cast("str", key) if key and is_present(connection) else None

    def _make(self, connection: Connection, folder: str) -> str:
        """Make what is missing, while nobody else does."""
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _lock_number(COMMON_SCHEMA)})
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
        if encoding != "UTF8":
            raise CullingError(f"the database is kept in {encoding}: make one with ENCODING 'UTF8' for the catalog")
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {COMMON_SCHEMA}")
        in_common = connection.execution_options(schema_translate_map={None: COMMON_SCHEMA})
        COMMON.create_all(in_common)
        connection.execution_options(schema_translate_map={})
        if self.server.shoot is None:
            return "all"
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {self.server.schema}")
        upgrade(connection)
        known = connection.execute(select(SHOOTS.c.key).where(SHOOTS.c.name == self.server.shoot)).scalar()
        if known:
            return str(known)
        key = str(connection.exec_driver_sql("SELECT substr(md5(random()::text || clock_timestamp()), 1, 12)").scalar())
        replace(connection, META, [{"key": "folder", "value": folder}])
        row = {"name": self.server.shoot, "schema": self.server.schema, "folder": folder, "key": key}
        connection.execute(SHOOTS.insert(), [row | {"since": now(connection)}])
        return key

    @property
    def user(self) -> User:
        """Who reads and writes at this moment; somebody who has not signed in here has on the server."""
        user = super().user
        name = self.server.url.username
        return User(name, user.role) if user == LOCAL and name and name.strip() else user

    def hurried(self, seconds: float) -> Self:
        """The same tables for somebody who does not want to wait long for a server that does not answer."""
        other = self.used_by(self._who)
        other._wait = min(seconds, self._wait)
        other._patience = Patience(self._patience.name)  # whose end is not that of those who wait longer
        return other

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state."""
        with self._plain_errors(), self._connect(self._reader) as connection:
            yield connection

    @contextmanager
    def write(self, needed: Role = "mark") -> Iterator[Connection]:
        """As of a file: one transaction writes at a time, by a lock of the shoot, and readers do not wait for it."""
        with self._plain_errors(), self._connect(self._engine) as connection:
            transaction = connection.begin()
            took = text("SELECT txid_current() FROM (SELECT pg_advisory_xact_lock(:lock)) AS waited")
            number = connection.execute(took, {"lock": self._lock}).scalar_one()
            self.check(connection, needed)
            yield connection
            self._commit(transaction, int(number))

    def _commit(self, transaction: Transaction, number: int) -> None:
        """Commit. Where the server goes away meanwhile, it is asked afterwards what became of that."""
        try:
            transaction.commit()
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            if not self._was_committed(number):
                raise ServerLostError(f"{self.name}: the server went away while it wrote") from error

    def _was_committed(self, number: int) -> bool:
        for _ in self._patience.attempts(self._wait):
            with self._connect(self._engine) as connection:
                status = connection.execute(text("SELECT txid_status(:number)"), {"number": number}).scalar()
            if status != "in progress":
                return status == "committed"
        raise ServerGoneError(
            f"{self.name}: it is not known whether the last change was written; look before repeating"
        )

    def _connect(self, engine: Engine) -> Connection:
        """A connection that answers; a server that does not is waited for."""
        for _ in self._patience.attempts(self._wait):
            try:
                connection = engine.connect()
            except NoneFreeError:
                raise ServerGoneError("too many ask the catalog's server at once; try again") from None
            except OperationalError as error:
                last = error
                if (cause := self._cause(error)).startswith(_MISSPELT):
                    raise CullingError(f"the URL of the catalog cannot be used: {cause.partition(': ')[2]}") from None
                if any(words in str(error.orig) for words in _HOPELESS):
                    raise CullingError(f"the catalog's server does not let us in: {cause}") from None
            else:
                self._patience.answered()
                return connection
        raise ServerGoneError(
            f"the catalog's server does not answer ({self._cause(last)}); what was saved is kept: see whether it "
            "runs, and try again"
        ) from None

    def _cause(self, error: DBAPIError) -> str:
        """The first line of what the driver says, without a password."""
        return self.server.hide(str(error.orig)).strip().splitlines()[0].rstrip(".")

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        from psycopg import Error, OperationalError  # here, since only this needs the driver

        try:
            with super()._plain_errors():
                yield
        except Error as error:  # of what asks the driver itself
            lost = isinstance(error, OperationalError) and not error.sqlstate
            raise self._in_words(DBAPIError("", None, error, connection_invalidated=lost)) from error

    def _in_words(self, error: DBAPIError) -> CullingError:
        state = getattr(error.orig, "sqlstate", None) or ""
        if error.connection_invalidated or state.startswith(_LOST):
            return ServerLostError(f"the catalog's server went away ({self._cause(error)})")
        if state == "55P03":  # lock not available
            return CullingError(
                f"the catalog {self.name} is in use by another program for over {BUSY_SECONDS} s; try again later"
            )
        if state == "53100":
            return CullingError(
                f"no space left on the catalog's server; make room: what was saved is kept ({self.name})"
            )
        if state == "42501":
            return CullingError(
                f"{self.server.url.username or 'this user'} has not the rights in the database that this needs "
                f"({self._cause(error)}); let its owner grant them, see docs/shared.md"
            )
        return CullingError(f"the catalog {self.name} cannot be used: {self._cause(error)}")


def _engine(server: Server) -> Engine:
    path = ", ".join((server.schema, COMMON_SCHEMA) if server.shoot else (COMMON_SCHEMA,))
    settings = {
        "search_path": path.replace(" ", ""),
        "lock_timeout": f"{BUSY_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    }
    given = str(server.url.query.get("options", ""))
    options = " ".join([given, *(f"-c {name}={value}" for name, value in settings.items())]).strip()
    quick = {
        "application_name": "culling",
        "connect_timeout": ANSWER_SECONDS,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
    }
    asked = {name: value for name, value in quick.items() if name not in server.url.query}
    try:
        engine = create_engine(
            server.url.difference_update_query(["options"]),
            connect_args={**asked, "options": options, "client_encoding": "utf8"},
            pool_pre_ping=True,
            max_overflow=20,
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        raise CullingError(
            "a catalog on a PostgreSQL server needs a driver that is not installed: pip install 'culling[shared]'"
        ) from error
    event.listen(engine, "connect", _adapt)
    return engine


def _adapt(connection: Any, _record: Any) -> None:
    from culling.shared.adapt import adapt  # here, since only this needs the driver

    adapt(connection)


def _lock_number(schema: str) -> int:
    return int.from_bytes(hashlib.sha256(f"culling {schema}".encode()).digest()[:8], "big", signed=True)


def _local_files() -> Path:
    """Where what is worked out from a catalog elsewhere lies; it may be deleted at any time."""
    folder = platformdirs.user_data_path("culling", appauthor=False) / "catalogs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
