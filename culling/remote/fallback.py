"""When the server fails, this machine goes on: slower, with nothing lost, and told once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from culling.errors import CullingError
from culling.remote.errors import ServerError
from culling.remote.runner import Runner


def fall_back(remote: Runner, local: Runner, note: Callable[[str], None]) -> Runner:
    """`remote` until it fails for the first time, `local` for that batch and all later ones; safe in many threads.

    `note` is told once, after this machine has done the first batch. When this machine cannot (the network is not
    here), the server's error stands, for this batch and all later ones.

    Raises (the runner):
        ServerError: the server failed, and this machine cannot do it either; says both.
    """
    lock = threading.Lock()
    failed: list[ServerError] = []
    told: list[bool] = []

    def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        if not failed:
            try:
                return remote(batch)
            except ServerError as error:
                failed.append(error)
        done = _here(local, batch, failed[0])
        with lock:
            first = not told
            told.append(True)
        if first:
            note(f"{failed[0]} From here on this machine does the work itself.")
        return done

    return run


def _here(local: Runner, batch: NDArray[np.float32], failed: ServerError) -> NDArray[np.float32]:
    try:
        return local(batch)
    except CullingError as error:
        raise ServerError(f"{failed} This machine cannot do it instead: {error}") from error
