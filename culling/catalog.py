"""What is known of each photo of a folder: its row, its thumbnail, its human marks. One SQLite file per folder."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
import pandas as pd
import platformdirs
import simplejpeg
from sqlalchemy import func, select

from culling import vectors
from culling.database import Database, number_of
from culling.decoding.pixels import Pixels
from culling.embed import EMBEDDING_SIZE, Vector, network_sha256
from culling.kept_gains import KeptGains
from culling.kept_groups import KeptGroups, content_hashes
from culling.kept_labels import KeptLabels, rename_drawn
from culling.kept_learned import KeptLearned
from culling.kept_projection import KeptProjection
from culling.marks import check_mark
from culling.metrics import METRIC_NAMES, PARTS
from culling.schema import EXIF_TYPES, FILE_COLUMNS, GROUPED, KEEPERS, LABELS, MARKS, META, PHOTOS, RECIPES, THUMBNAILS
from culling.vectors import Key

if TYPE_CHECKING:
    from culling.neighbours import Neighbours

TABLE_COLUMNS = (*FILE_COLUMNS, *EXIF_TYPES, *METRIC_NAMES, "tags", "error")
TEXT_COLUMNS = ("content_hash", "perceptual_hash", "taken_at", "camera", "lens", "tags", "error", "mark")


class Stamp(NamedTuple):
    """What tells whether a file is still the one that was measured."""

    file_bytes: int
    mtime_ns: int
    content_hash: str | None
    recipe: str
    embedded: bool = True


def catalog_path(folder: Path) -> Path:
    """Where a folder's catalog lives: the user's data directory, never the photo folder."""
    resolved = str(folder.resolve())
    digest = hashlib.sha256(resolved.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in folder.resolve().name)[:40]
    return platformdirs.user_data_path("culling", appauthor=False) / "catalogs" / f"{safe or 'folder'}-{digest}.sqlite"


class Catalog(KeptGroups, KeptProjection, KeptLabels, KeptLearned, KeptGains):
    """Rows, thumbnails and marks of one folder; safe from several threads and several processes.

    Args:
        folder: the photo folder.
        path: the SQLite file; by default `catalog_path(folder)`.

    Raises:
        CullingError: the file is damaged, from a newer version, or cannot be written; it is left as it was.
    """

    def __init__(self, folder: Path, path: Path | None = None) -> None:
        self.folder = Path(folder).resolve()
        self.path = Path(path) if path else catalog_path(self.folder)
        self._database = Database(self.path)
        with self._database.write() as connection:
            connection.execute(META.delete().where(META.c.key == "folder"))
            folder_text = str(self.folder).encode("utf-8", "backslashreplace").decode()
            connection.execute(META.insert().values(key="folder", value=folder_text))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; the catalog can be opened again."""
        self._database.close()

    # -- rows ---------------------------------------------------------------------------------------------------

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

    def save(
        self,
        rows: Sequence[Mapping[str, Any]],
        recipe: str,
        thumbnails: Mapping[str, bytes],
        embedded: Mapping[Key, Vector] | None = None,
    ) -> None:
        """Write whole rows (an absent key becomes empty), thumbnails by content hash, vectors: one transaction."""
        now = _now()
        with self._database.write() as connection:
            number = number_of(connection, RECIPES.c.text, recipe)
            full = [_complete(row) | {"recipe": number, "scanned_at": now} for row in rows]
            if full:
                connection.execute(PHOTOS.delete().where(PHOTOS.c.path.in_([row["path"] for row in full])))
                connection.execute(PHOTOS.insert(), full)
            if thumbnails:
                connection.execute(THUMBNAILS.delete().where(THUMBNAILS.c.content_hash.in_(list(thumbnails))))
                connection.execute(
                    THUMBNAILS.insert(),
                    [{"content_hash": key, "jpeg": jpeg} for key, jpeg in thumbnails.items()],
                )
            vectors.write(connection, embedded or {})

    def update(
        self,
        changes: Sequence[tuple[str, Mapping[str, Any]]],
        recipe: str,
        embedded: Mapping[Key, Vector] | None = None,
    ) -> None:
        """Change some columns of known rows, in one transaction, and note the recipe that gave them."""
        with self._database.write() as connection:
            number = number_of(connection, RECIPES.c.text, recipe)
            for path, values in changes:
                connection.execute(
                    PHOTOS.update().where(PHOTOS.c.path == path).values(**values, recipe=number, scanned_at=_now())
                )
            vectors.write(connection, embedded or {})

    def rename(self, moves: Iterable[tuple[str, str]]) -> None:
        """Give known rows their new paths; their marks, labels, samples, groups and choices go with them."""
        listed = list(moves)
        with self._database.write() as connection:
            rename_drawn(connection, dict(listed))
            for old, new in listed:
                connection.execute(PHOTOS.delete().where(PHOTOS.c.path == new))
                connection.execute(GROUPED.delete().where(GROUPED.c.path == new))
                for table in (PHOTOS, MARKS, GROUPED, KEEPERS, LABELS):
                    connection.execute(table.update().where(table.c.path == old).values(path=new))

    def forget(self, paths: Sequence[str]) -> None:
        """Drop the rows of files that are gone, and thumbnails and vectors that nobody has any more. Marks stay."""
        with self._database.write() as connection:
            for start in range(0, len(paths), 500):
                connection.execute(PHOTOS.delete().where(PHOTOS.c.path.in_(paths[start : start + 500])))
            shown = select(PHOTOS.c.content_hash).where(PHOTOS.c.content_hash.is_not(None))
            connection.execute(THUMBNAILS.delete().where(THUMBNAILS.c.content_hash.not_in(shown)))
            vectors.drop_unshown(connection)

    def table(self) -> pd.DataFrame:
        """One row per photo, index `path`, sorted; facts, measures (float64, NaN where unknown), mark, error.

        Where a grouping was kept, `group`, `keeper` and `keeper_reason` as well, as `culling.group` gives them. Its
        `attrs["learned"]` is the SHA-256 of the marks that `p_keep` was learned from, "" for none.
        """
        columns = [PHOTOS.c.path, *(PHOTOS.c[name] for name in TABLE_COLUMNS)]
        with self._database.read() as connection:
            rows = connection.execute(select(*columns).order_by(PHOTOS.c.path)).all()
        table = pd.DataFrame(rows, columns=["path", *TABLE_COLUMNS]).set_index("path")
        table.insert(len(table.columns) - 1, "mark", self.marks().reindex(table.index))
        table.attrs["learned"] = self.learned_sha256()
        return self.with_groups(table.astype({name: _column_type(name) for name in table.columns}))

    @property
    def left_out(self) -> tuple[str, ...]:
        """The parts of `PARTS` that scans of this folder leave out."""
        with self._database.read() as connection:
            said = connection.execute(select(META.c.value).where(META.c.key == "left_out")).scalar()
        return tuple(part for part in PARTS if part in (said or "").split(","))

    def leave_out(self, parts: Collection[str]) -> None:
        """Let scans of this folder leave these parts out from now on; what was measured of them stays."""
        with self._database.write() as connection:
            connection.execute(META.delete().where(META.c.key == "left_out"))
            connection.execute(META.insert().values(key="left_out", value=",".join(parts)))

    # -- vectors and groups --------------------------------------------------------------------------------------

    def vectors(self, paths: Iterable[str], network: str | None = None, size: int = EMBEDDING_SIZE) -> Vector:
        """Where photos lie among scenes: one unit vector a path, float32 (n, `size`), NaN for none.

        Photos that are unknown, unreadable or not embedded yet have none. Give `table.index` for the rows of a table.

        Args:
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
        from culling.kept_neighbours import kept_neighbours  # here, since SciPy slows every start of the program

        with self._database.read() as connection:
            paths = connection.execute(select(PHOTOS.c.path).order_by(PHOTOS.c.path)).scalars().all()
        file = vectors.file_beside(self.path, "neighbours", network_sha256())
        return kept_neighbours(file, self.vectors(paths), paths)

    # -- thumbnails and marks -----------------------------------------------------------------------------------

    def thumbnail(self, path: str) -> bytes | None:
        """The photo's JPEG thumbnail, long side 320 pixels; None when the photo is unknown or unreadable."""
        wanted = select(THUMBNAILS.c.jpeg).join(PHOTOS, PHOTOS.c.content_hash == THUMBNAILS.c.content_hash)
        with self._database.read() as connection:
            return connection.execute(wanted.where(PHOTOS.c.path == path)).scalar()

    def picture(self, path: str) -> Pixels | None:
        """The thumbnail's pixels, RGB uint8; None when the photo is unknown or unreadable."""
        jpeg = self.thumbnail(path)
        return None if jpeg is None else np.asarray(simplejpeg.decode_jpeg(jpeg, "RGB"), np.uint8)

    def set_mark(self, path: str, mark: str | None, *, by: str = "user", how: str = "seen") -> None:
        """Write a human mark at once (None takes it back). What was marked before stays in the history."""
        self.set_marks([(path, mark)], by=by, how=how)

    def set_marks(self, marks: Sequence[tuple[str, str | None]], *, by: str = "user", how: str = "seen") -> None:
        """Write many marks in their order, all or none.

        Raises:
            ValueError: an unknown mark, or a photo that is not in the catalog.
        """
        for _, mark in marks:
            check_mark(mark)
        with self._database.write() as connection:
            contents = content_hashes(connection, {path for path, _ in marks})
            given = {"by": by, "how": how, "at": _now()}
            rows = [{"path": path, "content_hash": contents[path], "mark": mark, **given} for path, mark in marks]
            if rows:
                connection.execute(MARKS.insert(), rows)

    def latest_mark(self) -> int:
        """A number that grows with every mark that anybody sets, in this process or another one."""
        with self._database.read() as connection:
            return int(connection.execute(select(func.max(MARKS.c.id))).scalar() or 0)

    def marks(self) -> pd.Series[str]:
        """The present mark per path; photos without a mark are absent."""
        last = select(func.max(MARKS.c.id)).group_by(MARKS.c.path)
        with self._database.read() as connection:
            rows = connection.execute(
                select(MARKS.c.path, MARKS.c.mark).where(MARKS.c.id.in_(last), MARKS.c.mark.is_not(None))
            ).all()
        return pd.Series({row.path: row.mark for row in rows}, dtype=object, name="mark").rename_axis("path")

    def mark_history(self) -> pd.DataFrame:
        """Every mark ever set, oldest first: path, content_hash, mark, by, how, at (UTC)."""
        names = ["path", "content_hash", "mark", "by", "how", "at"]
        with self._database.read() as connection:
            rows = connection.execute(select(*(MARKS.c[name] for name in names)).order_by(MARKS.c.id)).all()
        return pd.DataFrame(rows, columns=names, dtype=object)


def _complete(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in ("path", *TABLE_COLUMNS)}


def _column_type(name: str) -> type:
    if name in TEXT_COLUMNS:
        return object
    return int if name in ("file_bytes", "mtime_ns") else float


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
