"""From everything that was ever said to one label per photo, ready for comparison."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from culling.labels.label import HOWS, Draw
from culling.labels.truth import Truth


def collect(
    table: pd.DataFrame, history: pd.DataFrame, draws: Mapping[int, Draw], hows: Collection[str] = HOWS
) -> Truth:
    """One label per photo of the table: the last one that was given in the way that counts most, see `HOWS`.

    Args:
        table: the folder's photos.
        history: `Catalog.label_history()`.
        draws: `Catalog.draws()`: what makes weights of the labels.
        hows: only labels that were given in these ways.
    """
    counting = history[history["how"].isin(list(hows)) & ~history["repeat"].astype(bool)]
    said: dict[str, str] = {}
    ways: dict[str, str] = {}
    for how in reversed(HOWS):
        last = counting[counting["how"] == how].drop_duplicates("path", keep="last")
        for path, label in zip(last["path"], last["label"], strict=True):
            if label is not None:
                said[path], ways[path] = label, how
    found = Truth.of(table, said)
    how_of = tuple(ways[path] for path in found.paths)
    return Truth(found.paths, found.rows, found.keep, found.weights, how_of, found.sampled, found.notes)
