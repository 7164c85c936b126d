"""Who runs a network: this machine, or the server that a person named, with this machine where that fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from culling import nets
from culling.errors import CullingError
from culling.restore.tiles import Runner

if TYPE_CHECKING:
    from culling.remote import Server

Note = Callable[[str], None]


def runner_of(name: str, server: Server | None = None, note: Note | None = None, scale: int | None = None) -> Runner:
    """What runs the network `name`; nothing leaves this machine without a server.

    Args:
        note: told once when the server has failed and this machine does the rest.
        scale: how many times as wide and high the network's answer is; None where that is not known.
    """
    local = _here(name)
    if server is None:
        return local
    from culling.remote import fall_back  # here, since only few have a server

    return fall_back(server.runner(name, scale), local, note or _nobody)


def check_here(network: str | None, server: Server | None) -> None:
    """Before any work: whether the network can be run at all. A server is asked by the first tile.

    Raises:
        CullingError: it is missing or damaged on this machine, and there is no server; says what to do.
    """
    problem = nets.problem(network) if network and server is None else None
    if problem:
        raise CullingError(problem)


def _here(name: str) -> Runner:
    def run(batch: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(nets.run(name, batch)[0], np.float32)

    return run


def _nobody(text: str) -> None:
    """For callers who do not ask to be told."""
