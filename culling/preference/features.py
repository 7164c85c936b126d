"""What is learned from: the measures of each photo as columns of numbers, and its vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.metrics import HEADER, METRICS, get_metric

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.int64]

#: Measures whose span ends above this are compared by ratio, so their logarithm is learned from: variances of the
#: Laplacian lie anywhere from 10 to 10,000.
_WIDE = 1000.0
#: Probabilities are learned from as log odds, no surer than this: of 0.9 and 0.99 the difference counts, and on damaged
#: photos and brackets the log loss fell by 3 to 5 % (benchmarks/LEARNED.md).
_SUREST = 0.99

#: Facts of the file are left out: they tell the camera and how a file was saved, not which frame is the better one.
FEATURES = tuple(known.name for known in METRICS if not known.learned and known.working_size != HEADER)


@dataclass(frozen=True, eq=False)
class Design:
    """The numbers of some photos.

    Attributes:
        numbers: float64 (n, measures), NaN where a measure cannot say.
        vectors: float64 (n, d), NaN rows for photos without one; (n, 0) where no vectors are used.
    """

    numbers: Floats
    vectors: Floats

    def __len__(self) -> int:
        return len(self.numbers)

    def at(self, rows: Rows | Bools) -> Design:
        """Some of the photos."""
        return Design(self.numbers[rows], self.vectors[rows])

    def without_vectors(self) -> Design:
        """The measures alone."""
        return Design(self.numbers, self.vectors[:, :0])


def design(table: pd.DataFrame, names: Sequence[str], vectors: NDArray[np.floating] | None = None) -> Design:
    """The numbers behind these measures, those of wide spans as log(1 + value), probabilities as log odds.

    A column that is absent is NaN.
    """
    columns = [_column(table, name) for name in names]
    numbers = np.column_stack(columns) if columns else np.empty((len(table), 0))
    return Design(numbers, np.empty((len(table), 0)) if vectors is None else np.asarray(vectors, np.float64))


def _column(table: pd.DataFrame, name: str) -> Floats:
    if name not in table:
        return np.full(len(table), np.nan)
    values = table[name].to_numpy(np.float64, na_value=np.nan)
    if name == "flaw" or name.startswith("p_"):
        sure = np.clip(values, 1 - _SUREST, _SUREST)
        return np.log(sure / (1 - sure))
    return np.log1p(values) if get_metric(name).span[1] > _WIDE else values
