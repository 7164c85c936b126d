"""Human marks as a CSV file, and the way back: what such a file would change, before anything is changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from culling.export.csv_cells import csv_bytes, unguarded
from culling.export.csv_reading import Lines, read_text, told
from culling.folders import printable
from culling.marks import MARKS
from culling.review.progress import mark_places

CLEAR = "clear"

_COLUMNS = ("path", "mark", "by", "how", "at")


@dataclass(frozen=True)
class ReadMarks:
    """What a file of marks says, beside the marks that there are.

    Attributes:
        changes: the photos whose mark would change: index path in table order, `was` and `mark`, None for no mark.
        same: photos that have this mark already.
        problems: lines that cannot be used, and why, see `csv_reading.told`.
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
    lines = Lines(read_text(source, where, "list of marks"), where)
    lines.check(("path", "mark"))
    for line, (path, cell) in lines.cells("path", "mark"):
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
    return ReadMarks(changes, len(wanted) - len(changed), told(problems))


def _key(cell: str, present: dict[str, str | None]) -> str | None:
    """The photo of a cell: as we write paths, or as another program does, without guard."""
    return next((path for path in (unguarded(cell), cell) if path in present), None)


def _word(cell: str) -> str:
    return cell.strip().lower().replace(" ", "-").replace("_", "-")
