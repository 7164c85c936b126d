"""In which order photos are looked through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.judge import mark_code, measured, text_codes
from culling.review.filter import group_names

#: Orders that are no measure. "margin": nearest to a cutoff first, on either side.
ORDERS = ("path", "name", "date", "margin", "verdict", "mark", "group")

Keys = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Order:
    """By what photos are sorted: one of `ORDERS`, or any column of numbers."""

    by: str = "path"
    descending: bool = False


def arrange(table: pd.DataFrame, decisions: pd.DataFrame, rows: NDArray[np.uint32], order: Order) -> NDArray[np.uint32]:
    """These row numbers in another order: what is unknown comes last either way, ties by path.

    Args:
        table: the folder's photos.
        decisions: what `decide` says of them, in the same order.
        rows: numbers of the rows to arrange.
        order: by what, and which end comes first.

    Raises:
        ValueError: the table has no such column, or it holds no numbers.
    """
    if order.by not in ORDERS and order.by not in table:
        raise ValueError(f"photos cannot be sorted by {order.by!r}: no such column; or by {', '.join(ORDERS)}")
    paths = _path_places(table)[rows]
    if order.by == "path":
        sorted_places = np.argsort(-paths if order.descending else paths)
        return rows[sorted_places]
    keys = _keys(table, decisions, rows, order.by)
    keys = -keys if order.descending else keys
    return rows[np.lexsort((paths, np.where(np.isnan(keys), np.inf, keys), np.isnan(keys)))]


def _keys(table: pd.DataFrame, decisions: pd.DataFrame, rows: NDArray[np.uint32], by: str) -> Keys:
    """A number per row that sorts as wanted; NaN where it is unknown."""
    if by == "margin":
        return np.abs(decisions["margin"].to_numpy(np.float64)[rows])
    if by == "verdict":
        return decisions["verdict"].cat.codes.to_numpy().astype(np.float64)[rows]
    if by == "name":
        return _ranks([str(path).rpartition("/")[2].casefold() for path in table.index[rows]])
    if by == "mark":
        return _coded(
            table, "mark", [float(mark_code(name)) if name else 0.0 for name in text_codes(table, "mark")[1]]
        )[rows]
    if by == "date":
        return _coded(table, "taken_at", _ranks(text_codes(table, "taken_at")[1]))[rows]
    if by == "group":
        places, names = group_names(table)
        return _at(places, _ranks([_number_or_text(name) for name in names]))[rows]
    return measured(table, by)[rows]


def _coded(table: pd.DataFrame, column: str, keys: Sequence[float] | Keys) -> Keys:
    return _at(text_codes(table, column)[0], keys)


def _at(places: NDArray[np.int64], keys: Sequence[float] | Keys) -> Keys:
    return np.append(np.asarray(keys, np.float64), np.nan)[places]  # −1, for none, picks the last


def _ranks(values: Sequence[Any]) -> Keys:
    """The place of each among the distinct values, sorted."""
    place = {value: float(at) for at, value in enumerate(sorted(set(values)))}
    return np.array([place[value] for value in values], np.float64)


def _number_or_text(name: str) -> tuple[bool, float, str]:
    try:
        return False, float(name), ""
    except ValueError:
        return True, 0.0, name


def _path_places(table: pd.DataFrame) -> NDArray[np.int64]:
    """The place of each row when sorted by path: the catalog's tables are, others need not be."""
    if table.index.is_monotonic_increasing:
        return np.arange(len(table))
    places = np.empty(len(table), np.int64)
    places[np.argsort(np.array([str(path) for path in table.index], dtype=object), kind="stable")] = np.arange(
        len(table)
    )
    return places
