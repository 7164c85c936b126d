"""What a sort has done, line by line, so that it can be taken back even after a crash in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from culling.errors import CullingError
from culling.export.journal.lines import Journal, Record, begun, inside, read_lines, unknown, write_head
from culling.export.journal.places import next_sort_name
from culling.folders import printable

VERSION = 1


@dataclass
class Entry:
    """One step as the journal knows it; without `way` the sort ended before the step was noted as done.

    `source` is relative to the photo folder, `target` to the journal's own, both as the disk spells them.
    """

    source: str
    target: str
    part: str
    size: int | None = None
    hash: str = ""
    way: str = ""
    over: bool = False


@dataclass
class SortRecord(Record[Entry]):
    """A sort's journal read back: where the photos came from, and how they went."""

    folder: Path
    how: str

    def begun(self, line: dict[str, Any]) -> Entry:
        match line:
            case {"source": str(source), "target": str(target), "part": str(part)}:
                size, digest = line.get("size"), str(line.get("hash") or "")
                return Entry(inside(source), inside(target), inside(part), size, digest)
        raise unknown(line)

    def done(self, step: Entry, line: dict[str, Any]) -> None:
        match line:
            case {"way": str(way), "size": int(size), "hash": str(digest)}:
                step.way, step.size, step.hash = way, size, digest or step.hash
            case _:
                raise unknown(line)


@contextmanager
def new_sort_journal(to: Path, folder: Path, how: str, files: int = 0) -> Iterator[Journal]:
    """A new journal in `to`, named by the time. A move also waits until each line is safe on the disk."""
    with begun(lambda: next_sort_name(to), how == "move") as journal:
        write_head(journal, culling_journal=VERSION, how=how, folder=str(folder), files=files)
        yield journal


def read_sort_journal(path: Path) -> SortRecord:
    """Read a journal; CullingError when it is none, is damaged, or names files outside its folders."""
    try:
        first, rest = read_lines(path)
        if first["culling_journal"] != VERSION:
            raise ValueError(f"version {first['culling_journal']!r} of the journal is not known here")
        record = SortRecord(Path(str(first["folder"])), str(first["how"]))
        if not record.folder.is_absolute():
            raise ValueError("the photo folder is no absolute path")
        for line in rest:
            record.note(line)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CullingError(f"{printable(path)} is no journal of a sort, or is damaged: {error!r}") from error
    return record
