"""The lines of a journal, alike for sorts and exports: written one by one, read back, and what they say of a step."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Generic, Protocol, TypeVar

from culling.errors import CullingError
from culling.folders import printable

_TRIES = 100


class Step(Protocol):
    """One file; it is `over` when nothing of it has to be taken back: it failed, or was undone."""

    over: bool


_Step = TypeVar("_Step", bound=Step)


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


def read_lines(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The first line, and the others; what follows the last line break was cut off by a crash.

    Raises:
        CullingError: the file cannot be read.
        ValueError: it holds something else.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CullingError(f"cannot read the journal {printable(path)}: {error.strerror or error}") from error
    first, *rest = (json.loads(line) for line in content.split(b"\n")[:-1])
    return first, rest


@dataclass
class Record(Generic[_Step]):
    """What a journal says.

    Attributes:
        entries: each step by its number.
        made: the folders that were made, relative to where the files went.
        taken: whether somebody has begun to take it back.
    """

    entries: dict[int, _Step] = field(default_factory=dict, kw_only=True)
    made: list[str] = field(default_factory=list, kw_only=True)
    taken: bool = field(default=False, kw_only=True)

    @property
    def alive(self) -> list[int]:
        """The steps that still stand, the last first."""
        return [number for number in sorted(self.entries, reverse=True) if not self.entries[number].over]

    def note(self, line: dict[str, Any]) -> None:
        """Take up a line; ValueError where it makes no sense."""
        match line:
            case {"begin": int(number)}:
                self.entries[number] = self.begun(line)
            case {"done": int(number)}:
                self.done(self.entries[number], line)
            case {"failed": int(number)}:
                self.entries[number].over = True
            case {"undone": int(number)}:
                self.entries[number].over = True
                self.taken = True
            case {"made": str(folder)}:
                self.made.append(inside(folder))
            case {"taken": int()}:
                self.taken = True
            case {"end": int()}:
                pass
            case _:
                raise unknown(line)

    def begun(self, line: dict[str, Any]) -> _Step:
        """The step that a line begins; ValueError where it does not say all of it."""
        raise NotImplementedError

    def done(self, step: _Step, line: dict[str, Any]) -> None:
        """Note what a line says of a step that is done."""
        raise NotImplementedError


def unknown(line: dict[str, Any]) -> ValueError:
    """The error for a line that makes no sense."""
    return ValueError(f"unknown line {str(line)[:80]}")


def inside(path: str) -> str:
    """A path that stays below its folder: whoever changes a journal must not reach other files with it."""
    if not path or "\0" in path or Path(path).is_absolute() or ".." in Path(path).parts:
        raise ValueError(f"{path!r} leads out of the folder")
    return path
