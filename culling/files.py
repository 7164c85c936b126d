"""Files that are there whole or not at all, and that never take the place of somebody else's file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from culling.errors import CullingError

PART_PREFIX = ".culling-"
PART_SUFFIX = ".part"


def write_whole(path: Path, data: bytes, *, overwrite: bool = True) -> None:
    """Write `data` to `path`: a temporary file beside it, fsync, rename; a failure leaves nothing.

    Raises:
        CullingError: disk full, folder missing or closed, or `path` exists and `overwrite` is False.
    """
    try:
        part = write_part(path.parent, data)
    except OSError as error:
        raise CullingError(f"cannot write {path}: {error.strerror or error}") from error
    try:
        if overwrite:
            part.replace(path)
        else:
            publish(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CullingError(f"cannot write {path}: {error.strerror or error}") from error


def write_part(folder: Path, data: bytes) -> Path:
    """Write `data` to a new temporary file in `folder`, safe on disk; OSError leaves nothing behind."""
    handle, name = tempfile.mkstemp(prefix=PART_PREFIX, suffix=PART_SUFFIX, dir=folder)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())  # mkstemp makes files that only the owner can read
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def publish(source: Path, target: Path) -> None:
    """Give the file `source` the name `target`, which must be free: FileExistsError when it is taken.

    A hard link fails when the name exists, so no other program can come in between. Where links are not to
    be had (exFAT cards) the name is reserved by exclusive creation first. Both must lie on one device.
    """
    try:
        os.link(source, target, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:
        source.lstat()  # a source that is gone must not leave a reserved name behind
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        try:
            source.replace(target)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        return
    remove_or_undo(source, target)


def remove_or_undo(source: Path, target: Path) -> None:
    """Remove `source`, whose content now stands at `target` as well; when it may not go, `target` goes again."""
    try:
        source.unlink(missing_ok=True)
    except OSError:
        target.unlink()
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
