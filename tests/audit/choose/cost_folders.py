"""Made-up folders in which the truth is known: blur that tells rejects from keepers as well as one wants."""

from __future__ import annotations

import numpy as np
import pandas as pd

from culling.judge import Bools
from culling.labels import Truth
from culling.policy import Policy, Rule

POLICY = Policy("made up", (Rule("blur", "above", 0.5, maybe=0.4), Rule("luminance", "below", 20.0)))


def folder(
    chance: np.random.Generator, count: int, rejects: float = 0.3, digits: int = 6
) -> tuple[pd.DataFrame, Bools]:
    """(a table, which of its photos a person would keep); fewer digits of blur make more ties."""
    keep = chance.random(count) >= rejects
    blur = np.clip(chance.normal(np.where(keep, 0.3, 0.6), 0.13), 0, 1).round(digits)
    table = pd.DataFrame(
        {"blur": blur, "luminance": chance.normal(110, 40, count).round(2), "error": None},
        index=pd.Index([f"{place:05}.jpg" for place in range(count)], name="path"),
    )
    return table, keep


def label(table: pd.DataFrame, keep: Bools, rows: np.ndarray, weights: np.ndarray | None = None) -> Truth:
    """Labels of these rows, ascending, as the truth has them; they are a random sample."""
    rows = np.asarray(rows, np.int64)
    paths = tuple(str(path) for path in table.index[rows])
    weights = np.ones(len(rows)) if weights is None else np.asarray(weights, np.float64)
    return Truth(paths, rows, keep[rows], weights, ("blind",) * len(rows), True)


def label_all(table: pd.DataFrame, keep: Bools) -> Truth:
    """Every photo labelled."""
    return label(table, keep, np.arange(len(table)))
