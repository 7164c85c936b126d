"""The catalog's tables and how an older catalog becomes a present one."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    inspect,
    select,
)

from culling.errors import CullingError
from culling.metrics import METRIC_NAMES

TABLES = MetaData()

META = Table("meta", TABLES, Column("key", String(40), primary_key=True), Column("value", Text, nullable=False))

# Which measures in which versions gave a row its numbers; a few texts for many rows.
RECIPES = Table(
    "recipes",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("text", Text, nullable=False, unique=True),
)

FILE_COLUMNS = ("file_bytes", "mtime_ns", "content_hash", "perceptual_hash", "width", "height", "scale")
EXIF_TYPES = {
    "taken_at": Text,
    "camera": Text,
    "lens": Text,
    "aperture": Float,
    "shutter_s": Float,
    "iso": Float,
    "focal_mm": Float,
    "latitude": Float,
    "longitude": Float,
}

PHOTOS = Table(
    "photos",
    TABLES,
    Column("path", Text, primary_key=True),
    Column("file_bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("content_hash", String(32), index=True),
    Column("perceptual_hash", String(16)),
    Column("width", Integer),
    Column("height", Integer),
    Column("scale", Float),
    *(Column(name, kind) for name, kind in EXIF_TYPES.items()),
    Column("error", Text),
    Column("recipe", Integer, nullable=False),
    Column("scanned_at", Text, nullable=False),
    *(Column(name, Float) for name in METRIC_NAMES),
    Column("tags", Text),
)

THUMBNAILS = Table(
    "thumbnails",
    TABLES,
    Column("content_hash", String(32), primary_key=True),
    Column("jpeg", LargeBinary, nullable=False),
)

NETWORKS = Table(
    "networks",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
)

# By network as well, so that vectors of two networks never mix; float16, little endian.
VECTORS = Table(
    "vectors",
    TABLES,
    Column("network", Integer, primary_key=True),
    Column("content_hash", String(32), primary_key=True, index=True),
    Column("vector", LargeBinary, nullable=False),
)

# Only ever added to: the last row of a path is its mark, and taking a mark back is a row as well.
MARKS = Table(
    "marks",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False, index=True),
    Column("content_hash", String(32)),
    Column("mark", String(20)),
    Column("by", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("at", Text, nullable=False),
)

# The grouping that was kept last; META tells how it was made. Photos that are alone have no row.
GROUPED = Table(
    "grouped",
    TABLES,
    Column("path", Text, primary_key=True),
    Column("number", Integer, nullable=False),
)

# Only ever added to, like marks: the last row of a path tells whether a person chose it as its group's keeper.
KEEPERS = Table(
    "keepers",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False, index=True),
    Column("content_hash", String(32)),
    Column("chosen", Boolean, nullable=False),
    Column("by", Text, nullable=False),
    Column("how", Text, nullable=False),
    Column("at", Text, nullable=False),
)

# What people said of photos, to check decisions against: only ever added to. Never the same as a mark, which decides.
LABELS = Table(
    "labels",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("path", Text, nullable=False, index=True),
    Column("content_hash", String(32)),
    Column("label", String(10)),
    Column("by", Text, nullable=False),
    Column("how", String(10), nullable=False),
    Column("source", Text, nullable=False),
    Column("draw", Integer),
    Column("repeat", Boolean, nullable=False),
    Column("seen", Text, nullable=False),
    Column("at", Text, nullable=False),
)

# Samples of photos that were drawn to be labelled, each with what every photo's chance depended on (JSON).
DRAWS = Table(
    "draws",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# Each policy whose decisions were compared with labels, so that tuning to the labels can be told.
LOOKS = Table(
    "looks",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("policy_id", String(12), nullable=False),
    Column("labels", String(20), nullable=False),
    Column("at", Text, nullable=False),
    Column("about", Text, nullable=False),
)

# What was learned from a person's marks (JSON), the last one counts.
LEARNED = Table(
    "learned",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("about", Text, nullable=False),
)

# What a remedy was found to gain (JSON), with pictures of before and after; a recipe other than today's is out of date.
GAINS = Table(
    "gains",
    TABLES,
    Column("content_hash", String(32), primary_key=True),
    Column("remedy", String(10), primary_key=True),
    Column("recipe", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("before", LargeBinary, nullable=False),
    Column("after", LargeBinary, nullable=False),
)


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


# One step per schema version, in order; a released step is never changed, a new one is appended.
MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_create, _add_vectors, _add_groups, _add_labels, _add_gains)
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


def _add_missing_columns(connection: Connection) -> None:
    """A new measure needs no migration of its own: its column is added, and the next scan fills it."""
    present = {column["name"] for column in inspect(connection).get_columns(PHOTOS.name)}
    for name, kind in {**dict.fromkeys(METRIC_NAMES, "FLOAT"), "tags": "TEXT"}.items():
        if name not in present:
            connection.exec_driver_sql(f"ALTER TABLE photos ADD COLUMN {name} {kind}")
