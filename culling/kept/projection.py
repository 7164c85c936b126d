"""The map of a folder in a file beside the catalog: laid out once, then read; photos that came since are put on it.

Rows are known by a hash of their vector, so that renamed photos stay where they are. The file may be deleted at any
time; one that is torn, foreign or of another network is as good as none.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np
import xxhash
from numpy.typing import NDArray
from sqlalchemy import select

from culling import vectors
from culling.database import Database
from culling.embed import Vector, network_sha256
from culling.errors import CullingError
from culling.files import write_whole
from culling.schema import PHOTOS

if TYPE_CHECKING:
    from culling.neighbours import Floats, Neighbours
    from culling.projection import Projection
    from culling.projection.projection import Kind

_MAGIC = b"culling map 1\n\0\0"
_DIGEST = 16

Ids = NDArray[np.uint64]


class _Held(NamedTuple):
    """What the file holds: a point and whether it was placed later, by the hash of the vector, ascending."""

    kind: Kind
    ids: Ids
    points: Floats
    placed: NDArray[np.bool_]


class KeptProjection:
    """The part of a `Catalog` that knows of the map."""

    path: Path
    _database: Database

    if TYPE_CHECKING:

        def vectors(self, paths: Iterable[str], network: str | None = None) -> Vector: ...

        def neighbours(self) -> Neighbours: ...

    def projection(self) -> Projection | None:
        """The map that was kept for the network of today, in the order of `table()`; NaN for photos without vector.

        Photos that are new since it was kept are put beside those they look like, and stay there from then on.

        Returns:
            None where no map was kept, or it is out of date: fewer than half of its photos are left, or fewer than
            half of the photos there are now were laid out on it.
        """
        from culling.projection import Projection, place  # here, since SciPy slows every start of the program

        network = network_sha256()
        file = vectors.file_beside(self.path, "map", network)
        held = _read(file, network)
        if held is None:
            return None
        with self._database.read() as connection:
            paths = connection.execute(select(PHOTOS.c.path).order_by(PHOTOS.c.path)).scalars().all()
        unit = self.vectors(paths)
        found = _found(held, unit)
        if found is None:
            return None
        points, placed = found
        new = np.isnan(points[:, 0]) & ~np.isnan(unit[:, 0])
        near = self.neighbours() if new.any() else None
        if near is not None and list(near.paths) == list(paths):  # else a scan goes on: they are put there next time
            points, placed = place(points, near), placed | new
            with suppress(CullingError):  # a full or closed disk: they are put there again next time
                write_whole(file, _packed(held.kind, network, unit, points, placed))
        return Projection(points, held.kind, placed, paths)

    def keep_projection(self, projection: Projection) -> None:
        """Keep a map for the network of today, in place of the one kept before.

        Raises:
            CullingError: the file beside the catalog cannot be written.
        """
        network = network_sha256()
        unit = self.vectors(projection.paths)
        data = _packed(projection.kind, network, unit, projection.points, projection.placed)
        write_whole(vectors.file_beside(self.path, "map", network), data)


def _found(held: _Held, unit: Vector) -> tuple[Floats, NDArray[np.bool_]] | None:
    """Points of the photos that are there now, NaN for new ones, and whether they were placed; None: out of date."""
    usable = np.flatnonzero(~np.isnan(unit[:, 0]))
    ids, order = _ids(unit[usable])
    rows = usable[order]
    places = np.searchsorted(held.ids, ids) + _nth(ids)
    known = places < len(held.ids)
    known[known] = held.ids[places[known]] == ids[known]
    places, at = places[known], rows[known]
    laid_out = int((~held.placed[places]).sum())
    if not laid_out or laid_out * 2 < max(len(rows), int((~held.placed).sum())):
        return None
    points = np.full((len(unit), 2), np.nan, np.float32)
    placed = np.zeros(len(unit), np.bool_)
    points[at], placed[at] = held.points[places], held.placed[places]
    return points, placed


def _ids(unit: Vector) -> tuple[Ids, NDArray[np.int64]]:
    """The hash of each vector, ascending, and which row it is of."""
    from culling.kept.neighbours import row_ids

    ids = row_ids(unit)
    order = np.argsort(ids, kind="stable")
    return ids[order], order.astype(np.int64)


def _nth(ids: Ids) -> NDArray[np.int64]:
    """Of copies the first, the second, …, so that each has its own point."""
    return np.arange(len(ids)) - np.searchsorted(ids, ids)


def _packed(kind: Kind, network: str, unit: Vector, points: Floats, placed: NDArray[np.bool_]) -> bytes:
    rows = np.flatnonzero(~np.isnan(unit[:, 0]) & np.isfinite(points).all(axis=1))
    ids, order = _ids(unit[rows])
    rows = rows[order]
    about = np.array([kind, network])
    file = io.BytesIO()
    np.savez(file, about=about, ids=ids, points=points[rows].astype(np.float32), placed=placed[rows])
    return _MAGIC + xxhash.xxh3_128_digest(file.getvalue()) + file.getvalue()


def _read(file: Path, network: str) -> _Held | None:
    """None when the file is missing, torn or altered, of another version or another network."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    start = len(_MAGIC) + _DIGEST
    body = data[start:]
    if not data.startswith(_MAGIC) or data[len(_MAGIC) : start] != xxhash.xxh3_128_digest(body):
        return None
    with np.load(io.BytesIO(body), allow_pickle=False) as parts:
        kind, made_of = parts["about"].tolist()
        if made_of != network:
            return None
        return _Held(cast("Kind", kind), parts["ids"], parts["points"], parts["placed"])
