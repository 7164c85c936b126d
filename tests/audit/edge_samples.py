"""Samples drawn as people are offered them, more of close verdicts, of made-up folders; as far as they are labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.labels.draw import draw_edge
from culling.policy import Policy, Rule

#: (photos, drawn, share of them labelled so far, share rejected, how steeply keepers turn into rejects)
FULL, PARTLY, FEW_REJECTED = (2000, 150, 1.0, 0.1, 6.0), (2000, 150, 0.4, 0.1, 6.0), (5000, 100, 1.0, 0.03, 10.0)

Sample = tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.int64], NDArray[np.float64]]


def samples(case: tuple[int, int, float, float, float], rounds: int) -> Iterator[Sample]:
    """(values of a folder's photos, rejected below the share rejected; which should go; labelled rows; weights)."""
    count, drawn, labelled, cutoff, steep = case
    chance = np.random.default_rng(count + drawn)
    values = (np.arange(count) + 0.5) / count
    strata, sizes = _strata(values, cutoff, drawn)
    for _ in range(rounds):
        go = chance.random(count) > 1 / (1 + np.exp((cutoff - values) * steep))
        parts = [chance.choice(np.flatnonzero(strata == at), size, replace=False) for at, size in enumerate(sizes)]
        rows = np.sort(chance.permutation(np.concatenate(parts))[: round(drawn * labelled)])
        stand_for = np.bincount(strata) / np.maximum(np.bincount(strata[rows], minlength=len(sizes)), 1)
        yield values, go, rows, stand_for[strata[rows]]


def _strata(values: NDArray[np.float64], cutoff: float, drawn: int) -> tuple[NDArray[np.int64], list[int]]:
    """(stratum of every photo, how many of each are drawn), as `draw_edge` has it."""
    table = pd.DataFrame({"blur": values, "error": None}, index=pd.Index([f"{row}" for row in range(len(values))]))
    draw = draw_edge(table, Policy("edge", (Rule("blur", "below", cutoff),)), drawn)
    asked = Counter(draw.strata[path] for path in set(draw.order))
    codes = np.array([draw.strata[path] for path in table.index], np.int64)
    return codes, [asked[code] for code in range(int(codes.max()) + 1)]
