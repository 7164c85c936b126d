"""How a new or older catalog comes to the present schema, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, inspect, select

from culling.errors import CullingError
from culling.metrics import METRIC_NAMES
from culling.schema import (
    COMMON,
    DECISIONS,
    DRAWS,
    GAINS,
    GROUPED,
    KEEPERS,
    LABELS,
    LEARNED,
    LOOKS,
    META,
    NETWORKS,
    PHOTOS,
    REASONS,
    TABLES,
    TAGS,
    VECTORS,
    VIEWS,
)
from culling.statements import add, one_of


def _create(connection: Connection) -> None:
    TABLES.create_all(connection)


def _add_vectors(connection: Connection) -> None:
    TABLES.create_all(connection, [NETWORKS, VECTORS])


def _add_groups(connection: Connection) -> None:
    TABLES.create_all(connection, [GROUPED, KEEPERS])


def _add_labels(connection: Connection) -> None:
    TABLES.create_all(connection, [LABELS, DRAWS, LOOKS, LEARNED])


def _add_gains(connection: Connection) -> None:
    TABLES.create_all(connection, [GAINS])


def _add_what_others_ask_for(connection: Connection) -> None:
    """Tags by row, decisions with reasons, users, and views; the tags of known photos are filled in."""
    TABLES.create_all(connection, [TAGS, DECISIONS, REASONS])
    if connection.dialect.name == "sqlite":  # on a server, users belong to all its shoots: see `culling.shared.server`
        COMMON.create_all(connection)
    for name, query in VIEWS.items():
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {query}")
    connection.execute(TAGS.delete())
    known = connection.execute(select(PHOTOS.c.path, PHOTOS.c.tags).where(PHOTOS.c.tags != "")).all()
    write_tags(connection, {row.path: row.tags for row in known})


def write_tags(connection: Connection, tags: Mapping[str, str | None]) -> None:
    """The tags of these photos, each in a row of its own, in place of those before."""
    connection.execute(TAGS.delete().where(one_of(connection, TAGS.c.path, tags)))
    rows = [
        {"path": path, "tag": tag}
        for path, text in tags.items()
        for tag in dict.fromkeys((text or "").split(","))
        if tag
    ]
    add(connection, TAGS, rows)


# One step per schema version, in order; a released step is never changed, a new one is appended.
MIGRATIONS: tuple[Callable[[Connection], None], ...] = (
    _create,
    _add_vectors,
    _add_groups,
    _add_labels,
    _add_gains,
    _add_what_others_ask_for,
)
SCHEMA_VERSION = len(MIGRATIONS)


def upgrade(connection: Connection) -> None:
    """Bring a new or older catalog to the present schema, inside the caller's transaction.

    Raises:
        CullingError: the catalog was written by a newer version of the program.
    """
    found = schema_version(connection)
    if found > SCHEMA_VERSION:
        raise CullingError(
            f"this catalog has schema {found}, this program knows {SCHEMA_VERSION}: update culling, or choose "
            "another catalog with --catalog"
        )
    for step in MIGRATIONS[found:]:
        step(connection)
    if found < SCHEMA_VERSION:
        connection.execute(META.delete().where(META.c.key == "schema_version"))
        connection.execute(META.insert().values(key="schema_version", value=str(SCHEMA_VERSION)))
    _add_missing_columns(connection)


def schema_version(connection: Connection) -> int:
    """0 for a file without our tables."""
    if not inspect(connection).has_table(META.name):
        return 0
    text = connection.execute(select(META.c.value).where(META.c.key == "schema_version")).scalar()
    return int(text) if text else 0


def is_present(connection: Connection) -> bool:
    """Whether nothing is to be done: asked before, since whoever may only read cannot bring anything up to date."""
    return schema_version(connection) == SCHEMA_VERSION and not _missing_columns(connection)


def _missing_columns(connection: Connection) -> dict[str, str]:
    present = {column["name"] for column in inspect(connection).get_columns(PHOTOS.name)}
    wanted = {**dict.fromkeys(METRIC_NAMES, "FLOAT"), "tags": "TEXT"}
    return {name: kind for name, kind in wanted.items() if name not in present}


def _add_missing_columns(connection: Connection) -> None:
    """A new measure needs no migration of its own: its column is added, and the next scan fills it."""
    for name, kind in _missing_columns(connection).items():
        connection.exec_driver_sql(f"ALTER TABLE photos ADD COLUMN {name} {kind}")
