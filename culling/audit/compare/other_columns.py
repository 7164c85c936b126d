"""What another program, or an earlier scan, says of the same photos: the columns of a CSV file.

It is not trusted: whatever it holds, it is read to the end or refused in one sentence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.audit.compare.claims import Claim, Floats, of_numbers, of_words
from culling.errors import CullingError
from culling.export.csv_reading import Lines, read_text, told
from culling.labels.find import Finder
from culling.labels.words import WORDS, plain
from culling.metrics import METRIC_NAMES, get_metric
from culling.rule import Side

MAX_COLUMNS = 200
MAX_WORDS = 30  # a column with more is a column of texts, such as reasons, and nothing to choose from

_PATHS = ("path", "sourcefile", "file", "filename", "file name", "name")
_NO_WORD = -1
_REJECTING = ("red", "delete", "deleted", "no", "x", "-1")


@dataclass(frozen=True, eq=False)
class OtherColumns:
    """Columns about the photos of one table, in its order.

    Attributes:
        name: of the file.
        numbers: by column float64, NaN where nothing is said.
        words: by column a text for each photo, None where nothing is said; at most `MAX_WORDS` different ones.
        photos: how many photos of the table the file speaks of.
        strange: how many lines or files speak of a photo that the table lacks.
        problems: what could not be used, one sentence each.
    """

    name: str
    numbers: Mapping[str, Floats]
    words: Mapping[str, NDArray[np.object_]]
    photos: int
    strange: int
    problems: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All that can be chosen."""
        return (*self.numbers, *self.words)

    def known(self, column: str) -> int:
        """Of how many photos the column says anything."""
        if column in self.numbers:
            return int((~np.isnan(self.numbers[column])).sum())
        return sum(word is not None for word in self.words[column])

    def choices(self, column: str) -> list[str]:
        """The words of a column, sorted."""
        return sorted({str(word) for word in self.words[column] if word is not None})

    def claim(self, column: str, side: Side, cutoff: float, go: Iterable[str] = ()) -> Claim:
        """The column as a claim: numbers beyond a cutoff, or the words that mean "should go".

        Raises:
            ValueError: no such column.
        """
        if column in self.numbers:
            return of_numbers(f"{column} ({self.name})", self.numbers[column], side, cutoff)
        if column in self.words:
            return of_words(f"{column} ({self.name})", self.words[column], set(go))
        raise ValueError(f"{self.name} has no column {column!r}; there are: {', '.join(self.columns)}")


def read_columns(
    source: bytes | Path, table: pd.DataFrame, name: str = "file", folder: Path | None = None
) -> OtherColumns:
    """Every usable column of a CSV file with a line per photo; of several lines on one photo the last counts.

    A column is one of numbers where every filled cell is a finite number, else one of words, unless these are too
    many to choose from.

    Args:
        source: the file, or what it holds: a column `path` (or SourceFile, file, name), others of any name.
        table: the folder's photos.
        name: what the file is called.
        folder: where the photos lie, so that absolute paths are found.

    Raises:
        CullingError: the file cannot be read, is too large, no UTF-8 CSV, has no column of paths, too many columns,
            or nothing else.
    """
    lines = Lines(read_text(source, name, "list of ratings"), name)
    header = list(dict.fromkeys(column for column in lines.header if column))
    if len(header) > MAX_COLUMNS:
        raise CullingError(f"{name} has {len(header):,} columns; at most {MAX_COLUMNS} can be read")
    path = next((column for column in _PATHS if column in header), None)
    if path is None:
        lines.check(("path",))
    columns = [Column(len(table)) for column in header if column not in _PATHS]
    names = [column for column in header if column not in _PATHS]
    finder, places = Finder(table, folder), {str(key): row for row, key in enumerate(table.index)}
    seen: set[int] = set()
    problems: list[str] = []
    strange = 0
    for line, (cell, *cells) in lines.cells(str(path), *names):
        found = finder.find(cell)
        if found is None:
            strange += 1
            problems.append(f"line {line}: no photo {cell[:200]!r} in this folder")
            continue
        row = places[found]
        seen.add(row)
        for column, text in zip(columns, cells, strict=True):
            column.take(row, text)
    return usable(name, dict(zip(names, columns, strict=True)), len(seen), strange, problems)


def first_cutoff(column: str, values: Floats) -> tuple[Side, float]:
    """Where a cutoff on a column of numbers may begin: that of the measure, or between the lowest and the next value.

    Where there are many values, the lowest tenth; −1 stars are rejected, so that ratings with one begin at 0.
    """
    if column in METRIC_NAMES:
        metric = get_metric(column)
        side: Side = "above" if metric.higher_is_better is False else "below"
        return side, _middle(values) if metric.cutoff is None else float(metric.cutoff)
    known = np.unique(values[~np.isnan(values)])
    if known.size and known[0] == -1 and column.lower().endswith(("rating", "pick", "stars")):
        return "below", 0.0
    if 1 < known.size <= MAX_WORDS:
        return "below", float(known[:2].mean())
    return "below", float(np.quantile(known, 0.1)) if known.size else 0.0


def rejecting_words(words: Iterable[str]) -> list[str]:
    """Those of the words that mean "should go" as people use them."""
    return [word for word in words if WORDS.get(plain(word)) == "reject" or word.strip().lower() in _REJECTING]


def _middle(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if known.size else 0.0


@dataclass
class Column:
    """Cells as they come: as numbers, and as words while these are few."""

    size: int
    all_numbers: bool = True
    _words: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.numbers = np.full(self.size, np.nan)
        self.codes = np.full(self.size, _NO_WORD, np.int16)

    def take(self, row: int, cell: str) -> None:
        """The cell of a photo; an empty one says nothing."""
        text = cell.strip()[:200]
        self.numbers[row], self.codes[row] = np.nan, _NO_WORD
        if not text:
            return
        number = number_in(text)
        if number is None:
            self.all_numbers = False
        elif not math.isnan(number):
            self.numbers[row] = number
        if text in self._words or len(self._words) <= MAX_WORDS:
            self.codes[row] = self._words.setdefault(text, len(self._words))

    @property
    def words(self) -> NDArray[np.object_] | None:
        """A text for each photo; None where they are too many, or there is none."""
        if not 0 < len(self._words) <= MAX_WORDS:
            return None
        return np.array([*self._words, None], dtype=object)[self.codes]


def number_in(text: str) -> float | None:
    """A number, NaN for "nan" and what is infinite; None for what is none. The comma may be the decimal mark."""
    try:
        number = float(text.replace(",", ".") if "." not in text else text)
    except ValueError:
        return None
    return number if math.isfinite(number) else math.nan


def usable(name: str, columns: Mapping[str, Column], photos: int, strange: int, problems: list[str]) -> OtherColumns:
    """The columns that can be chosen; CullingError when there is none, or no photo."""
    numbers = {
        key: column.numbers
        for key, column in columns.items()
        if column.all_numbers and not np.isnan(column.numbers).all()
    }
    others = {key: column.words for key, column in columns.items() if not column.all_numbers}
    words = {key: texts for key, texts in others.items() if texts is not None}
    if not photos:
        raise CullingError(f"{name} speaks of no photo of this folder")
    if not numbers and not words:
        raise CullingError(f"{name} has no column of numbers or of a few words")
    return OtherColumns(name, numbers, words, photos, strange, told(problems))
