"""What can be told of a planned export by looking alone: which files must be left as they are, and why."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from culling.export.changes import Change, ChangePlan
from culling.export.journal.of_changes import KINDS
from culling.export.room import may_write, nearest


@dataclass(frozen=True, slots=True)
class Places:
    """Where a plan's files lie.

    Attributes:
        root: a folder that is there, its name free of links; all files lie below it.
        given: how the plan names `root`.
        to: the folder below which all files lie, which may still have to be made.
        photos: the photo folder; nothing is made in it but files.
    """

    root: Path
    given: Path
    to: Path
    photos: Path

    @classmethod
    def of(cls, plan: ChangePlan) -> Places:
        """The places of a plan; ValueError when it is not one that can be done."""
        if plan.kind not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, got {plan.kind!r}")
        targets = [change.target for change in plan.changes]
        for target in targets:
            if not target.is_absolute() or ".." in target.parts or "\0" in str(target):
                raise ValueError(f"a target must be an absolute path without .., got {str(target)!r}")
        if len(set(targets)) < len(targets):
            raise ValueError("two changes of this plan write the same file")
        photos = plan.folder.resolve()
        common = Path(os.path.commonpath([target.parent for target in targets])) if targets else photos
        given = nearest(common)
        return cls(given.resolve(), given, common, photos)

    def at(self, change: Change) -> Path:
        """Where a change's file really lies."""
        return self.root / change.target.relative_to(self.given)


def why_not(places: Places, change: Change) -> str:
    """Why this file must be left as it is, "" when it may be written."""
    target = places.at(change)
    try:
        found = target.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return _why_no_new(places, target) if change.before is None else "gone since this was planned"
    except OSError as error:
        return error.strerror or str(error)
    if target.parent.resolve() != target.parent:
        return "its folder is a link that leads elsewhere"
    return _kind_of(found.st_mode) or _why_no_change(target, change)


def same_bytes(path: Path, content: bytes) -> bool:
    """Whether the file holds just this; OSError when it cannot be read."""
    return path.stat().st_size == len(content) and path.read_bytes() == content


def _kind_of(mode: int) -> str:
    if stat.S_ISLNK(mode):
        return "a link; it and what it leads to are left as they are"
    if stat.S_ISDIR(mode):
        return "a folder has that name"
    return "" if stat.S_ISREG(mode) else "not a regular file"


def _why_no_change(target: Path, change: Change) -> str:
    if change.before is None:
        return "a file of that name is there now"
    try:
        if not same_bytes(target, change.before):
            return "changed since this was planned"
    except OSError as error:
        return error.strerror or str(error)
    if not may_write(target):
        return "the file is write-protected"
    return "" if may_write(target.parent) else "its folder may not be written to"


def _why_no_new(places: Places, target: Path) -> str:
    folder = nearest(target.parent)
    if folder.resolve() != folder:
        return "its folder is a link that leads elsewhere"
    if not folder.is_dir():
        return f"{folder.name} is no folder"
    if folder != target.parent and target.is_relative_to(places.photos):
        return "its folder is gone"
    return "" if may_write(folder) else "its folder may not be written to"
