"""CSV files of unknown origin: read to the last line or refused in one sentence, whatever they hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from culling.errors import CullingError

MAX_BYTES = 200_000_000
MAX_PROBLEMS = 200

_DELIMITERS = (",", ";", "\t")  # spreadsheets write the second where the comma is the decimal mark


def read_text(source: bytes | Path, where: str, wanted: str) -> str:
    """The text of a file, or of its bytes.

    Args:
        source: the file, or what it holds.
        where: what to call it in an error.
        wanted: what it should be, such as "list of marks".

    Raises:
        CullingError: it cannot be read, is larger than `MAX_BYTES`, or no UTF-8.
    """
    try:
        data = source if isinstance(source, bytes) else _bytes(source)
    except OSError as error:
        raise CullingError(f"cannot read {where}: {error.strerror or error}") from error
    except ValueError as error:  # a name with a NUL in it
        raise CullingError(f"cannot read {where}: {error}") from error
    if len(data) > MAX_BYTES:
        raise CullingError(f"{where} are larger than {MAX_BYTES:,} bytes: that is no {wanted}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CullingError(f"{where}: not UTF-8 text at byte {error.start}; save it as “CSV UTF-8”") from error


class Lines:
    """The lines of a CSV text, cut at the delimiter that its first line has most of: comma, semicolon or tab.

    Attributes:
        header: the names in the first line, in lower case.

    Raises:
        CullingError: the first line, or later a line, is no CSV.
    """

    def __init__(self, text: str, where: str) -> None:
        first = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        self._where = where
        self.header = [name.strip().lower() for name in self._next() or []]

    def check(self, columns: Sequence[str]) -> None:
        """CullingError naming the columns that are not there."""
        if missing := [name for name in columns if name not in self.header]:
            raise CullingError(
                f"{self._where}: the first line lacks the column{'s' * (len(missing) > 1)} {' and '.join(missing)}"
            )

    def cells(self, *columns: str) -> Iterator[tuple[int, tuple[str, ...]]]:
        """(line number, the cells of these columns) of each line that has any cell; "" where a line is cut short.

        A column that is not there is empty in every line.
        """
        width = len(self.header)
        places = [self.header.index(name) if name in self.header else width for name in columns]
        while (cells := self._next()) is not None:
            if any(cells):
                padded = [*cells[:width], *[""] * (width + 1 - len(cells[:width]))]
                yield self._reader.line_num, tuple(padded[place] for place in places)

    def _next(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error as error:
            raise CullingError(f"{self._where}: line {self._reader.line_num} is no CSV: {error}") from error


def told(problems: Sequence[str]) -> tuple[str, ...]:
    """The first `MAX_PROBLEMS` of them, and one that counts the others."""
    more = len(problems) - MAX_PROBLEMS
    return (*problems[:MAX_PROBLEMS], *([f"… and {more:,} more such lines"] if more > 0 else []))


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
