"""One writer at a time per photo folder, in whatever process. What a dead process held is free by itself."""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from culling.errors import CullingError
from culling.export.journal.places import journals_folder, journals_root, made_journals_folder
from culling.export.transfer import Stopped
from culling.folders import printable

#: How long a second writer waits before it says who is at work.
WAIT_S = 5.0
_LOOK_AGAIN_S = 0.01
_NAME, _STEP = "lock", "step.lock"
_HELD = frozenset((errno.EACCES, errno.EAGAIN, errno.EDEADLK))


class LockUnavailableError(CullingError):
    """There is no place for a lock: the data directory cannot be written, or its disk knows no locks."""


@contextmanager
def writing(folder: Path, what: str, cancel: threading.Event | None = None) -> Iterator[None]:
    """Be the only one that writes for `folder` meanwhile.

    Raises:
        CullingError: somebody else is at it and did not end soon; says who.
        LockUnavailableError: no lock can be had at all.
        Stopped: `cancel` was set while waiting.
    """
    try:
        path = made_journals_folder(folder) / _NAME
    except CullingError as error:
        raise LockUnavailableError(str(error)) from error
    with _locked(path, cancel) as file:
        _sign(file, what)
        yield


@contextmanager
def one_step() -> Iterator[None]:
    """Hold all other steps still, those of other folders too: when one lies in the other, they share files."""
    with _locked(journals_root() / _STEP, None):
        yield


@contextmanager
def alone(path: Path, what: str) -> Iterator[None]:
    """Hold the lock file `path` meanwhile; CullingError when somebody else does and does not end soon."""
    with _locked(path, None) as file:
        _sign(file, what)
        yield


def who_writes(folder: Path) -> str:
    """Who is writing for `folder` right now, "" when nobody is."""
    try:
        with (journals_folder(folder) / _NAME).open("r+b") as file:
            return "" if _try(file) else _holder(file)
    except (OSError, LockUnavailableError):
        return ""


@contextmanager
def _locked(path: Path, cancel: threading.Event | None) -> Iterator[IO[bytes]]:
    try:
        file = path.open("a+b", buffering=0)
    except OSError as error:
        raise LockUnavailableError(f"cannot write {printable(path)}: {error.strerror or error}") from error
    with file:
        end = time.monotonic() + WAIT_S
        while not _try(file):
            if cancel is not None and cancel.is_set():
                raise Stopped
            if time.monotonic() > end:
                raise CullingError(f"{_holder(file)} is writing here; try again when that has ended")
            time.sleep(_LOOK_AGAIN_S)
        yield file  # closing the file, also by the death of this process, gives the lock back


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
