"""One file to a free name, whole or not at all: copy, move, link. Nothing is ever overwritten."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import xxhash

from culling.files import publish, remove_or_undo

_CHUNK = 1 << 20
# A pipe that has taken the file's place would otherwise block for ever.
_NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_NO_HARD_LINK = frozenset((errno.EXDEV, errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.EACCES))


class Stopped(Exception):  # noqa: N818 - no error: a person said stop
    """The copy was cancelled; nothing is left of it."""


class ChangedError(OSError):
    """The file changed while it was read, so that what was read is worth nothing."""


@dataclass(frozen=True, slots=True)
class Put:
    """How a file came to its target: "copied", "moved", "linked" or "symlinked", and its content then."""

    way: str
    size: int
    hash: str


def content_hash(path: Path) -> str:
    """xxh3-128 of a file's bytes in hex."""
    digest = xxhash.xxh3_128()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def copy(source: Path, target: Path, part: Path, stop: Callable[[], bool] = lambda: False) -> Put:
    """Copy with its times and mode to `part`, then give that the free name `target`.

    Raises:
        Stopped: `stop` said so.
        FileExistsError: `target` is taken.
        OSError: disk full, file gone or changed. In each case `part` is gone and `target` as it was.
    """
    try:
        size, digest = _copy_bytes(source, part, stop)
        publish(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Put("copied", size, digest)


def move(source: Path, target: Path, part: Path, digest: str, stop: Callable[[], bool] = lambda: False) -> Put:
    """Rename to the free name `target`; across disks copy, read back, compare, and only then remove the source.

    `digest` is the source's content hash, so that the journal can tell later whether the file is still the same.
    """
    try:
        publish(source, target)
        return Put("moved", target.stat().st_size, digest)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
    before = source.stat()
    put = copy(source, target, part, stop)
    after = source.stat()
    if (put.hash, put.size) != (content_hash(target), target.stat().st_size) or _state(before) != _state(after):
        target.unlink()
        raise ChangedError(errno.EIO, "the copy is not equal to the file, which stays where it is")
    remove_or_undo(source, target)
    return Put("moved", put.size, put.hash)


def link(source: Path, target: Path) -> Put:
    """A hard link, which stays when the source moves; where that cannot be (another disk, exFAT) a symbolic one."""
    real = source.resolve(strict=True)
    try:
        os.link(real, target)
        return Put("linked", real.stat().st_size, "")
    except OSError as error:
        if error.errno not in _NO_HARD_LINK:
            raise
    target.symlink_to(real)
    return Put("symlinked", real.stat().st_size, "")


def write_over(part: Path, content: bytes, like: Path | None = None) -> None:
    """Write `content` to the new file `part`, safe on the disk, with the mode and owner of the file `like`.

    What an earlier run left there is written over; OSError leaves nothing.
    """
    part.unlink(missing_ok=True)
    try:
        with part.open("xb") as writer:
            writer.write(content)
            writer.flush()
            os.fsync(writer.fileno())
        if like is not None:
            _same_rights(part, like)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def make_folders(folder: Path, below: Path, note: Callable[[str], None]) -> None:
    """Make what is missing above a target, each noted first, so that `undo` can remove it when it is empty again."""
    missing = []
    while folder != below and not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for place in reversed(missing):
        note(str(place.relative_to(below)))  # before it is there, or a crash in between would leave it for good
        place.mkdir(exist_ok=True)


def remove_empty(below: Path, made: list[str]) -> None:
    """Remove the folders that were made for an export or a sort, as far as they are empty."""
    for folder in reversed(made):
        try:
            (below / folder).rmdir()
        except OSError:
            continue  # not empty: somebody's files, or what could not be undone


def _same_rights(part: Path, like: Path) -> None:
    with suppress(OSError):  # disks without modes or owners, and who may not give files away
        shutil.copymode(like, part)
        found, ours = like.stat(), part.stat()
        if (found.st_uid, found.st_gid) != (ours.st_uid, ours.st_gid) and hasattr(os, "chown"):
            os.chown(part, found.st_uid, found.st_gid)


def _copy_bytes(source: Path, part: Path, stop: Callable[[], bool]) -> tuple[int, str]:
    digest, size = xxhash.xxh3_128(), 0
    handle = os.open(source.resolve(strict=True), os.O_RDONLY | _NEVER_WAIT)
    with os.fdopen(handle, "rb") as reader, part.open("xb") as writer:
        before = os.fstat(reader.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise ChangedError(errno.EINVAL, "not a regular file")
        while chunk := reader.read(_CHUNK):
            if stop():
                raise Stopped
            digest.update(chunk)
            size += len(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
        if size != before.st_size or _state(os.fstat(reader.fileno())) != _state(before):
            raise ChangedError(errno.EIO, "the file changed while it was copied")
    shutil.copystat(source, part)
    return size, digest.hexdigest()


def _state(found: os.stat_result) -> tuple[int, int]:
    return found.st_size, found.st_mtime_ns
