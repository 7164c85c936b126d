"""Neighbours in a file beside the catalog: made when the vectors are not those it was made of, else read.

Rows are known by a hash of their vector, so that renamed photos change nothing, and photos that were added are
compared with the others instead of all with all. The file may be deleted at any time.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

from culling.errors import CullingError
from culling.files import write_whole
from culling.forest import Forest, of_edges
from culling.neighbours import (
    DECIMALS,
    EXACT_UP_TO,
    NEIGHBOURS,
    Floats,
    Neighbours,
    Vectors,
    distance,
    find_neighbours,
    unit_length,
)

VERSION = 1
_FOREST = 2  # the forest of 1 or 2 samples is kept as well: it is the one that groups are made of
_FEW = 20  # up to a 20th of all photos are added to what is known; more are quicker to do anew
_CHUNK = 64

Ids = NDArray[np.uint64]


def kept_neighbours(
    file: Path, vectors: Vectors, paths: Sequence[str] = (), k: int = NEIGHBOURS, exact_up_to: int = EXACT_UP_TO
) -> Neighbours:
    """`find_neighbours(vectors, k, paths)`, from `file` where it was made of these vectors; else it is made anew.

    Where photos were only added, few and exactly compared, they alone are compared. A file that cannot be written
    is left out.
    """
    unit = unit_length(vectors)
    rows = np.flatnonzero(~np.isnan(unit[:, 0])) if unit.shape[1] else np.zeros(0, np.int64)
    ids = row_ids(unit[rows])
    order = np.argsort(ids, kind="stable")
    rows, ids = rows[order], ids[order]
    known = _read(file, k)
    if known is None or not np.array_equal(known[0], ids):
        found = _extended(known, ids, unit[rows], exact_up_to) or find_neighbours(unit[rows], k, (), exact_up_to)
        with suppress(CullingError):
            write_whole(file, _packed(ids, found))
    else:
        found = known[1]
    return _spread(found, rows, unit, paths)


def row_ids(unit: Floats) -> Ids:
    """One number per vector, the same for the same numbers."""
    return np.array([xxhash.xxh3_64_intdigest(row.data) for row in np.ascontiguousarray(unit)], np.uint64)


def _spread(found: Neighbours, rows: NDArray[np.int64], unit: Floats, paths: Sequence[str]) -> Neighbours:
    """From rows in order of their ids to those that were asked for, photos without a vector among them."""
    places = np.full((len(unit), found.k), -1, np.int32)
    distances = np.full((len(unit), found.k), np.inf, np.float32)
    if len(rows):
        places[rows] = np.where(found.places >= 0, rows[found.places], -1)
        distances[rows] = found.distances
    forests = {_FOREST: found.forest(_FOREST).renamed(rows)}
    return Neighbours(places, distances, unit, found.exact, paths, forests)


def _packed(ids: Ids, found: Neighbours) -> bytes:
    forest = found.forest(_FOREST)
    file = io.BytesIO()
    np.savez(
        file,
        about=np.array([VERSION, found.exact]),
        ids=ids,
        places=found.places,
        distances=found.distances,
        first=forest.first,
        second=forest.second,
        lengths=forest.lengths,
    )
    return file.getvalue()


def _read(file: Path, k: int) -> tuple[Ids, Neighbours] | None:
    """None when the file is missing, torn (every part has a checksum), of another version or another `k`."""
    try:
        with np.load(io.BytesIO(file.read_bytes()), allow_pickle=False) as parts:
            held: dict[str, NDArray[Any]] = {name: parts[name] for name in parts.files}
        version, exact = held["about"].tolist()
        shape = (len(held["ids"]), k)
        if version != VERSION or held["places"].shape != shape or held["distances"].shape != shape:
            return None
        forest = Forest(held["first"], held["second"], held["lengths"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    nothing = np.zeros((shape[0], 0), np.float32)
    return held["ids"], Neighbours(held["places"], held["distances"], nothing, bool(exact), (), {_FOREST: forest})


def _extended(known: tuple[Ids, Neighbours] | None, ids: Ids, unit: Floats, exact_up_to: int) -> Neighbours | None:
    """What is known, with the photos that were added; None where more than that has changed, or much was added."""
    if known is None or not known[1].exact or len(ids) > exact_up_to:
        return None
    old = _places_of(known[0], ids)
    if old is None or len(ids) - len(old) > len(ids) // _FEW:
        return None
    added = np.setdiff1d(np.arange(len(ids)), old)
    places, distances = _lists(known[1], old, added, unit)
    forest = known[1].forest(_FOREST).renamed(old)
    for start in range(0, len(added), _CHUNK):
        forest = _grown(forest, added[start : start + _CHUNK], unit)
    return Neighbours(places, distances, unit, True, (), {_FOREST: forest})


def _places_of(before: Ids, now: Ids) -> NDArray[np.int64] | None:
    """Where each of the ids before stands among those of now, both ascending; None when one is gone."""
    nth = np.arange(len(before)) - np.searchsorted(before, before)  # copies: the first, the second, …
    places = np.searchsorted(now, before) + nth
    if (places >= len(now)).any() or (now[places] != before).any():
        return None
    return np.asarray(places, np.int64)


def _lists(
    known: Neighbours, old: NDArray[np.int64], added: NDArray[np.int64], unit: Floats
) -> tuple[NDArray[np.int32], Floats]:
    """Old lists with added photos that are nearer than what they hold, and the added photos' own."""
    count, k = len(unit), known.k
    places = np.full((count, k), -1, np.int32)
    distances = np.full((count, k), np.inf, np.float32)
    old_places = np.where(known.places >= 0, old[known.places], -1).astype(np.int32)
    old_distances = known.distances
    for start in range(0, len(added), _CHUNK):
        new = added[start : start + _CHUNK]
        apart = distance(unit, unit[new])
        apart[new, np.arange(len(new))] = np.inf
        near = np.argsort(apart, axis=0, kind="stable")[: min(k, count - 1)].T
        every_place = np.concatenate([old_places, np.tile(new.astype(np.int32), (len(old), 1))], axis=1)
        every_distance = np.concatenate([old_distances, apart[old]], axis=1)
        best = np.argsort(every_distance, axis=1, kind="stable")[:, :k]
        old_places, old_distances = (np.take_along_axis(every, best, axis=1) for every in (every_place, every_distance))
        for place, nearest in zip(new, near, strict=True):
            places[place, : len(nearest)] = nearest
            distances[place, : len(nearest)] = apart[nearest, np.searchsorted(new, place)]
    places[old], distances[old] = old_places, old_distances
    places[np.isinf(distances)] = -1
    return places, distances


def _grown(forest: Forest, new: NDArray[np.int64], unit: Floats) -> Forest:
    """A link that was not needed before is not needed with more photos either: only theirs are looked at."""
    count = len(unit)
    apart = distance(unit[new], unit)
    first = np.concatenate([forest.first, np.repeat(new, count)])
    second = np.concatenate([forest.second, np.tile(np.arange(count), len(new))])
    lengths = np.concatenate([forest.lengths, apart.ravel()])
    other = first != second
    found = of_edges(first[other], second[other], lengths[other], count)
    return Forest(found.first, found.second, np.round(found.lengths, DECIMALS))
