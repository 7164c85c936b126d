"""A real PostgreSQL for tests: made in a folder of its own, stopped and started at will, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import true

from culling.catalog import Catalog
from culling.schema import META, TABLES, USERS

PASSWORD = "s3cret/pass"
_NOBODY = "postgres", "nobody"  # a server refuses to run as root: one of these runs it then
_SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "60"}
_names = count()


def binaries() -> Path | None:
    """Where the server's programs lie; Debian's are not on the path."""
    known = [Path(found).resolve().parent for name in ["initdb"] if (found := shutil.which(name))]
    debian = [file.parent for file in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)]
    return next((folder for folder in [*known, *debian] if (folder / "psql").exists()), None)


@dataclass
class Postgres:
    """A server on a free port of this machine; it asks for a password."""

    programs: Path
    data: Path
    port: int

    def url(self, shoot: str | None = None, user: str = "ann", wait: float = 20) -> str:
        """An URL of a shoot that is new, or of one that is named."""
        shoot = shoot or f"shoot{next(_names)}"
        account = f"{user}:{quote(PASSWORD, safe='')}"
        return f"postgresql://{account}@127.0.0.1:{self.port}/culling?shoot={shoot}&wait={wait}"

    def emptied(self) -> str:
        """The URL of the shoot that is used again and again, with nothing in it; making one takes far longer."""
        url = self.url("again")
        with Catalog(Path("/photos"), url) as catalog, catalog._database.write("view") as connection:
            for table in TABLES.sorted_tables:
                connection.execute(
                    table.delete().where(table.c.key.not_in(("schema_version", "folder")) if table is META else true())
                )
                if "id" in table.c:
                    connection.exec_driver_sql(f"ALTER SEQUENCE {table.name}_id_seq RESTART")
            connection.execute(USERS.delete())
            for file in catalog.path.parent.glob(f"{catalog.path.name}.*"):
                file.unlink()
        return url

    def start(self) -> None:
        settings = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k '' {settings}"
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.data / "log"), "-w", "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", how, "-w", "stop")

    def sql(self, statement: str, user: str = "ann", database: str = "culling") -> str:
        """What psql answers: rows as lines, columns with | between them."""
        address = ["-h", "127.0.0.1", "-p", str(self.port), "-U", user, "-d", database]
        return self._run("psql", "-AtqX", "-v", "ON_ERROR_STOP=1", *address, "-c", statement).strip()

    def _run(self, program: str, *options: str) -> str:
        done = (
            subprocess.run(
                [*_as_other(), str(self.programs / program), *options],
                check=False,
                capture_output=True,
                text=True,
                cwd="/",
                env={**os.environ, "PGPASSWORD": PASSWORD, "LC_ALL": "C"},
                timeout=60,
            )
            if program != "pg_ctl"
            else _detached(self.programs / program, *options)
        )
        assert done.returncode == 0, done.stderr
        return done.stdout or ""


@contextmanager
def running() -> Iterator[Postgres]:
    """A server with a database `culling` that belongs to the user `ann`."""
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL here: Debian's package postgresql has it")
    if os.name == "nt" or (os.geteuid() == 0 and not _as_other()):
        pytest.skip("a PostgreSQL server does not run as root, and there is no other user to run it")
    with tempfile.TemporaryDirectory(prefix="culling-pg-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        (home / "password").write_text(PASSWORD)
        for path in (home, home / "password"):
            _give(path)
        server = Postgres(programs, home / "data", _free_port())
        server._run(
            "initdb", "-D", str(server.data), "-U", "ann", "-A", "scram-sha-256", "--pwfile", str(home / "password"),
            "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        server.start()
        try:
            server.sql("CREATE DATABASE culling", database="postgres")
            yield server
        finally:
            server.stop()


def _detached(program: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The server that is started keeps no pipe of ours open."""
    command = [*_as_other(), str(program), *options]
    return subprocess.run(
        command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        text=True, cwd="/", timeout=60,
    )  # fmt: skip


def _as_other() -> list[str]:
    if os.geteuid() != 0:
        return []
    name = _other_user()
    return ["setpriv", "--reuid", name, "--regid", str(_gid(name)), "--clear-groups"] if name else []


def _other_user() -> str | None:
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in _NOBODY if name in known and shutil.which("setpriv")), None)


def _gid(name: str) -> int:
    import pwd

    return pwd.getpwnam(name).pw_gid


def _give(path: Path) -> None:
    name = _other_user() if os.geteuid() == 0 else None
    if name:
        shutil.chown(path, name)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
