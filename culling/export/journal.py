"""What a sort has done, line by line, so that it can be taken back even after a crash in the middle."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from culling.errors import CullingError
from culling.export.journal_places import next_sort_name
from culling.folders import printable

VERSION = 1
_TRIES = 100


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
    """A journal read back: where the photos came from, how, each step, the folders made, whether it was undone."""

    folder: Path
    how: str
    entries: dict[int, Entry] = field(default_factory=dict)
    made: list[str] = field(default_factory=list)
    taken: bool = False


@dataclass
class UndoResult:
    """What became of taking a journal back.

    Attributes:
        undone: how many files went back, were removed or got their former bytes.
        kept: (file, why) for each that was left where it is.
        stopped: "cancelled", or None when all was tried.
        already: whether all of it had been taken back before, so that nothing was left to do.
    """

    undone: int = 0
    kept: list[tuple[Path, str]] = field(default_factory=list)
    stopped: str | None = None
    already: bool = False


class Journal:
    """An open journal, written without a buffer, so that each line is there before the next thing happens."""

    def __init__(self, file: IO[bytes], path: Path, safe: bool) -> None:
        self.file, self.path, self.safe = file, path, safe

    def write(self, **line: Any) -> None:
        """Add one line, and with `safe` wait until it is on the disk; CullingError when the disk takes no more."""
        self.note(**line)
        if self.safe:
            try:
                os.fsync(self.file.fileno())
            except OSError as error:
                raise self._full(error) from error

    def note(self, **line: Any) -> None:
        """Add one line that a power cut may take: nothing depends on it. A line that does not fit leaves no piece."""
        end = self.file.tell()
        rest = memoryview(json.dumps(line).encode() + b"\n")
        try:
            while rest:  # a disk that is nearly full takes a part and says so only by the number
                rest = rest[self.file.write(rest) :]
        except OSError as error:
            with suppress(OSError):
                self.file.truncate(end)
                self.file.seek(end)
            raise self._full(error) from error

    def _full(self, error: OSError) -> CullingError:
        return CullingError(f"cannot write {printable(self.path)}: {error.strerror or error}")


@contextmanager
def new_journal(to: Path, folder: Path, how: str, files: int = 0) -> Iterator[Journal]:
    """A new journal in `to`, named by the time. A move also waits until each line is safe on the disk."""
    with begun(lambda: next_sort_name(to), how == "move") as journal:
        write_head(journal, culling_journal=VERSION, how=how, folder=str(folder), files=files)
        yield journal


@contextmanager
def begun(name: Callable[[], Path], safe: bool) -> Iterator[Journal]:
    """A new, empty journal; `name` is asked again when another process was quicker to take the name."""
    for _ in range(_TRIES):
        path = name()
        try:
            file = path.open("xb", buffering=0)
        except FileExistsError:
            continue
        except OSError as error:
            raise CullingError(f"cannot write {printable(path)}: {error.strerror or error}") from error
        with file:
            yield Journal(file, path, safe)
        return
    raise CullingError(f"no free name for a journal in {printable(path.parent)}; try again")


def write_head(journal: Journal, **line: Any) -> None:
    """The first line; without it there is no journal."""
    try:
        journal.write(**line, started=datetime.now(UTC).isoformat())
    except CullingError:
        journal.path.unlink(missing_ok=True)
        raise


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
            entry = Entry(inside(source), inside(target), inside(part))
            entry.size, entry.hash = line.get("size"), str(line.get("hash") or "")
            record.entries[number] = entry
        case {"done": int(number), "way": str(way), "size": int(size), "hash": str(digest)}:
            entry = record.entries[number]
            entry.way, entry.size, entry.hash = way, size, digest or entry.hash
        case {"failed": int(number)}:
            record.entries[number].over = True
        case {"undone": int(number)}:
            record.entries[number].over = True
            record.taken = True
        case {"made": str(folder)}:
            record.made.append(inside(folder))
        case {"taken": int()}:
            record.taken = True
        case {"end": int()}:
            pass
        case _:
            raise ValueError(f"unknown line {str(line)[:80]}")


def inside(path: str) -> str:
    """A path that stays below its folder: whoever changes a journal must not reach other files with it."""
    if not path or "\0" in path or Path(path).is_absolute() or ".." in Path(path).parts:
        raise ValueError(f"{path!r} leads out of the folder")
    return path
