"""The rows of a catalog as columns: read from the database, or from a file beside it that loads 20 times as fast.

The database is the record. The file is made for many photos alone, and carries the revision of the rows that it was
made at. Triggers in the database draw a new revision at random with every row that is written, whoever writes it: also
an older version of this program, or another program. So a file of another state is never taken for the present one, not
even after a backup was put back. A file that is missing, old, torn or altered is made anew; it may be deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, func, select, text

from culling.database import Database
from culling.errors import CullingError
from culling.files import write_whole
from culling.kept.column_file import Columns, missing_as_nan, pack_columns, read_columns
from culling.schema import META, PHOTOS

MANY = 20_000  # rows from which on a file is kept beside the catalog
REVISION = "photos_revision"
_AT_ONCE = 10_000
_EVENTS = ("INSERT", "UPDATE", "DELETE")
_NEW = f"UPDATE meta SET value = hex(randomblob(16)) WHERE key = '{REVISION}'"
_TRIGGERS = {
    f"photos_revised_by_{event.lower()}": f"CREATE TRIGGER photos_revised_by_{event.lower()} AFTER {event} ON photos "
    f"BEGIN {_NEW}; END"
    for event in _EVENTS
}


def photo_rows(database: Database, names: Sequence[str], texts: Collection[str], many: int = MANY) -> pd.DataFrame:
    """One row per photo, index `path`, sorted, with the columns `names`: `texts` of objects, the others of numbers.

    Args:
        many: from how many photos on a file is kept.
    """
    with database.read() as connection:
        if not _keeps_file(database, connection, many):
            return _table(_from_rows(connection, names, texts))
        revision = _revision(connection)
        if revision is not None:
            return _table(_from_file(database, connection, revision, names, texts))
    with suppress(CullingError):  # who may not write, or finds no room, reads the rows: slower, never wrong
        _watch(database)
    with database.read() as connection:
        revision = _revision(connection)
        if revision is not None:
            return _table(_from_file(database, connection, revision, names, texts))
        return _table(_from_rows(connection, names, texts))


def table_file(catalog: Path) -> Path:
    """Where the columns lie beside the catalog; the file may be deleted at any time."""
    return catalog.with_name(f"{catalog.name}.rows")


def _keeps_file(database: Database, connection: Connection, many: int) -> bool:
    """A server's tables have no file beside them that all who write there would know of."""
    if connection.dialect.name != "sqlite" or database.shared:
        return False
    return int(connection.execute(select(func.count()).select_from(PHOTOS)).scalar() or 0) >= many


def _revision(connection: Connection) -> str | None:
    """The revision of the rows; None where nobody watches over them, or not as this version does."""
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    found = {str(name): str(sql) for name, sql in rows}
    if any(found.get(name) != sql for name, sql in _TRIGGERS.items()):
        return None
    value = connection.execute(select(META.c.value).where(META.c.key == REVISION)).scalar()
    return value or None


def _watch(database: Database) -> None:
    """From now on every change of a row gives another revision."""
    with database.write("view") as connection:
        for name, sql in _TRIGGERS.items():
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            connection.execute(text(sql))
        connection.execute(META.delete().where(META.c.key == REVISION))
        connection.execute(text(f"INSERT INTO meta (key, value) VALUES ('{REVISION}', hex(randomblob(16)))"))


def _from_file(
    database: Database, connection: Connection, revision: str, names: Sequence[str], texts: Collection[str]
) -> Columns:
    """The file's columns where it is of this revision; else those of the rows, and the file is made of them."""
    file = table_file(database.path)
    about = f"{revision} {','.join(names)}"
    found = read_columns(file, about)
    if found is None:
        found = _from_rows(connection, names, texts)
        data = pack_columns(found, about)
        if data is not None:
            with suppress(CullingError):
                write_whole(file, data)
    return found


def _from_rows(connection: Connection, names: Sequence[str], texts: Collection[str]) -> Columns:
    """Column by column and some rows at a time, so that a million rows are never there as objects all at once."""
    every = ["path", *names]
    kinds = {name: object if name in (*texts, "path") else _number(name) for name in every}
    if connection.dialect.name == "postgresql":
        from culling.shared.columns import columns_of  # here, since most catalogs are files

        numbers = {name: kind for name, kind in kinds.items() if kind is not object}
        found = columns_of(connection, PHOTOS, PHOTOS.c.path, numbers, [name for name in every if name not in numbers])
        return {name: missing_as_nan(found[name]) for name in every}
    parts: dict[str, list[np.ndarray[Any, Any]]] = {name: [] for name in every}
    wanted = select(*(PHOTOS.c[name] for name in every)).order_by(PHOTOS.c.path)
    for rows in connection.execute(wanted, execution_options={"yield_per": _AT_ONCE}).partitions():
        for name, values in zip(every, zip(*rows, strict=True), strict=True):
            parts[name].append(_array(values, kinds[name]))
    return {name: missing_as_nan(np.concatenate([np.zeros(0, kinds[name]), *parts[name]])) for name in every}


def _number(name: str) -> type:
    return np.int64 if name in ("file_bytes", "mtime_ns") else np.float64


def _array(values: Sequence[Any], kind: type) -> np.ndarray[Any, Any]:
    array: np.ndarray[Any, Any] = np.empty(len(values), kind)
    array[:] = values
    return array


def _table(columns: Columns) -> pd.DataFrame:
    paths, *others = columns
    index = pd.Index(columns[paths], dtype="str" if len(columns[paths]) else object, name=paths)
    series = {name: pd.Series(columns[name], index, columns[name].dtype, copy=False) for name in others}
    return pd.DataFrame(series, copy=False)
