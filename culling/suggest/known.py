"""What is known of the photos of a table, as arrays by row: who is marked, readable, a copy, in which group."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.guard import are_keepers, group_codes
from culling.judge import mark_code, measured, text_codes
from culling.marks import MARKS

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Known:
    """The photos of a table by their row numbers.

    Attributes:
        table: one row per photo, index path; any column may be absent.
        chosen: paths that a person chose as keepers.
        vectors: of each row its unit vector, float32 (n, d), NaN for none; None where nobody knows them.

    Raises:
        ValueError: vectors of other photos.
    """

    table: pd.DataFrame
    chosen: Collection[str] = ()
    vectors: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        if self.vectors is not None and (self.vectors.ndim != 2 or len(self.vectors) != len(self.table)):
            raise ValueError(
                f"vectors {self.vectors.shape} are not of {len(self.table)} photos; give catalog.vectors(table.index)"
            )

    def __len__(self) -> int:
        return len(self.table)

    def column(self, name: str) -> Floats:
        """Its numbers; NaN where there are none."""
        return measured(self.table, name) if name in self.table else np.full(len(self), np.nan)

    @cached_property
    def paths(self) -> list[str]:
        return [str(path) for path in self.table.index.tolist()]

    @cached_property
    def by_path(self) -> Ints:
        """Row numbers in the order of their paths."""
        index = self.table.index
        if index.is_monotonic_increasing:
            return np.arange(len(self), dtype=np.int64)
        return np.argsort(np.array(self.paths, dtype=object), kind="stable").astype(np.int64)

    @cached_property
    def places(self) -> Ints:
        """Of each row its place in the order of paths."""
        places = np.empty(len(self), np.int64)
        places[self.by_path] = np.arange(len(self))
        return places

    @cached_property
    def rejected(self) -> Bools:
        """Marked reject."""
        return self._marked("reject")

    @cached_property
    def wanted(self) -> Bools:
        """A person wants them: marked keep or must-have, or chosen as a keeper and not rejected since."""
        chosen = np.asarray(self.table.index.isin(list(self.chosen)), np.bool_)
        return self._marked("keep", "must-have") | (chosen & ~self.rejected)

    @cached_property
    def errors(self) -> list[str]:
        """Of each photo why it could not be read, "" where it could."""
        places, texts = text_codes(self.table, "error")
        named = [*texts, ""]  # none is −1, which picks the last
        return [named[place] for place in places.tolist()]

    @cached_property
    def readable(self) -> Bools:
        return text_codes(self.table, "error")[0] < 0

    @cached_property
    def bytes(self) -> Ints:
        """Sizes of the files, 0 where unknown."""
        return np.nan_to_num(self.column("file_bytes"), posinf=0.0).clip(min=0).astype(np.int64)

    @cached_property
    def copies(self) -> Ints:
        """A number for each content that more than one file has, −1 for others."""
        codes, _ = text_codes(self.table, "content_hash")
        return several(codes)

    @cached_property
    def groups(self) -> Ints:
        """A number for each group of more than one photo, −1 for photos that are alone."""
        if "group" not in self.table:
            return np.full(len(self), -1, np.int64)
        return several(group_codes(self.table))

    @cached_property
    def group_names(self) -> list[str]:
        """What each photo's group is called, as in the table: "12"; for photos that are alone "nan" or nothing."""
        column = self.table["group"]
        if pd.api.types.is_numeric_dtype(column):
            return [format(value, "g") for value in column.to_numpy(np.float64, na_value=np.nan).tolist()]
        return [str(value) for value in column.tolist()]

    @cached_property
    def keepers(self) -> Bools:
        """The keepers of the groups as far as the table says."""
        return are_keepers(self.table)

    def _marked(self, *marks: str) -> Bools:
        places, names = text_codes(self.table, "mark")
        is_it = [bool(name) and MARKS[mark_code(name)] in marks for name in names]
        return np.array([*is_it, False], np.bool_)[places]


def several(codes: Ints) -> Ints:
    """Codes numbered anew in order of their first row; −1 for those of one row, and for −1."""
    counts = np.bincount(codes + 1, minlength=1)
    counts[0] = 0
    numbers, _ = pd.factorize(np.where(counts[codes + 1] > 1, codes.astype(np.float64), np.nan))
    return numbers.astype(np.int64)


def best_of(codes: Ints, ranks: Ints, order: Ints) -> Ints:
    """Of each code the row of the highest rank, the first in `order` among equals; −1 rows are passed over.

    Args:
        codes: 0 … n − 1, or −1 for rows that are in none.
        ranks: higher is better.
        order: all row numbers, the first to be preferred first.
    """
    count = int(codes.max(initial=-1)) + 1
    rows = order[codes[order] >= 0]
    rows = rows[np.lexsort((-ranks[rows], codes[rows]))]  # stable: among equals the order stays
    best = np.full(count, -1, np.int64)
    best[codes[rows][::-1]] = rows[::-1]  # the last to be written is the first
    return best
