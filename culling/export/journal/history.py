"""All transactions of a photo folder: sorts, lists and XMP sidecars, whether they still stand, and what undoes them."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from culling.errors import CullingError
from culling.export.changes import RECORD
from culling.export.journal.locks import who_writes
from culling.export.journal.of_changes import KINDS
from culling.export.journal.places import journals_folder, listed, made_journals_folder, next_name
from culling.folders import folder_of

State = Literal["done", "cut off", "running", "partly undone", "undone", "not connected", "damaged"]
_HOWS = ("copy", "move", "link")


@dataclass(frozen=True, slots=True)
class Transaction:
    """One entry of the history.

    Attributes:
        journal: what `undo` takes.
        kind: "copy", "move" or "link" for sorts, "xmp", "lists".
        started: when it began by the clock of then; the order of the history does not rest on it.
        files: how many files it wrote or moved, also those taken back since; of a journal out of reach, planned ones.
        to: the folder that it wrote to.
        state: "cut off" ended before its end (cancelled, full disk, crash), "not connected" has its journal or its
            files on a disk that is not there.
        number: counts up with each transaction of the folder.
    """

    journal: Path
    kind: str
    started: datetime | None
    files: int
    to: Path
    state: State
    number: int

    @property
    def can_be_undone(self) -> bool:
        """Whether `undo` has something to do."""
        return self.state in ("done", "cut off", "partly undone")


def journals_of(folder: Path | str) -> list[Transaction]:
    """The transactions of a photo folder, the latest first; none when there were none.

    Raises:
        CullingError: the folder with the journals cannot be read.
    """
    folder = folder_of(folder)
    found = [_of_entry(n, path) if path.suffix == ".json" else _of_changes(n, path) for n, path in _begun(folder)]
    if found and found[0].state == "cut off" and who_writes(folder):
        found[0] = replace(found[0], state="running")
    return found


def last_transaction(folder: Path | str) -> Transaction | None:
    """The latest that can be taken back, None when there is none."""
    return next((each for each in journals_of(folder) if each.can_be_undone), None)


def note_sort(folder: Path, how: str, journal: Path, files: int) -> None:
    """Remember where the journal of a sort lies. Where that cannot be written the sort goes on: its journal is safe."""
    entry = {"journal": str(journal), "how": how, "started": datetime.now(UTC).isoformat(), "files": files}
    with suppress(CullingError, OSError), next_name(made_journals_folder(folder), "sort", "json").open("xb") as file:
        file.write(json.dumps(entry).encode() + b"\n")


def _begun(folder: Path) -> list[tuple[int, Path]]:
    """The latest first. One that was cut off in its first line is none: nothing had been done yet."""
    return [(number, path) for number, path in reversed(listed(journals_folder(folder))) if _head(path)]


def _head(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.readline().endswith(b"\n")
    except OSError:
        return True  # it is told as damaged


def _of_entry(number: int, path: Path) -> Transaction:
    """A sort, by the line that was written when it began; the rest is told by its journal."""
    try:
        entry = json.loads(path.read_bytes())
        journal, how, files = Path(str(entry["journal"])), str(entry["how"]), int(entry["files"])
        started = _time(entry.get("started"))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Transaction(path, "sort", None, 0, path.parent, "damaged", number)
    if how not in _HOWS or not journal.is_absolute():
        return Transaction(path, "sort", started, 0, path.parent, "damaged", number)
    glance = _glance(journal)
    if glance is None:
        return Transaction(journal, how, started, files, journal.parent, "not connected", number)
    return Transaction(journal, how, started, glance.files, journal.parent, glance.state, number)


def _of_changes(number: int, path: Path) -> Transaction:
    glance = _glance(path)
    head = glance.head if glance else {}
    root, kind = Path(str(head.get("root", path.parent))), str(head.get("kind", ""))
    if glance is None or kind not in KINDS or not root.is_absolute():
        return Transaction(path, "export", None, 0, path.parent, "damaged", number)
    state: State = glance.state if root.is_dir() or not glance.standing else "not connected"
    to = Path(str(head.get("to", root)))
    return Transaction(path, kind, _time(head.get("started")), glance.files, to, state, number)


@dataclass(frozen=True, slots=True)
class _Glance:
    """What a quick look at a journal tells."""

    head: dict[str, Any]
    state: State
    files: int
    standing: int


def _glance(path: Path) -> _Glance | None:
    """What it says now; None when it is out of reach."""
    try:
        found = path.stat()
        return _look(path, found.st_size, found.st_mtime_ns)
    except OSError:
        return None


@lru_cache(maxsize=500)
def _look(path: Path, _size: int, _mtime_ns: int) -> _Glance:
    """Look at all lines but the long ones, which hold former bytes. Journals only grow: read once, until then."""
    lines = path.read_bytes().split(b"\n")[:-1]
    begun = [line for line in lines if line.startswith(b'{"begin"')]
    try:
        head, *rest = [json.loads(line) for line in lines if not line.startswith(b'{"begin"')]
        count = {name: sum(name in line for line in rest) for name in ("done", "undone", "end", "taken")}
        failed = {int(line["failed"]) for line in rest if "failed" in line}
        records = {_number(line) for line in begun if _is_of_record(line)}
    except (ValueError, TypeError, RecursionError):
        return _Glance({}, "damaged", 0, 0)
    if not isinstance(head, dict) or "culling_journal" not in head:
        return _Glance({}, "damaged", 0, 0)
    files = len(begun) - len(failed)
    return _Glance(head, _state(head, files, count), files - len(records - failed), files - count["undone"])


def _number(line: bytes) -> int:
    """Which step a line begins."""
    return int(line.removeprefix(b'{"begin":').partition(b",")[0])


def _is_of_record(line: bytes) -> bool:
    """Whether a line begins the record beside lists, which people do not count."""
    target = line.partition(b'", "part": "')[0]
    return target.endswith(tuple(before + RECORD.encode() for before in (b'"', b"/", b"\\")))


def _state(head: dict[str, Any], files: int, count: dict[str, int]) -> State:
    if count["undone"] or count["taken"]:
        return "undone" if files <= count["undone"] else "partly undone"
    ended = count["end"] or ("files" not in head and count["done"] == files)  # older sorts do not note their end
    return "done" if ended else "cut off"


def _time(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
