"""The photos of a catalog: their rows, written whole or in part, renamed, dropped; and their thumbnails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import simplejpeg
from sqlalchemy import func, select

from culling import vectors
from culling.database import Database
from culling.decoding.pixels import Pixels
from culling.embed import Vector
from culling.kept.labels import rename_drawn
from culling.metrics import METRIC_NAMES
from culling.schema import (
    DECISIONS,
    EXIF_TYPES,
    FILE_COLUMNS,
    GROUPED,
    KEEPERS,
    LABELS,
    MARKS,
    PHOTOS,
    REASONS,
    RECIPES,
    TAGS,
    THUMBNAILS,
)
from culling.statements import add, now, number_of, one_of, replace
from culling.upgrade import write_tags
from culling.vectors import Key

TABLE_COLUMNS = (*FILE_COLUMNS, *EXIF_TYPES, *METRIC_NAMES, "tags", "error")


class Stamp(NamedTuple):
    """What tells whether a file is still the one that was measured."""

    file_bytes: int
    mtime_ns: int
    content_hash: str | None
    recipe: str
    embedded: bool = True


class KeptPhotos:
    """The part of a `Catalog` that knows of photos: their rows and thumbnails."""

    _database: Database

    def stamps(self, network: str = "") -> dict[str, Stamp]:
        """Per known path: size, time and content of the file that was measured, and by which recipe.

        Args:
            network: SHA-256 of the network that every readable photo should have a vector of; "" for none.
        """
        columns = (
            PHOTOS.c.path,
            PHOTOS.c.file_bytes,
            PHOTOS.c.mtime_ns,
            PHOTOS.c.content_hash,
            PHOTOS.c.recipe,
        )
        with self._database.read() as connection:
            recipes = {row.id: row.text for row in connection.execute(select(RECIPES))}
            rows = connection.execute(select(*columns)).all()
            embedded = {None} | vectors.contents(connection, network)
        return {
            row.path: Stamp(row[1], row[2], row[3], recipes.get(row.recipe, ""), not network or row[3] in embedded)
            for row in rows
        }

    def recipes(self) -> dict[str, int]:
        """By recipe, how many photos that can be read were measured by it; "" for those of whose nobody knows."""
        joined = PHOTOS.outerjoin(RECIPES, PHOTOS.c.recipe == RECIPES.c.id)
        counted = select(RECIPES.c.text, func.count()).select_from(joined).group_by(RECIPES.c.text)
        with self._database.read() as connection:
            rows = connection.execute(counted.where(PHOTOS.c.content_hash.is_not(None))).all()
        return {text or "": int(count) for text, count in rows}

    def save(
        self,
        rows: Sequence[Mapping[str, Any]],
        recipe: str,
        thumbnails: Mapping[str, bytes],
        embedded: Mapping[Key, Vector] | None = None,
    ) -> None:
        """Write whole rows (an absent key becomes empty), thumbnails by content hash, vectors: one transaction.

        Args:
            rows: by column name, `path` among them.
            recipe: which reader and measures gave them (see `culling.measure.recipe`).
            thumbnails: JPEG by content hash.
            embedded: vectors by content hash and network.
        """
        with self._database.write() as connection:
            at = now(connection)
            number = number_of(connection, RECIPES.c.text, recipe)
            full = [_complete(row) | {"recipe": number, "scanned_at": at} for row in rows]
            if full:
                connection.execute(
                    PHOTOS.delete().where(one_of(connection, PHOTOS.c.path, [row["path"] for row in full]))
                )
                add(connection, PHOTOS, full)
                write_tags(connection, {row["path"]: row["tags"] for row in full})
            if thumbnails:
                replace(connection, THUMBNAILS, [{"content_hash": of, "jpeg": it} for of, it in thumbnails.items()])
            vectors.write(connection, embedded or {})

    def update(
        self,
        changes: Sequence[tuple[str, Mapping[str, Any]]],
        recipe: str,
        embedded: Mapping[Key, Vector] | None = None,
    ) -> None:
        """Change some columns of known rows, in one transaction, and note the recipe that gave them.

        Args:
            changes: path, and its new values by column name.
            recipe: which reader and measures gave them (see `culling.measure.recipe`).
            embedded: vectors by content hash and network.
        """
        with self._database.write() as connection:
            number = number_of(connection, RECIPES.c.text, recipe)
            given = {"recipe": number, "scanned_at": now(connection)}
            for path, values in changes:
                connection.execute(PHOTOS.update().where(PHOTOS.c.path == path).values(**values, **given))
            write_tags(connection, {path: values["tags"] for path, values in changes if "tags" in values})
            vectors.write(connection, embedded or {})

    def rename(self, moves: Iterable[tuple[str, str]]) -> None:
        """Give known rows their new paths; their marks, labels, samples, groups and choices go with them."""
        listed = list(moves)
        with self._database.write() as connection:
            rename_drawn(connection, dict(listed))
            for old, new in listed:
                for table in (PHOTOS, GROUPED, TAGS, DECISIONS, REASONS):
                    connection.execute(table.delete().where(table.c.path == new))
                for table in (PHOTOS, MARKS, GROUPED, KEEPERS, LABELS, TAGS, DECISIONS, REASONS):
                    connection.execute(table.update().where(table.c.path == old).values(path=new))

    def forget(self, paths: Sequence[str]) -> None:
        """Drop the rows of files that are gone, and thumbnails and vectors that nobody has any more. Marks stay."""
        with self._database.write() as connection:
            for table in (PHOTOS, TAGS, DECISIONS, REASONS):
                connection.execute(table.delete().where(one_of(connection, table.c.path, paths)))
            shown = select(PHOTOS.c.content_hash).where(PHOTOS.c.content_hash.is_not(None))
            connection.execute(THUMBNAILS.delete().where(THUMBNAILS.c.content_hash.not_in(shown)))
            vectors.drop_unshown(connection)

    def thumbnail(self, path: str) -> bytes | None:
        """The photo's JPEG thumbnail, long side 320 pixels; None when the photo is unknown or unreadable."""
        wanted = select(THUMBNAILS.c.jpeg).join(PHOTOS, PHOTOS.c.content_hash == THUMBNAILS.c.content_hash)
        with self._database.read() as connection:
            return connection.execute(wanted.where(PHOTOS.c.path == path)).scalar()

    def picture(self, path: str) -> Pixels | None:
        """The thumbnail's pixels, RGB uint8; None when the photo is unknown or unreadable."""
        jpeg = self.thumbnail(path)
        return None if jpeg is None else np.asarray(simplejpeg.decode_jpeg(jpeg, "RGB"), np.uint8)


def _complete(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in ("path", *TABLE_COLUMNS)}
