"""A new file beside others: whole or not at all, never in the place of another, nothing left when it is cut off."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from culling.errors import CullingError
from culling.files import publish, write_part
from culling.folders import printable

_LONGEST_STEM = 220  # bytes; file systems end a name at 255
_GOING_ON = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM, errno.ENOENT))


class WriteError(CullingError):
    """A file could not be written for a reason that the next file would meet as well: a full disk, a closed folder."""


def write_new(names: Iterator[Path], data: bytes) -> Path:
    """Write `data` under the first of several names that is free, and give that name.

    Raises:
        CullingError: all of the names are taken.
        WriteError: disk full, folder gone or closed; nothing is left behind.
    """
    target = next(names)
    try:
        with _unnamed(target.parent, data) as give_name:
            while True:
                try:
                    give_name(target)
                    return target
                except FileExistsError:
                    taken, target = target, next(names, target)
                    if target is taken:
                        raise CullingError(f"{printable(taken)} is there already; nothing was written") from None
    except OSError as error:
        kind = WriteError if error.errno in _GOING_ON else CullingError
        raise kind(f"cannot write {printable(target)}: {error.strerror or error}") from error


def names_beside(folder: Path, stem: str, ending: str, suffix: str) -> Iterator[Path]:
    """`IMG_1-rescued.jpg`, then `IMG_1-rescued-2.jpg` …; what differs from a present name in case alone is skipped."""
    taken = set()
    with suppress(OSError):
        taken = {path.name.casefold() for path in folder.iterdir()}
    stem = fitting(stem)
    for number in count(1):
        name = stem + ending + (f"-{number}" if number > 1 else "") + suffix
        if name.casefold() not in taken:
            yield folder / name


def fitting(stem: str) -> str:
    """A name without its ending, cut so that something can be added to it."""
    while len(os.fsencode(stem)) > _LONGEST_STEM:
        stem = stem[:-1]
    return stem


@contextmanager
def _unnamed(folder: Path, data: bytes) -> Iterator[Callable[[Path], None]]:
    """Data safe on disk without a name, gone by itself when this process is killed; yields what gives it a name.

    Where a file system has no such files (exFAT cards, systems but Linux) it has a hidden temporary name meanwhile.
    """
    handle = _open_unnamed(folder)
    if handle is None:
        part = write_part(folder, data)
        try:
            yield lambda target: publish(part, target)
        finally:
            part.unlink(missing_ok=True)
        return
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)
        yield lambda target: _link(handle, target)


def _open_unnamed(folder: Path) -> int | None:
    if not hasattr(os, "O_TMPFILE") or not Path("/proc/self/fd").is_dir():
        return None
    try:
        return os.open(folder, os.O_TMPFILE | os.O_WRONLY, 0o666)
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):
            return None
        raise


def _link(handle: int, target: Path) -> None:
    """linkat(2) with AT_SYMLINK_FOLLOW, which `os.link` uses only when it is given a folder as well."""
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.link(f"/proc/self/fd/{handle}", target.name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)
