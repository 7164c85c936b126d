"""One writer at a time per photo folder, in whatever process: the lock files of journals, see `culling.locks`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from culling.errors import CullingError
from culling.export.journal.places import journals_folder, journals_root, made_journals_folder
from culling.export.transfer import Stopped
from culling.locks import LockUnavailableError, alone, who_holds

_NAME, _STEP = "lock", "step.lock"


@contextmanager
def writing(folder: Path, what: str, cancel: threading.Event | None = None) -> Iterator[None]:
    """Be the only one that writes for `folder` meanwhile.

    Raises:
        CullingError: somebody else is at it and did not end soon; says who.
        LockUnavailableError: no lock can be had at all.
        Stopped: `cancel` was set while waiting.
    """

    def waiting() -> None:
        if cancel is not None and cancel.is_set():
            raise Stopped

    try:
        path = made_journals_folder(folder) / _NAME
    except CullingError as error:
        raise LockUnavailableError(str(error)) from error
    with alone(path, what, waiting=waiting):
        yield


@contextmanager
def one_step() -> Iterator[None]:
    """Hold all other steps still, those of other folders too: when one lies in the other, they share files."""
    with alone(journals_root() / _STEP):
        yield


def who_writes(folder: Path) -> str:
    """Who is writing for `folder` right now, "" when nobody is."""
    return who_holds(journals_folder(folder) / _NAME)
