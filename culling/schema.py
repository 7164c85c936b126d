"""The catalog's tables, in an SQLite file or on a PostgreSQL server. How older ones become these: `culling.upgrade`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

from culling.metrics import METRIC_NAMES

TABLES = MetaData()
# What all shoots of a server have in common; an SQLite file has its own.
COMMON = MetaData()
# Compared and ordered by bytes in every database, whatever its language.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")

META = Table("meta", TABLES, Column("key", TEXT, primary_key=True), Column("value", TEXT, nullable=False))

# Which measures in which versions gave a row its numbers; a few texts for many rows.
RECIPES = Table(
    "recipes",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("text", TEXT, nullable=False, unique=True),
)

FILE_COLUMNS = ("file_bytes", "mtime_ns", "content_hash", "perceptual_hash", "width", "height", "scale")
EXIF_TYPES: dict[str, TypeEngine[Any]] = {
    "taken_at": TEXT,
    "camera": TEXT,
    "lens": TEXT,
    "aperture": Float(),
    "shutter_s": Float(),
    "iso": Float(),
    "focal_mm": Float(),
    "latitude": Float(),
    "longitude": Float(),
}

PHOTOS = Table(
    "photos",
    TABLES,
    Column("path", TEXT, primary_key=True),
    Column("file_bytes", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("content_hash", TEXT, index=True),
    Column("perceptual_hash", TEXT),
    Column("width", Integer),
    Column("height", Integer),
    Column("scale", Float),
    *(Column(name, kind) for name, kind in EXIF_TYPES.items()),
    Column("error", TEXT),
    Column("recipe", Integer, nullable=False),
    Column("scanned_at", TEXT, nullable=False),
    *(Column(name, Float) for name in METRIC_NAMES),
    Column("tags", TEXT),
)

THUMBNAILS = Table(
    "thumbnails",
    TABLES,
    Column("content_hash", TEXT, primary_key=True),
    Column("jpeg", LargeBinary, nullable=False),
)

NETWORKS = Table(
    "networks",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("sha256", TEXT, nullable=False, unique=True),
)

# By network as well, so that vectors of two networks never mix; float16, little endian.
VECTORS = Table(
    "vectors",
    TABLES,
    Column("network", Integer, primary_key=True),
    Column("content_hash", TEXT, primary_key=True, index=True),
    Column("vector", LargeBinary, nullable=False),
)

# Only ever added to: the last row of a path is its mark, and taking a mark back is a row as well.
MARKS = Table(
    "marks",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("path", TEXT, nullable=False, index=True),
    Column("content_hash", TEXT),
    Column("mark", TEXT),
    Column("by", TEXT, nullable=False),
    Column("how", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
)

# The grouping that was kept last; META tells how it was made. Photos that are alone have no row.
GROUPED = Table(
    "grouped",
    TABLES,
    Column("path", TEXT, primary_key=True),
    Column("number", Integer, nullable=False),
)

# Only ever added to, like marks: the last row of a path tells whether a person chose it as its group's keeper.
KEEPERS = Table(
    "keepers",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("path", TEXT, nullable=False, index=True),
    Column("content_hash", TEXT),
    Column("chosen", Boolean, nullable=False),
    Column("by", TEXT, nullable=False),
    Column("how", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
)

# What people said of photos, to check decisions against: only ever added to. Never the same as a mark, which decides.
LABELS = Table(
    "labels",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("path", TEXT, nullable=False, index=True),
    Column("content_hash", TEXT),
    Column("label", TEXT),
    Column("by", TEXT, nullable=False),
    Column("how", TEXT, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("draw", Integer),
    Column("repeat", Boolean, nullable=False),
    Column("seen", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
)

# Samples of photos that were drawn to be labelled, each with what every photo's chance depended on (JSON).
DRAWS = Table(
    "draws",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("by", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
    Column("about", TEXT, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

# Each policy whose decisions were compared with labels, so that tuning to the labels can be told.
LOOKS = Table(
    "looks",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("policy_id", TEXT, nullable=False),
    Column("labels", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
    Column("about", TEXT, nullable=False),
)

# What was learned from a person's marks (JSON), the last one counts.
LEARNED = Table(
    "learned",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("at", TEXT, nullable=False),
    Column("about", TEXT, nullable=False),
)

# What a remedy was found to gain (JSON), with pictures of before and after; a recipe other than today's is out of date.
GAINS = Table(
    "gains",
    TABLES,
    Column("content_hash", TEXT, primary_key=True),
    Column("remedy", TEXT, primary_key=True),
    Column("recipe", TEXT, nullable=False),
    Column("about", TEXT, nullable=False),
    Column("before", LargeBinary, nullable=False),
    Column("after", LargeBinary, nullable=False),
)

# -- for other programs, that ask by SQL: see docs/shared.md --------------------------------------------------------

# One row for each tag of a photo, as in the column `tags` of its row.
TAGS = Table("tags", TABLES, Column("path", TEXT, primary_key=True), Column("tag", TEXT, primary_key=True, index=True))

# What a policy said of each photo when its decisions were kept last.
DECISIONS = Table(
    "decisions",
    TABLES,
    Column("policy_id", TEXT, primary_key=True),
    Column("path", TEXT, primary_key=True, index=True),
    Column("policy", TEXT, nullable=False),
    Column("verdict", TEXT, nullable=False),
    Column("source", TEXT, nullable=False),
    Column("margin", Float),
    Column("by", TEXT, nullable=False),
    Column("at", TEXT, nullable=False),
)

# The rules behind those verdicts: a value on the wrong side of a cutoff, by how much.
REASONS = Table(
    "reasons",
    TABLES,
    Column("policy_id", TEXT, primary_key=True),
    Column("path", TEXT, primary_key=True, index=True),
    Column("metric", TEXT, primary_key=True),
    Column("direction", TEXT, primary_key=True),
    Column("verdict", TEXT, nullable=False),
    Column("value", Float, nullable=False),
    Column("cutoff", Float, nullable=False),
    Column("margin", Float, nullable=False),
)

# Facts from EXIF alone, and the mark that counts: views.
METADATA_VIEW = f"SELECT path, content_hash, width, height, {', '.join(EXIF_TYPES)} FROM photos"
MARKED_VIEW = (
    'SELECT path, mark, "by", how, "at" FROM marks '
    "WHERE id IN (SELECT MAX(id) FROM marks GROUP BY path) AND mark IS NOT NULL"
)
VIEWS = {"metadata": METADATA_VIEW, "marked": MARKED_VIEW}

# Who works with the catalog, and what each may do: see `culling.users`.
USERS = Table(
    "users",
    COMMON,
    Column("name", TEXT, primary_key=True),
    Column("role", TEXT, nullable=False),
    Column("since", TEXT, nullable=False),
)
