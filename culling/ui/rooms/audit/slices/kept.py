"""What the part "slices" remembers: which rate, cut how, and which slice is looked into."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.audit.slicing.columns import Slicing, slicings
from culling.audit.slicing.slices import LEAST, RateName, Sliced, counted, slice_rates
from culling.judge import REJECT, UNJUDGED
from culling.ui.jobs import OpenFolder
from culling.ui.state import Session

Bools = NDArray[np.bool_]
Codes = NDArray[np.int64]
_NAME = "slices"

#: Which photos of a slice are shown, in words.
GALLERIES = {"rejected": "Rejected", "lost": "Lost keepers", "missed": "Missed rejects", "all": "All"}
#: What each rate is best understood by.
SHOWN_FIRST: dict[RateName, str] = {
    "rejected": "rejected",
    "wrong": "lost",
    "precision": "lost",
    "recall": "missed",
    "lost": "lost",
    "missed": "missed",
}


@dataclass
class Kept:
    """The part as one person left it.

    Attributes:
        rate: what is looked at.
        way: name of the slicing that is shown; "" before one was chosen.
        least: slices are tested from so many photos on.
        chosen: name of the slice of that slicing that is looked into; None for none.
        drawn: the slice that the chart was drawn with as the chosen one: it notes by itself what is clicked in it.
        picked: counts the choices made in the chart and in the table, so that each forgets what the other chose.
    """

    rate: RateName = "rejected"
    way: str = ""
    least: int = LEAST
    chosen: str | None = None
    drawn: str | None = None
    picked: dict[str, int] = field(default_factory=lambda: {"chart": 0, "table": 0})
    _ways: tuple[object, list[Slicing]] | None = None
    _found: tuple[pd.DataFrame, tuple[object, ...], Sliced] | None = None

    def ways(self, folder: OpenFolder, table: pd.DataFrame) -> list[Slicing]:
        """Every way to cut the folder; worked out once per scan."""
        if self._ways is None or self._ways[0] is not folder.sheet:
            self._ways = (folder.sheet, slicings(table))
        return self._ways[1]

    def found(self, state: Session, folder: OpenFolder) -> Sliced:
        """The rate in every slice of every way."""
        truth = state.auditing.truth(folder, state.table)
        ways = self.ways(folder, state.table)
        alone = state.tuning.alone
        made_of = (folder.sheet, truth.sha256, self.rate, self.least)
        if self._found is None or self._found[0] is not alone or self._found[1] != made_of:
            codes = alone["verdict"].cat.codes.to_numpy()
            rates = counted(self.rate, codes == REJECT, codes != UNJUDGED, truth)
            self._found = (alone, made_of, slice_rates(rates, ways, self.least))
        return self._found[2]

    def pick(self, where: str, name: str | None) -> None:
        """Look into a slice that was chosen in the chart or in the table."""
        self.chosen = name
        if where == "table":
            self.drawn = name
        self.picked["table" if where == "chart" else "chart"] += 1

    def cut(self, way: str) -> None:
        """Cut in another way."""
        self.way, self.chosen, self.drawn = way, None, None

    def rows(self, folder: OpenFolder, table: pd.DataFrame) -> Codes:
        """The photos of the slice that is looked into."""
        way = next((way for way in self.ways(folder, table) if way.name == self.way), None)
        if way is None or self.chosen not in way.slices:
            return np.zeros(0, np.int64)
        return way.photos(way.slices.index(self.chosen))


def kept(state: Session) -> Kept:
    """What this session remembers of the part."""
    found = state.auditing.kept.setdefault(_NAME, Kept())
    assert isinstance(found, Kept)
    return found


def photos_of(state: Session, folder: OpenFolder, rows: Codes, which: str) -> Codes:
    """Of some photos those of a gallery: rejected by the policy alone, or wrongly so as the labels say."""
    if which == "all":
        return rows
    rejected = state.tuning.alone["verdict"].cat.codes.to_numpy() == REJECT
    truth = state.auditing.truth(folder, state.table)
    keep, go = np.zeros(len(rejected), np.bool_), np.zeros(len(rejected), np.bool_)
    keep[truth.rows], go[truth.rows] = truth.keep, ~truth.keep
    wanted = {"rejected": rejected, "lost": rejected & keep, "missed": ~rejected & go}[which]
    return rows[wanted[rows]]
