"""The journal of an export: for each file the bytes that were there before, so that they can come back."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xxhash

from culling.errors import CullingError
from culling.export.changes import Change, ChangePlan
from culling.export.journal.lines import Journal, Record, begun, inside, read_lines, unknown, write_head
from culling.export.journal.places import journals_root, made_journals_folder, next_name
from culling.folders import folder_of, printable

VERSION = 2
KINDS = ("xmp", "lists")


@dataclass
class Written:
    """One file as the journal knows it; without `done` the export ended before that was noted.

    `target` and `part` are relative to the journal's root; `size` and `hash` are those of the new bytes.
    """

    target: str
    part: str
    size: int
    hash: str
    before_size: int | None
    before_packed: str
    done: bool = False
    over: bool = False

    def before(self) -> bytes | None:
        """The bytes that were there before, None when there was no file; ValueError when they are damaged."""
        if self.before_size is None:
            return None
        packed = base64.b64decode(self.before_packed, validate=True)
        content = zlib.decompressobj().decompress(packed, self.before_size + 1)
        if len(content) != self.before_size:
            raise ValueError("the bytes from before are damaged")
        return content


@dataclass
class ChangeRecord(Record[Written]):
    """An export's journal read back.

    Attributes:
        folder: the photo folder.
        root: absolute; all files lie below it.
    """

    kind: str
    folder: Path
    root: Path

    def begun(self, line: dict[str, Any]) -> Written:
        match line:
            case {"target": str(target), "part": str(part), "size": int(size), "hash": str(digest)}:
                had, packed = line.get("had"), str(line.get("before", ""))
                return Written(inside(target), inside(part), size, digest, None if had is None else int(had), packed)
        raise unknown(line)

    def done(self, step: Written, line: dict[str, Any]) -> None:
        step.done = True


def content_mark(content: bytes) -> tuple[int, str]:
    """(size, xxh3-128 in hex), by which a file is known again."""
    return len(content), xxhash.xxh3_128_hexdigest(content)


@contextmanager
def new_change_journal(plan: ChangePlan, root: Path, to: Path) -> Iterator[Journal]:
    """A new journal in the journals' folder of the plan's photo folder; `to` is what people know `root` by."""
    place = made_journals_folder(plan.folder)
    with begun(lambda: next_name(place, plan.kind, "jsonl"), safe=True) as journal:
        write_head(
            journal,
            culling_journal=VERSION,
            kind=plan.kind,
            folder=str(plan.folder),
            root=str(root),
            to=str(to),
            files=len(plan.changes),
        )
        yield journal


def begin_line(number: int, change: Change, target: str, part: str) -> dict[str, Any]:
    """What the journal must know before the file is touched."""
    size, digest = content_mark(change.content)
    line: dict[str, Any] = {"begin": number, "target": target, "part": part, "size": size, "hash": digest}
    if change.before is not None:
        line["had"] = len(change.before)
        line["before"] = base64.b64encode(zlib.compress(change.before)).decode()
    return line


def journal_bytes(change: Change) -> int:
    """The most that one change takes in the journal."""
    return 600 + 2 * len(str(change.target)) + (0 if change.before is None else 100 + len(change.before) * 137 // 100)


def read_change_journal(path: Path) -> ChangeRecord:
    """Read a journal; CullingError when it is none of ours, is damaged, or names files outside its root."""
    if not path.resolve().is_relative_to(journals_root().resolve()):
        raise CullingError(
            f"{printable(path)} does not lie in {printable(journals_root())}; what writes files is only believed there"
        )
    try:
        first, rest = read_lines(path)
        if first["culling_journal"] != VERSION or first["kind"] not in KINDS:
            raise ValueError("of a version or kind that is not known here")
        record = ChangeRecord(str(first["kind"]), folder_of(str(first["folder"])), Path(str(first["root"])))
        if not record.root.is_absolute():
            raise ValueError("its folder is no absolute path")
        for line in rest:
            record.note(line)
        for entry in record.entries.values():
            entry.before()
    except (ValueError, KeyError, TypeError, RecursionError, zlib.error, binascii.Error) as error:
        raise CullingError(f"{printable(path)} is no journal of an export, or is damaged: {error!r}") from error
    return record
