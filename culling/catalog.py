"""What is known of each photo of a folder: its row, its thumbnail, its human marks. A file, or a schema of a server."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd
import platformdirs
from sqlalchemy import select

from culling.database import Database, Who
from culling.errors import CullingError
from culling.folders import folder_of, printable
from culling.kept.decisions import KeptDecisions
from culling.kept.gains import KeptGains
from culling.kept.groups import KeptGroups
from culling.kept.labels import KeptLabels
from culling.kept.learned import KeptLearned
from culling.kept.marks import KeptMarks
from culling.kept.photos import TABLE_COLUMNS, KeptPhotos
from culling.kept.projection import KeptProjection
from culling.kept.table import photo_rows
from culling.kept.users import KeptUsers
from culling.kept.vectors import KeptVectors
from culling.metrics import PARTS
from culling.schema import META
from culling.shared.patience import patient
from culling.shared.where import Server, Where, parse_where
from culling.statements import replace
from culling.users import LOCAL, Role, User

TEXT_COLUMNS = ("content_hash", "perceptual_hash", "taken_at", "camera", "lens", "tags", "error", "mark")


def catalog_path(folder: Path) -> Path:
    """Where a folder's catalog lives: the user's data directory, never the photo folder."""
    return platformdirs.user_data_path("culling", appauthor=False) / "catalogs" / f"{shoot_name(folder)}.sqlite"


def shoot_name(folder: Path) -> str:
    """The folder's name, and a digest of where it is."""
    resolved = str(folder.resolve())
    digest = hashlib.sha256(resolved.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in folder.resolve().name)[:40]
    return f"{safe or 'folder'}-{digest}"


def _open(folder: Path, where: Path | Server | None, user: Who, make: bool) -> Database:
    if isinstance(where, Server):
        from culling.shared.server import ServerDatabase  # here, since most catalogs are files

        return ServerDatabase(where.of_shoot(shoot_name(folder)), printable(folder), user, make)
    path = where or catalog_path(folder)
    if not make and not path.is_file():
        raise CullingError(f"nothing is known of {printable(folder)}; scan it first: culling scan FOLDER")
    return Database(path, user)


@patient
class Catalog(
    KeptPhotos,
    KeptMarks,
    KeptGroups,
    KeptVectors,
    KeptProjection,
    KeptLabels,
    KeptLearned,
    KeptGains,
    KeptDecisions,
    KeptUsers,
):
    """Rows, thumbnails and marks of one folder; safe from several threads, several processes and several people.

    Args:
        folder: the photo folder.
        where: an SQLite file, by default `catalog_path(folder)`; or `postgresql://…/database?shoot=NAME`, by default
            the shoot of the folder's name and place.
        user: who reads and writes, or what tells who it is at that moment.
        make: whether a catalog that is not there yet is made.

    Attributes:
        path: the file; of a catalog on a server, the place of what is worked out from it here.

    Raises:
        CullingError: the catalog is damaged, from a newer version, cannot be written or reached; it is left as it was.
    """

    def __init__(self, folder: Path, where: Where = None, *, user: Who = LOCAL, make: bool = True) -> None:
        self.folder = folder_of(folder).resolve()
        self._database = _open(self.folder, parse_where(where), user, make)
        self.path = self._database.path
        if not self.shared:
            with self._database.write("view") as connection:
                replace(connection, META, [{"key": "folder", "value": printable(self.folder)}])

    @property
    def name(self) -> str:
        """Which catalog it is, for people; never a password."""
        return self._database.name

    @property
    def shared(self) -> bool:
        """Whether it is on a server, for several people and machines."""
        return self._database.shared

    @property
    def user(self) -> User:
        """Who reads and writes at this moment."""
        return self._database.user

    def signed(self, place: str) -> str:
        """What stands in the column `by`: the person, or the `place` where somebody works alone."""
        return place if self.user == LOCAL else self.user.name

    def used_by(self, user: Who) -> Self:
        """The same catalog in the hands of another person."""
        return self._with(self._database.used_by(user))

    def hurried(self, seconds: float) -> Self:
        """The same catalog for somebody who does not want to wait long for a server that is away."""
        return self._with(self._database.hurried(seconds))

    def check(self, needed: Role) -> None:
        """NotAllowedError unless the user may do what `needed` covers; for what is not written here."""
        with self._database.read() as connection:
            self._database.check(connection, needed)

    def _with(self, database: Database) -> Self:
        other = copy.copy(self)
        other._database = database
        return other

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; the catalog can be opened again."""
        self._database.close()

    def table(self) -> pd.DataFrame:
        """One row per photo, index `path`, sorted; facts, measures (float64, NaN where unknown), mark, error.

        Where a grouping was kept, `group`, `keeper` and `keeper_reason` as well, as `culling.group` gives them. Its
        `attrs["learned"]` is the SHA-256 of the marks that `p_keep` was learned from, "" for none.
        """
        table = photo_rows(self._database, TABLE_COLUMNS, TEXT_COLUMNS)
        table.insert(len(table.columns) - 1, "mark", self.marks().reindex(table.index).astype(object))
        table.attrs["learned"] = self.learned_sha256()
        return self.with_groups(table)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The parts of `PARTS` that scans of this folder leave out."""
        with self._database.read() as connection:
            said = connection.execute(select(META.c.value).where(META.c.key == "left_out")).scalar()
        return tuple(part for part in PARTS if part in (said or "").split(","))

    def leave_out(self, parts: Collection[str]) -> None:
        """Let scans of this folder leave these parts out from now on; what was measured of them stays."""
        with self._database.write() as connection:
            replace(connection, META, [{"key": "left_out", "value": ",".join(parts)}])
