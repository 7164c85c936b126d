"""What was found of a folder: as a table, kind by kind, and what space it would free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from culling.suggest.found import Found
from culling.suggest.known import Bools, Floats, Ints, Known


class Space(NamedTuple):
    """Photos, and the bytes of their files."""

    photos: int
    bytes: int


class Reason(NamedTuple):
    """One reason for which a photo may go; as in the columns of `suggest`."""

    kind: str
    why: str
    sure: float
    stays: str


@dataclass(frozen=True, eq=False)
class Suggested:
    """What may go, and what was left out.

    Attributes:
        known: the photos.
        told: what each kind found, held back or not, in the order of `KINDS`.
        last: photos that stay, whatever was found, since they are the last of their group.
        beside: of each photo the row that stays in its group, −1 where there is none.
        unmeasured: names of kinds of which the photos tell nothing: no such measure, no groups.
    """

    known: Known
    told: Mapping[str, Found]
    last: Bools
    beside: Ints
    unmeasured: tuple[str, ...]
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """As `suggest` returns them."""
        return self._table(self.told, self.last)

    @cached_property
    def held(self) -> pd.DataFrame:
        """The same of the photos that were held back."""
        return self._table(self.told, ~self.last)

    def of(self, kind: str) -> pd.DataFrame:
        """The rows of one kind."""
        if kind not in self._tables:
            self._tables[kind] = self._table({kind: self.told[kind]}, self.last)
        return self._tables[kind]

    def about(self, path: str) -> list[Reason]:
        """Every reason for which a photo may go, in the order of the kinds; none for one that is not suggested."""
        row = int(self.known.table.index.get_indexer(pd.Index([path], dtype=object))[0])
        if row < 0 or self.last[row]:
            return []
        reasons = []
        for kind, found in self.told.items():
            for place in np.flatnonzero(found.rows == row).tolist():
                stays = int(found.stays[place]) if found.stays[place] >= 0 else int(self.beside[row])
                named = self.known.paths[stays] if stays >= 0 else ""
                reasons.append(Reason(kind, found.why(row), float(found.sure[place]), named))
        return reasons

    def held_of(self, kind: str) -> int:
        """How many photos of one kind were held back."""
        return int(self.last[self.told[kind].rows].sum())

    def free(self, *kinds: str) -> Space:
        """What would be freed by these kinds, by all without a name: each photo once, none that is marked reject."""
        return self._space(kinds, ~self.last & ~self.known.rejected)

    def done(self, *kinds: str) -> Space:
        """The same of photos that are marked reject already."""
        return self._space(kinds, ~self.last & self.known.rejected)

    def _space(self, kinds: tuple[str, ...], counted: Bools) -> Space:
        among = any_of(self.known, [self.told[kind] for kind in kinds or self.told]) & counted
        return Space(int(among.sum()), int(self.known.bytes[among].sum()))

    def _table(self, told: Mapping[str, Found], left_out: Bools) -> pd.DataFrame:
        """One row for each photo and kind, but for the photos left out."""
        known, kinds, whys = self.known, list[str](), list[str]()
        parts: list[tuple[Ints, Ints, Floats]] = []
        for name, one in told.items():
            found = one.without(left_out)
            order = np.lexsort((known.places[found.rows], -found.sure))
            rows = found.rows[order]
            stays = np.where(found.stays[order] >= 0, found.stays[order], self.beside[rows])
            parts.append((rows, stays, found.sure[order]))
            kinds += [name] * len(rows)
            whys += [found.why(row) for row in rows.tolist()]
        rows, stays, sure = (np.concatenate(column) for column in zip(*parts, strict=True))
        return pd.DataFrame(
            {
                "path": _texts(known.paths[row] for row in rows.tolist()),
                "kind": _texts(kinds),
                "why": _texts(whys),
                "sure": sure.astype(np.float64),
                "bytes": known.bytes[rows],
                "stays": _texts(known.paths[row] if row >= 0 else "" for row in stays.tolist()),
                "done": known.rejected[rows],
            }
        )


def any_of(known: Known, found: Iterable[Found]) -> Bools:
    """The photos that any of these let go."""
    among = np.zeros(len(known), np.bool_)
    for one in found:
        among[one.rows] = True
    return among


def _texts(texts: Iterable[str]) -> pd.Series:
    return pd.Series(list(texts), dtype=object)
