"""Files that an export would write: worked out before anything is touched, shown, then done as one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

RECORD = ".culling-export.json"
"""Beside lists: what an export wrote, by which its files are known again. People do not count it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One file to be written whole.

    Attributes:
        target: absolute path.
        content: its bytes afterwards.
        before: its bytes when this was planned; None where there was no file. It is only written while that holds.
        key: the photo it is about (its path in the table), "" for none.
    """

    target: Path
    content: bytes
    before: bytes | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A file that is left as it is, and why."""

    target: Path
    why: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """What one export would do, in this order.

    Attributes:
        kind: "xmp" or "lists": says how a file that was changed since is taken back.
        folder: the photo folder that it is about.
        changes: files to write.
        conflicts: files that stay as they are.
        unchanged: how many files hold already what they would.
        notes: what a person should know of the whole, a sentence each.
    """

    kind: str
    folder: Path
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...] = ()
    unchanged: int = 0
    notes: tuple[str, ...] = ()

    @property
    def total_bytes(self) -> int:
        """What the new files take."""
        return sum(len(change.content) for change in self.changes)


def counted(changes: Iterable[Change]) -> list[Change]:
    """The changes that a person counts: the record of what was written is not one of them."""
    return [change for change in changes if change.target.name != RECORD]
