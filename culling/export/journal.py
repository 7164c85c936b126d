"""What a sort has done, line by line, so that it can be taken back even after a crash in the middle."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from culling.errors import CullingError
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
class Record:
    """A journal read back: where the photos came from, how, each step, and the folders made for them."""

    folder: Path
    how: str
    entries: dict[int, Entry] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)


class Journal:
    """An open journal; each line is on its way to the disk before the next thing happens."""

    def __init__(self, file: IO[bytes], path: Path, safe: bool) -> None:
        self.file, self.path, self.safe = file, path, safe

    def write(self, **line: Any) -> None:
        """Add one line; CullingError when the disk takes no more."""
        try:
            self.file.write(json.dumps(line).encode() + b"\n")
            self.file.flush()
            if self.safe:
                os.fsync(self.file.fileno())
        except OSError as error:
            raise CullingError(f"cannot write {printable(self.path)}: {error.strerror or error}") from error


@contextmanager
def new_journal(to: Path, folder: Path, how: str) -> Iterator[Journal]:
    """A new journal in `to`, named by the time. A move also waits until each line is safe on the disk."""
    now = datetime.now(UTC)
    path = to / f".culling-journal-{now:%Y%m%dT%H%M%S.%fZ}.jsonl"
    try:
        file = path.open("xb", buffering=0)
    except OSError as error:
        raise CullingError(f"cannot write {printable(path)}: {error.strerror or error}") from error
    with file:
        journal = Journal(file, path, safe=how == "move")
        try:
            journal.write(culling_journal=VERSION, how=how, folder=str(folder), started=now.isoformat())
        except CullingError:
            path.unlink(missing_ok=True)
            raise
        yield journal


@contextmanager
def reopened(path: Path) -> Iterator[Journal]:
    """An existing journal to add to; a last line that was cut off by a crash is removed first."""
    try:
        file = path.open("r+b", buffering=0)
    except OSError as error:
        raise CullingError(f"cannot write {printable(path)}: {error.strerror or error}") from error
    with file:
        content = file.read()
        file.seek(content.rfind(b"\n") + 1)
        file.truncate()
        yield Journal(file, path, safe=True)


def read_journal(path: Path) -> Record:
    """Read a journal; CullingError when it is none, is damaged, or names files outside its folders."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CullingError(f"cannot read the journal {printable(path)}: {error.strerror or error}") from error
    try:
        lines = [json.loads(line) for line in content.split(b"\n")[:-1]]  # what follows the last newline was cut off
        first, *rest = lines
        if first["culling_journal"] != VERSION:
            raise ValueError(f"version {first['culling_journal']!r} of the journal is not known here")
        record = Record(Path(str(first["folder"])), str(first["how"]))
        if not record.folder.is_absolute():
            raise ValueError("the photo folder is no absolute path")
        for line in rest:
            _note(record, line)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CullingError(f"{printable(path)} is no journal of a sort, or is damaged: {error!r}") from error
    return record


def _note(record: Record, line: dict[str, Any]) -> None:
    match line:
        case {"begin": int(number), "source": str(source), "target": str(target), "part": str(part)}:
            entry = Entry(_inside(source), _inside(target), _inside(part))
            entry.size, entry.hash = line.get("size"), str(line.get("hash") or "")
            record.entries[number] = entry
        case {"done": int(number), "way": str(way), "size": int(size), "hash": str(digest)}:
            entry = record.entries[number]
            entry.way, entry.size, entry.hash = way, size, digest or entry.hash
        case {"failed": int(number)} | {"undone": int(number)}:
            record.entries[number].over = True
        case {"made": str(folder)}:
            record.made.append(_inside(folder))
        case _:
            raise ValueError(f"unknown line {str(line)[:80]}")


def _inside(path: str) -> str:
    """A path that stays below its folder: whoever changes a journal must not reach other files with it."""
    if not path or "\0" in path or Path(path).is_absolute() or ".." in Path(path).parts:
        raise ValueError(f"{path!r} leads out of the folder")
    return path
