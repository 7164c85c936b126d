"""Labels ready to be compared with decisions: per labelled photo of a table what was said, and its weight."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.labels.label import LABELS

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Truth:
    """What people said of photos of one table.

    Attributes:
        paths: of the labelled photos, in table order, each once.
        rows: their row numbers in the table, ascending.
        keep: True where the photo was labelled keep, False where it was labelled reject.
        weights: how many photos of the folder each stands for, > 0: the inverse of its probability to be drawn. All 1
            where no photo was more likely than another.
        how: of `HOWS`, per photo.
        sampled: whether the photos are a random sample of the folder (or all of it), so that rates of the labels tell
            of the folder; False when nobody knows how they were chosen.
        notes: what is worth knowing of them, one sentence each: contradictions, photos that are gone, circular labels.
    """

    paths: tuple[str, ...]
    rows: Rows
    keep: Bools
    weights: Floats
    how: tuple[str, ...]
    sampled: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        sizes = {len(part) for part in (self.paths, self.rows, self.keep, self.weights, self.how)}
        if len(sizes) != 1:
            raise ValueError(f"labels must have one path, row, answer, weight and way each, got sizes {sorted(sizes)}")
        if not (np.isfinite(self.weights).all() and (self.weights > 0).all()):
            raise ValueError("weights of labels must be finite and above 0")

    @staticmethod
    def of(table: pd.DataFrame, said: Mapping[str, str], *, how: str = "imported", sampled: bool = False) -> Truth:
        """Labels by path, each of the same weight; photos that the table lacks are counted in a note.

        Args:
            table: the folder's photos.
            said: "keep" or "reject" by path.
            how: where the labels come from, one of `HOWS`.
            sampled: whether these photos were drawn at random, so that rates hold for the folder.

        Raises:
            ValueError: something that is no label.
        """
        wrong = sorted(set(said.values()) - set(LABELS))
        if wrong:
            raise ValueError(f"a label is one of {', '.join(LABELS)}, got {wrong[0]!r}")
        rows = np.flatnonzero(table.index.isin(list(said))).astype(np.int64)
        paths = tuple(str(path) for path in table.index[rows])
        gone = len(said) - len(rows)
        notes = (f"{gone} labelled photo{'s are' if gone > 1 else ' is'} not in this folder.",) if gone else ()
        keep = np.array([said[path] == "keep" for path in paths], np.bool_)
        return Truth(paths, rows, keep, np.ones(len(rows)), (how,) * len(rows), sampled, notes)

    def __len__(self) -> int:
        return len(self.paths)

    @property
    def weighted(self) -> bool:
        """Whether some photos stand for more than others."""
        return bool(len(self) and (self.weights != self.weights[0]).any())

    @cached_property
    def sha256(self) -> str:
        """64 hex digits that follow from paths, answers and weights."""
        lines = zip(self.paths, self.keep, self.weights, strict=True)
        text = "".join(f"{path}\0{'keep' if keep else 'reject'}\0{float(weight)!r}\n" for path, keep, weight in lines)
        return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()

    def where(self, chosen: Bools) -> Truth:
        """Only some of them; `chosen` is as long as they are."""
        paths = tuple(path for path, is_in in zip(self.paths, chosen, strict=True) if is_in)
        how = tuple(way for way, is_in in zip(self.how, chosen, strict=True) if is_in)
        return Truth(paths, self.rows[chosen], self.keep[chosen], self.weights[chosen], how, self.sampled, self.notes)
