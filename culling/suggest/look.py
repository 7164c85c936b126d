"""From a table to what may go: pure, the same table gives the same suggestions, 100,000 photos take about a second."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from culling.suggest.alike import Staying, duplicates, similar, staying
from culling.suggest.flaws import flawed, is_measured, unreadable
from culling.suggest.found import Found
from culling.suggest.kinds import KINDS
from culling.suggest.known import Bools, Ints, Known
from culling.suggest.settings import Suggestions

_MEASURED = [kind for kind in KINDS if kind.name in ("shaky", "dark", "eyes closed", "screenshot")]


@dataclass(frozen=True, eq=False)
class Suggested:
    """What may go, and what was left out.

    Attributes:
        rows: as `suggest` returns them.
        held: the same of photos that stay since they are the last of their group.
        unmeasured: names of kinds of which the photos tell nothing: no such measure, no groups.
    """

    rows: pd.DataFrame
    held: pd.DataFrame
    unmeasured: tuple[str, ...]


def suggest(table: pd.DataFrame, settings: Suggestions | None = None, *, chosen: Collection[str] = ()) -> pd.DataFrame:
    """Which photos may go, why, and how sure that is: one row for each photo and kind.

    Never suggested are photos that a person marked keep or must-have or chose as a keeper; of the copies of a file
    one always stays, and of a group one whose only other ones are suggested, by whatever kind, or marked reject.

    Args:
        table: one row per photo, index path, as `catalog.table()` has it; any column may be absent.
        settings: from where on photos are suggested.
        chosen: paths that a person chose as keepers: `catalog.chosen_keepers()`.

    Returns:
        Kind by kind as in `KINDS`, the surest first: `path`, `kind`, `why` (a sentence with the numbers), `sure`
        (0 … 1, what it counts says `Kind.surest`), `bytes` of the file, `stays` (path of the photo that stays in its
        place, "" where there is none), `done` (whether it is marked reject already).

    Raises:
        ValueError: a column holds what it cannot hold.
    """
    return look(table, settings, chosen=chosen).rows


def look(table: pd.DataFrame, settings: Suggestions | None = None, *, chosen: Collection[str] = ()) -> Suggested:
    """As `suggest`, with what was held back and what could not be asked."""
    settings = settings or Suggestions()
    known = Known(table, chosen)
    found = {kind.name: flawed(known, kind, settings) for kind in _MEASURED}
    found["unreadable"] = unreadable(known)
    stay = staying(known, _any_of(known, found))
    found["similar"] = similar(known, stay, lambda row: _flaws_of(row, found), settings)
    found["duplicate"] = duplicates(known, stay)
    told = {kind.name: found[kind.name].without(known.wanted) for kind in KINDS}
    last = _last_ones(known, stay, told)
    beside = stay.beside(known)
    rows, held = (_frame(known, told, left_out, beside) for left_out in (last, ~last))
    return Suggested(rows, held, _unmeasured(known, settings))


def space(rows: pd.DataFrame) -> tuple[int, int]:
    """(photos, bytes) that these suggestions would free, each photo once; what is marked already is left out."""
    left = rows[~rows["done"]].drop_duplicates("path")
    return len(left), int(left["bytes"].sum())


def _last_ones(known: Known, stay: Staying, told: dict[str, Found]) -> Bools:
    """Photos that stay in groups of which nothing else would be left."""
    gone = _any_of(known, told) | known.rejected
    safe = np.zeros(len(stay.of_group) + 1, np.bool_)
    safe[known.groups[~gone]] = True
    last = np.zeros(len(known), np.bool_)
    last[stay.of_group[~safe[:-1]]] = True
    return last & ~known.rejected


def _any_of(known: Known, found: dict[str, Found]) -> Bools:
    among = np.zeros(len(known), np.bool_)
    for one in found.values():
        among[one.rows] = True
    return among


def _flaws_of(row: int, found: dict[str, Found]) -> str:
    """What the measures say against a photo."""
    return "; ".join(found[kind.name].why(row) for kind in _MEASURED if row in found[kind.name].row_set)


def _unmeasured(known: Known, settings: Suggestions) -> tuple[str, ...]:
    lacking = {kind.name for kind in _MEASURED if not is_measured(known, kind, settings)}
    if "content_hash" not in known.table:
        lacking.add("duplicate")
    if "group" not in known.table:
        lacking.add("similar")
    return tuple(kind.name for kind in KINDS if kind.name in lacking)


def _frame(known: Known, told: Mapping[str, Found], left_out: Bools, beside: Ints) -> pd.DataFrame:
    """One row for each photo and kind, but for the photos left out."""
    place = np.empty(len(known), np.int64)
    place[known.by_path] = np.arange(len(known))
    parts = []
    for name, one in told.items():
        found = one.without(left_out)
        order = np.lexsort((place[found.rows], -found.sure))
        rows = found.rows[order]
        stays = np.where(found.stays[order] >= 0, found.stays[order], beside[rows])
        parts.append((rows, stays, found.sure[order], [name] * len(rows), [found.why(row) for row in rows.tolist()]))
    rows, stays, sure = (np.concatenate([part[column] for part in parts]) for column in range(3))
    return pd.DataFrame(
        {
            "path": _texts(known.paths[row] for row in rows.tolist()),
            "kind": _texts(name for part in parts for name in part[3]),
            "why": _texts(why for part in parts for why in part[4]),
            "sure": sure.astype(np.float64),
            "bytes": known.bytes[rows],
            "stays": _texts(known.paths[row] if row >= 0 else "" for row in stays.tolist()),
            "done": known.rejected[rows],
        }
    )


def _texts(texts: Iterable[str]) -> pd.Series:
    return pd.Series(list(texts), dtype=object)
