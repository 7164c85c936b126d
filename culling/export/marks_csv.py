"""Human marks as a CSV file, and the way back: what such a file would change, before anything is changed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from culling.errors import CullingError
from culling.export.csv_cells import csv_bytes, unguarded
from culling.folders import printable
from culling.marks import MARKS
from culling.review.progress import mark_places

CLEAR = "clear"
MAX_BYTES = 200_000_000
MAX_PROBLEMS = 200

_COLUMNS = ("path", "mark", "by", "how", "at")
_DELIMITERS = (",", ";", "\t")  # spreadsheets write the second where the comma is the decimal mark


@dataclass(frozen=True)
class ReadMarks:
    """What a file of marks says, beside the marks that there are.

    Attributes:
        changes: the photos whose mark would change: index path in table order, `was` and `mark`, None for no mark.
        same: photos that have this mark already.
        problems: lines that cannot be used, and why; at most `MAX_PROBLEMS`, and a last one that counts the others.
    """

    changes: pd.DataFrame
    same: int
    problems: tuple[str, ...]

    @property
    def pairs(self) -> list[tuple[str, str | None]]:
        """(path, mark or None) as `Catalog.set_marks` takes them."""
        return list(zip(map(str, self.changes.index), self.changes["mark"], strict=True))


def marks_csv(history: pd.DataFrame) -> bytes:
    """The present marks as UTF-8 CSV: path, mark, by, how, at (UTC); sorted by path.

    Args:
        history: `Catalog.mark_history()`.
    """
    latest = history.drop_duplicates("path", keep="last")
    present = latest[latest["mark"].notna()].sort_values("path")
    return csv_bytes({name: present[name] for name in _COLUMNS})


def read_marks_csv(source: bytes | Path, table: pd.DataFrame) -> ReadMarks:
    """What a CSV file with the columns `path` and `mark` would change; nothing is changed here.

    A mark is one of `MARKS` in any case; "clear" takes a mark back; an empty cell leaves the photo alone. Other columns
    are passed over, so `decisions.csv` will do as well. Of several lines on one photo the last one counts.

    Raises:
        CullingError: the file cannot be read, is too large, no UTF-8 CSV, or lacks a column.
    """
    where = "the marks" if isinstance(source, bytes) else printable(source)
    wanted: dict[str, str | None] = {}
    problems: list[str] = []
    present = _present(table)
    for line, path, cell in _lines(_text(source, where), where):
        key, word = _key(path, present), _word(cell)
        if word == "":
            continue
        if word not in (*MARKS, CLEAR):
            problems.append(f"line {line}: {cell[:60]!r} is no mark; there are {', '.join(MARKS)} and {CLEAR}")
        elif key is None:
            problems.append(f"line {line}: no photo {path[:200]!r} in this folder")
        else:
            if key in wanted:
                problems.append(f"line {line}: {key!r} was named before; this line counts")
            wanted[key] = None if word == CLEAR else word
    return _compared(wanted, present, problems)


def _present(table: pd.DataFrame) -> dict[str, str | None]:
    names = (*MARKS, None)  # −1, for none, picks the last
    return {str(path): names[at] for path, at in zip(table.index, mark_places(table).tolist(), strict=True)}


def _compared(wanted: dict[str, str | None], present: dict[str, str | None], problems: list[str]) -> ReadMarks:
    changed = [path for path, was in present.items() if path in wanted and wanted[path] != was]
    content = {"was": [present[path] for path in changed], "mark": [wanted[path] for path in changed]}
    changes = pd.DataFrame(content, index=pd.Index(changed, name="path", dtype=object), dtype=object)
    more = len(problems) - MAX_PROBLEMS
    told = [*problems[:MAX_PROBLEMS], *([f"… and {more:,} more such lines"] if more > 0 else [])]
    return ReadMarks(changes, len(wanted) - len(changed), tuple(told))


def _text(source: bytes | Path, where: str) -> str:
    try:
        data = source if isinstance(source, bytes) else _bytes(source)
    except OSError as error:
        raise CullingError(f"cannot read {where}: {error.strerror or error}") from error
    if len(data) > MAX_BYTES:
        raise CullingError(f"{where} are larger than {MAX_BYTES:,} bytes: that is no list of marks")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CullingError(f"{where}: not UTF-8 text at byte {error.start}; save it as “CSV UTF-8”") from error


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _lines(text: str, where: str) -> Iterator[tuple[int, str, str]]:
    """(line number, path, mark) of each line that has any cell."""
    first = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        missing = [name for name in ("path", "mark") if name not in header]
        if missing:
            raise CullingError(f"{where} lack the column {' and '.join(missing)} in the first line")
        at_path, at_mark = header.index("path"), header.index("mark")
        for cells in reader:
            if any(cells):
                padded = [*cells, *[""] * (len(header) - len(cells))]
                yield reader.line_num, padded[at_path], padded[at_mark]
    except csv.Error as error:
        raise CullingError(f"{where}: line {reader.line_num} is no CSV: {error}") from error


def _key(cell: str, present: dict[str, str | None]) -> str | None:
    """The photo of a cell: as we write paths, or as another program does, without guard."""
    return next((path for path in (unguarded(cell), cell) if path in present), None)


def _word(cell: str) -> str:
    return cell.strip().lower().replace(" ", "-").replace("_", "-")
