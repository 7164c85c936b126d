"""From a table to what may go: pure, the same table gives the same suggestions, 100,000 photos take about a second."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from culling.neighbours import Vectors
from culling.suggest.alike import Staying, duplicates, similar, staying
from culling.suggest.flaws import flawed, is_measured, unreadable
from culling.suggest.found import Found
from culling.suggest.kinds import KINDS
from culling.suggest.known import Bools, Known
from culling.suggest.settings import Suggestions
from culling.suggest.suggested import Suggested, any_of

_MEASURED = [kind for kind in KINDS if kind.name in ("shaky", "dark", "eyes closed", "screenshot")]


def suggest(
    table: pd.DataFrame,
    settings: Suggestions | None = None,
    *,
    chosen: Collection[str] = (),
    vectors: Vectors | None = None,
) -> pd.DataFrame:
    """Which photos may go, why, and how sure that is: one row for each photo and kind.

    Never suggested are photos that a person marked keep or must-have or chose as a keeper; of the copies of a file
    one always stays, and of a group one whose only other ones are suggested, by whatever kind, or marked reject.

    Args:
        table: one row per photo, index path, as `catalog.table()` has it; any column may be absent.
        settings: from where on photos are suggested.
        chosen: paths that a person chose as keepers: `catalog.chosen_keepers()`.
        vectors: `catalog.vectors(table.index)`; without them similar photos are compared by light and dark alone.

    Returns:
        Kind by kind as in `KINDS`, the surest first: `path`, `kind`, `why` (a sentence with the numbers), `sure`
        (0 … 1, what it counts says `Kind.surest`), `bytes` of the file, `stays` (path of the photo that stays in its
        place, "" where there is none), `done` (whether it is marked reject already).

    Raises:
        ValueError: a column holds what it cannot hold, or the vectors are of other photos.
    """
    return look(table, settings, chosen=chosen, vectors=vectors).rows


def look(
    table: pd.DataFrame,
    settings: Suggestions | None = None,
    *,
    chosen: Collection[str] = (),
    vectors: Vectors | None = None,
) -> Suggested:
    """As `suggest`, with what was held back and what could not be asked.

    Args, Raises: `table`, `settings`, `chosen` and `vectors` as in `suggest`.
    """
    settings = settings or Suggestions()
    known = Known(table, chosen, vectors)
    found = {kind.name: flawed(known, kind, settings) for kind in _MEASURED}
    found["unreadable"] = unreadable(known)
    stay = staying(known, any_of(known, found.values()))
    found["similar"] = similar(known, stay, lambda row: _flaws_of(row, found), settings)
    found["duplicate"] = duplicates(known, stay)
    told = {kind.name: found[kind.name].without(known.wanted) for kind in KINDS}
    last = _last_ones(known, stay, told)
    return Suggested(known, told, last, stay.beside(known), _unmeasured(known, settings))


def space(rows: pd.DataFrame) -> tuple[int, int]:
    """(photos, bytes) that these suggestions would free, each photo once; what is marked already is left out."""
    left = rows[~rows["done"]].drop_duplicates("path")
    return len(left), int(left["bytes"].sum())


def _last_ones(known: Known, stay: Staying, told: dict[str, Found]) -> Bools:
    """Photos that stay in groups of which nothing else would be left."""
    gone = any_of(known, told.values()) | known.rejected
    safe = np.zeros(len(stay.of_group) + 1, np.bool_)
    safe[known.groups[~gone]] = True
    last = np.zeros(len(known), np.bool_)
    last[stay.of_group[~safe[:-1]]] = True
    return last & ~known.rejected


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
