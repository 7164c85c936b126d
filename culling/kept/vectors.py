"""Where photos lie among scenes, in the catalog, and which are most like each other, beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from culling import vectors
from culling.database import Database
from culling.embed import EMBEDDING_SIZE, Vector, network_sha256
from culling.schema import PHOTOS
from culling.vectors import Key

if TYPE_CHECKING:
    from culling.neighbours import Neighbours


class KeptVectors:
    """The part of a `Catalog` that knows of vectors."""

    path: Path
    _database: Database

    def vectors(self, paths: Iterable[str], network: str | None = None, size: int = EMBEDDING_SIZE) -> Vector:
        """Where photos lie among scenes: one unit vector a path, float32 (n, `size`), NaN for none.

        Photos that are unknown, unreadable or not embedded yet have none. Give `table.index` for the rows of a table.

        Args:
            paths: of the photos.
            network: SHA-256 of the network whose vectors are wanted; None for that of today.
            size: of that network's vectors.
        """
        wanted = list(paths)
        with self._database.read() as connection:
            rows = connection.execute(select(PHOTOS.c.path, PHOTOS.c.content_hash)).all()
        contents = {row.path: row.content_hash for row in rows}
        stored = vectors.load(self._database, network_sha256() if network is None else network, size)
        return stored.rows([contents.get(path) for path in wanted])

    def keep_vectors(self, embedded: Mapping[Key, Vector]) -> None:
        """Write vectors of photos that are known already."""
        with self._database.write() as connection:
            vectors.write(connection, embedded)

    def neighbours(self) -> Neighbours:
        """The photos most like each photo, in the order of `table()`: read from beside the catalog, or made.

        Making them takes 4 s for 10,000 photos, 7 s for 20,000; where few were added since, they alone are compared.
        """
        from culling.kept.neighbours import kept_neighbours  # here, since SciPy slows every start of the program

        with self._database.read() as connection:
            paths = connection.execute(select(PHOTOS.c.path).order_by(PHOTOS.c.path)).scalars().all()
        file = vectors.file_beside(self.path, "neighbours", network_sha256())
        return kept_neighbours(file, self.vectors(paths), paths)
