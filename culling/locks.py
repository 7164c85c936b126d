"""A lock file that one holds at a time, in whatever process. What a dead process held is free by itself."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from culling.errors import CullingError
from culling.folders import printable

#: How long a second one waits before it says who is at work.
WAIT_S = 5.0
_LOOK_AGAIN_S = 0.01
_HELD = frozenset((errno.EACCES, errno.EAGAIN, errno.EDEADLK))


class LockUnavailableError(CullingError):
    """There is no place for a lock: the data directory cannot be written, or its disk knows no locks."""


@contextmanager
def alone(path: Path, what: str = "", *, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lock file `path` meanwhile.

    Args:
        path: the file; its folder must exist.
        what: is being done, told to those who wait in vain.
        waiting: called while somebody else holds it; what it raises ends the waiting.

    Raises:
        CullingError: somebody else holds it and does not end soon; says who.
        LockUnavailableError: no lock can be had at all.
    """
    try:
        file = path.open("a+b", buffering=0)
    except OSError as error:
        raise LockUnavailableError(f"cannot write {printable(path)}: {error.strerror or error}") from error
    with file:
        end = time.monotonic() + WAIT_S
        while not _try(file):
            waiting()
            if time.monotonic() > end:
                raise CullingError(f"{_holder(file)} is writing here; try again when that has ended")
            time.sleep(_LOOK_AGAIN_S)
        if what:
            _sign(file, what)
        yield  # closing the file, also by the death of this process, gives the lock back


def who_holds(path: Path) -> str:
    """Who holds the lock file right now, "" when nobody does or nobody can."""
    try:
        with path.open("r+b") as file:
            return "" if _try(file) else _holder(file)
    except (OSError, LockUnavailableError):
        return ""


def _try(file: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 30)  # a byte that nobody reads: there, locked bytes cannot be read
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise LockUnavailableError(f"cannot lock {printable(Path(file.name))}: {error.strerror or error}") from error
    return True


def _sign(file: IO[bytes], what: str) -> None:
    """Say who holds the lock; on a full disk it is held all the same."""
    with suppress(OSError):
        file.truncate(0)
        file.seek(0)
        file.write(f"process {os.getpid()} ({what}, since {datetime.now():%H:%M:%S})".encode())


def _holder(file: IO[bytes]) -> str:
    with suppress(OSError):
        file.seek(0)
        return file.read(200).decode("utf-8", "replace") or "another process"
    return "another process"
