"""Decisions against labels, counted: what is rightly rejected, lost, missed and kept, with rates and intervals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from culling.audit.design import Bools, Design
from culling.audit.intervals import Rate, weighted_rate
from culling.labels.truth import Truth
from culling.labels.words import counted

Cell = Literal["tp", "fp", "fn", "tn"]

#: The four cells in the words of the screen; what is claimed of a photo is that it should go.
CELLS: Mapping[Cell, str] = MappingProxyType(
    {"tp": "rightly rejected", "fp": "lost keepers", "fn": "missed rejects", "tn": "rightly kept"}
)

_ONE: Mapping[Cell, str] = MappingProxyType({**CELLS, "fp": "lost keeper", "fn": "missed reject"})


def counted_in(cell: Cell, count: int) -> str:
    """So many photos of a cell: "1 lost keeper", "21 rightly kept"."""
    return counted(count, _ONE[cell], CELLS[cell])


@dataclass(frozen=True)
class Confusion:
    """Decisions against labels. The positive class is "reject"; whatever is not rejected counts as kept.

    Attributes:
        tp: labels counted: rejected, and labelled reject.
        fp: lost keepers: rejected, and labelled keep.
        fn: missed rejects: not rejected, and labelled reject.
        tn: not rejected, and labelled keep.
        precision: of the rejected photos, the share that is rightly rejected; higher is better.
        recall: of the photos that should go, the share that is found; higher is better.
        keepers_lost: of the keepers, the share that is rejected (false-positive rate); lower is better.
        agreement: of all, the share where decision and label agree (accuracy).
        reject_share: of all, the share that is rejected.
        prevalence: of all, the share that is labelled reject.
    """

    tp: int
    fp: int
    fn: int
    tn: int
    precision: Rate
    recall: Rate
    keepers_lost: Rate
    agreement: Rate
    reject_share: Rate
    prevalence: Rate

    @property
    def count(self) -> int:
        """Labels compared."""
        return self.tp + self.fp + self.fn + self.tn


def confusion(truth: Truth, rejected: Bools, design: Design | None = None) -> Confusion:
    """Count decisions against labels, rates weighted as the labels are.

    Args:
        truth: what people said.
        rejected: for every photo of the table, whether it is rejected.
        design: `Design.of(truth.weights)`, to have it worked out once for many decisions.

    Raises:
        ValueError: `rejected` is too short to be of the labels' table.
    """
    said, go = _of_labels(truth, rejected), ~truth.keep
    design = design or Design.of(truth.weights)
    everything = np.ones(len(truth), np.bool_)

    def rate(hits: Bools, among: Bools) -> Rate:
        return weighted_rate(hits, among, truth.weights, design)

    return Confusion(
        tp=int(np.count_nonzero(said & go)),
        fp=int(np.count_nonzero(said & ~go)),
        fn=int(np.count_nonzero(~said & go)),
        tn=int(np.count_nonzero(~said & ~go)),
        precision=rate(go, said),
        recall=rate(said, go),
        keepers_lost=rate(said, ~go),
        agreement=rate(said == go, everything),
        reject_share=rate(said, everything),
        prevalence=rate(go, everything),
    )


def rows_in(truth: Truth, rejected: Bools, cell: Cell) -> NDArray[np.int64]:
    """The rows of the table that one of the four cells counts, ascending."""
    said, go = _of_labels(truth, rejected), ~truth.keep
    inside = {"tp": said & go, "fp": said & ~go, "fn": ~said & go, "tn": ~said & ~go}[cell]
    return truth.rows[inside]


def _of_labels(truth: Truth, rejected: Bools) -> Bools:
    rejected = np.asarray(rejected, np.bool_)
    if len(truth) and truth.rows[-1] >= len(rejected):
        raise ValueError(
            f"rejected has {len(rejected)} entries, and row {truth.rows[-1]} is labelled; give one for each photo"
        )
    return rejected[truth.rows]
