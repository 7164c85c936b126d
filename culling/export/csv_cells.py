"""Columns as CSV bytes that every program reads alike and no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

# A spreadsheet takes a text that starts like this for a formula. An apostrophe makes it text; one that is there
# already gets another, so that reading takes away exactly what writing added.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NEEDS_QUOTES = re.compile(r'[",\r\n]')


def csv_bytes(columns: Mapping[str, Iterable[Any]]) -> bytes:
    """UTF-8, a header and one line a row, ended by a newline; the same values give the same bytes.

    Floats are written so that they read back exactly, unknown values are empty, and text that looks like a formula
    gets a leading apostrophe (`unguarded` takes it away again).
    """
    cells = [_cells(values) for values in columns.values()]
    rows = [tuple(columns), *zip(*cells, strict=True)]
    return "".join(",".join(row) + "\n" for row in rows).encode()


def unguarded(cell: str) -> str:
    """The text that `csv_bytes` was given for this cell."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _cells(values: Iterable[Any]) -> list[str]:
    listed = values.astype(object).tolist() if isinstance(values, pd.Series) else list(values)
    return [_cell(value) for value in listed]


def _cell(value: Any) -> str:
    if isinstance(value, str):
        text = f"'{value}" if _FORMULA.match(value) else value
        return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
    if value is None or value is pd.NA or value != value:
        return ""
    return repr(float(value)) if isinstance(value, float) else str(value)
