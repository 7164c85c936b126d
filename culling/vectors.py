"""Vectors of photos, kept by content and by network: in the catalog for safety, in a file beside it for speed.

The catalog's table is the record: a vector is written in the transaction of its photo's row, so that both are there
or neither, whoever else writes. The file is made from it when somebody asks, and loaded by memory map: it carries
the number of changes that it was made at and a checksum, so that one that is old, torn or altered is made anew.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import xxhash
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from culling.database import Database
from culling.errors import CullingError
from culling.files import write_whole
from culling.schema import META, NETWORKS, PHOTOS, VECTORS
from culling.statements import number_of, replace

STORED = np.dtype("<f2")  # 3 digits: cosines of 1,346 photos are off by 0.00014 at most
CHANGES = "vector_changes"
_HASH = np.dtype("S32")
_MAGIC = b"culling vectors 1\n\0\0\0\0\0\0"
_HEADER = struct.Struct("<24sqqq16s")  # magic, changes, rows, size, checksum of all that follows
_SHORT = 12  # hex digits of the network's SHA-256 in the file's name


class Key(NamedTuple):
    """What a vector belongs to: `network` by its SHA-256, the photo by its content hash."""

    network: str
    content_hash: str


@dataclass(frozen=True, eq=False)
class Stored:
    """All vectors of one network: `vectors` float16 (n, size) in the order of `contents`, which ascend."""

    contents: NDArray[np.bytes_]
    vectors: NDArray[np.float16]

    def rows(self, contents: list[str | None]) -> NDArray[np.float32]:
        """One vector per content hash, float32 (n, size) of unit length; NaN where there is none."""
        wanted = np.array([text.encode() if text and text.isascii() else b"" for text in contents], _HASH)
        found = np.full((len(wanted), self.vectors.shape[1]), np.nan, np.float32)
        if len(self.contents):
            places = np.searchsorted(self.contents, wanted).clip(max=len(self.contents) - 1)
            known = self.contents[places] == wanted
            found[known] = self.vectors[places[known]]
        return _unit(found)


def write(connection: Connection, vectors: Mapping[Key, NDArray[np.floating[Any]]]) -> None:
    """Keep vectors, in place of those that the same network gave the same contents before."""
    if not vectors:
        return
    numbers = {
        network: number_of(connection, NETWORKS.c.sha256, network) for network in {key.network for key in vectors}
    }
    rows = [
        {"network": numbers[key.network], "content_hash": key.content_hash, "vector": vector.astype(STORED).tobytes()}
        for key, vector in vectors.items()
        if np.isfinite(vector).all()
    ]
    if rows:
        replace(connection, VECTORS, rows)
        _count_change(connection)


def contents(connection: Connection, network: str) -> set[str]:
    """Content hashes that have a vector of the network."""
    number = select(NETWORKS.c.id).where(NETWORKS.c.sha256 == network).scalar_subquery()
    return set(connection.execute(select(VECTORS.c.content_hash).where(VECTORS.c.network == number)).scalars())


def drop_unshown(connection: Connection) -> None:
    """Drop the vectors of contents that no photo of the catalog has."""
    shown = select(PHOTOS.c.content_hash).where(PHOTOS.c.content_hash.is_not(None))
    if connection.execute(VECTORS.delete().where(VECTORS.c.content_hash.not_in(shown))).rowcount:
        _count_change(connection)


def load(database: Database, network: str, size: int) -> Stored:
    """All vectors of a network, by memory map; the file beside the catalog is made when it is not the present one."""
    with database.read() as connection:
        changes = _changes(connection)
        path = vector_file(database.path, network)
        stored = _read(path, changes, size)
        if stored is None:
            stored = _from_catalog(connection, network, size)
            with suppress(CullingError):  # a full or closed disk: it works without the file, only slower
                write_whole(path, _packed(stored, changes))
    return stored


def vector_file(catalog: Path, network: str) -> Path:
    """Where the vectors of a network lie beside the catalog; the file may be deleted at any time."""
    return file_beside(catalog, "vectors", network)


def file_beside(catalog: Path, what: str, network: str) -> Path:
    """What is worked out from a catalog and a network lies beside the catalog, under both names."""
    return catalog.with_name(f"{catalog.name}.{what}-{network[:_SHORT]}")


def _from_catalog(connection: Connection, network: str, size: int) -> Stored:
    number = select(NETWORKS.c.id).where(NETWORKS.c.sha256 == network).scalar_subquery()
    wanted = (
        select(VECTORS.c.content_hash, VECTORS.c.vector)
        .where(VECTORS.c.network == number, func.length(VECTORS.c.vector) == size * STORED.itemsize)
        .order_by(VECTORS.c.content_hash)
    )
    rows = connection.execute(wanted).all()
    vectors = np.frombuffer(b"".join(row.vector for row in rows), STORED).reshape(-1, size)
    return Stored(np.array([row.content_hash.encode() for row in rows], _HASH), vectors)


def _packed(stored: Stored, changes: int) -> bytes:
    body = stored.vectors.tobytes() + stored.contents.tobytes()
    count, size = stored.vectors.shape
    return _HEADER.pack(_MAGIC, changes, count, size, xxhash.xxh3_128_digest(body)) + body


def _read(path: Path, changes: int, size: int) -> Stored | None:
    """The file's vectors; None when it is missing, of another state of the catalog, torn or altered."""
    try:
        data = np.memmap(path, np.uint8, mode="r")
    except (OSError, ValueError):  # ValueError: empty
        return None
    if len(data) < _HEADER.size:
        return None
    magic, made_at, count, found_size, checksum = _HEADER.unpack(data[: _HEADER.size].tobytes())
    body = data[_HEADER.size :]
    if (magic, made_at, found_size) != (_MAGIC, changes, size):
        return None
    middle = count * size * STORED.itemsize
    if len(body) != middle + count * _HASH.itemsize or xxhash.xxh3_128_digest(body.data) != checksum:
        return None
    return Stored(body[middle:].view(_HASH), body[:middle].view(STORED).reshape(count, size))


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Float16 leaves lengths of 1 ± 0.0005; rows without a direction are NaN."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(length > 0, vectors / length, np.float32(np.nan))


def _changes(connection: Connection) -> int:
    """How often vectors were written or dropped; never the same again for other vectors."""
    return int(connection.execute(select(META.c.value).where(META.c.key == CHANGES)).scalar() or 0)


def _count_change(connection: Connection) -> None:
    replace(connection, META, [{"key": CHANGES, "value": str(_changes(connection) + 1)}])
