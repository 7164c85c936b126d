"""From everything that was ever said to one label per photo, ready for comparison."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.judge import text_codes
from culling.labels.label import HOWS, LABELS, Draw
from culling.labels.truth import Truth
from culling.labels.weights import weigh

_NONE = -1
Codes = NDArray[np.int64]


def collect(
    table: pd.DataFrame, history: pd.DataFrame, draws: Mapping[int, Draw], hows: Collection[str] = HOWS
) -> Truth:
    """One label per photo of the table: the last one that was given in the way that counts most, see `HOWS`.

    Of several people the one who spoke last counts; who takes a label back takes only their own back. Photos that were
    drawn at random have weights (see `weigh`). Contradictions, photos that are gone and what the labels cannot tell of
    are in the notes.

    Args:
        table: the folder's photos.
        history: `Catalog.label_history()`.
        draws: `Catalog.draws()`: what makes weights of the labels.
        hows: only labels that were given in these ways.
    """
    counting = history[history["how"].isin(list(hows)).to_numpy() & ~history["repeat"].to_numpy().astype(bool)]
    codes, distinct = pd.factorize(counting["path"])
    rows = table.index.get_indexer(pd.Index(distinct, dtype=object))[codes] if len(codes) else codes
    said = _Said.of(counting, codes, rows).last("photo", "how", "by")
    told = said.where(said.label != _NONE).last("photo", "how")
    best = told.best()
    errors, _ = text_codes(table, "error")
    there = best.where(best.row >= 0)
    there = there.taken(np.argsort(there.row))
    weighed = weigh(there.row, _drawn(counting, rows, draws), draws, table.index, errors < 0)
    notes = (*_gone(len(best.row) - len(there.row)), *_contradictions(said, told), *weighed.notes)
    paths = tuple(str(path) for path in table.index[there.row])
    ways = tuple(HOWS[how] for how in there.how.tolist())
    keep = there.label == LABELS.index("keep")
    return Truth(paths, there.row, keep, weighed.weights, ways, weighed.sampled, notes)


@dataclass(frozen=True, eq=False)
class _Said:
    """What was said, oldest first, in numbers: of which photo, in which row of the table (−1 gone), how, by whom."""

    photo: Codes
    row: Codes
    how: Codes
    by: Codes
    label: Codes

    @staticmethod
    def of(history: pd.DataFrame, photos: Codes, rows: Codes) -> _Said:
        people, _ = pd.factorize(history["by"])
        parts = photos, rows, _places(history["how"], HOWS), people, _places(history["label"], LABELS)
        return _Said(*(part.astype(np.int64) for part in parts))

    def where(self, chosen: NDArray[np.bool_]) -> _Said:
        return self.taken(np.flatnonzero(chosen))

    def taken(self, places: Codes) -> _Said:
        return _Said(*(part[places] for part in (self.photo, self.row, self.how, self.by, self.label)))

    def last(self, *names: str) -> _Said:
        """The last of those that are alike in these."""
        key = self._key(names)
        _, back = np.unique(key[::-1], return_index=True)
        return self.taken(np.sort(len(key) - 1 - back))

    def best(self) -> _Said:
        """One for each photo: the way that counts most."""
        ordered = self.taken(np.argsort(-self.how, kind="stable"))
        return ordered.last("photo")

    def differing(self, *names: str) -> set[int]:
        """The photos of the table of which, alike in these, both keep and reject was said."""
        inside = self.where((self.row >= 0) & (self.label != _NONE))
        key = inside._key(names)
        both = np.intersect1d(key[inside.label == 0], key[inside.label == 1])
        return set(inside.photo[np.isin(key, both)].tolist())

    def _key(self, names: tuple[str, ...]) -> Codes:
        """One number for those that are alike in these."""
        key = np.zeros(len(self.photo), np.int64)
        for name in names:
            part = getattr(self, name)
            key = key * (1 + part.max(initial=0)) + part
        return key


def _drawn(history: pd.DataFrame, rows: Codes, draws: Mapping[int, Draw]) -> dict[int, Codes]:
    """By number of the sample, the rows of the photos that were labelled in it and not taken back."""
    numbers = history["draw"].to_numpy(dtype=np.float64, na_value=np.nan)
    labelled = history["label"].notna().to_numpy()
    found = {}
    for number in draws:
        inside = np.flatnonzero((numbers == number) & (rows >= 0))
        kept, back = np.unique(rows[inside][::-1], return_index=True)
        found[number] = kept[labelled[inside][::-1][back]]
    return {number: kept for number, kept in found.items() if len(kept)}


def _gone(count: int) -> list[str]:
    return [f"{count:,} labelled photo{'s are' if count > 1 else ' is'} not in this folder."] if count else []


def _contradictions(said: _Said, told: _Said) -> list[str]:
    notes = []
    if many := len(said.differing("photo", "how")):
        notes.append(f"Of {_photos(many)} different people said different things: the last word counts.")
    if many := len(told.differing("photo")):
        notes.append(f"Of {_photos(many)} one thing was said blind, seen or imported, and another otherwise: blind "
                     "labels count before seen ones, and those before imported ones.")  # fmt: skip
    return notes


def _photos(number: int) -> str:
    return f"{number:,} photo{'s' if number > 1 else ''}"


def _places(column: pd.Series[str], names: tuple[str, ...]) -> Codes:
    """The place of each text among the names, −1 for none of them."""
    codes, distinct = pd.factorize(column)
    places = [names.index(text) if text in names else _NONE for text in distinct]
    return np.array([*places, _NONE], np.int64)[codes]
