"""Small networks that are being trained: one at a time for the whole process, in a process of its own."""

from __future__ import annotations

import threading
from pathlib import Path

from culling import nets, own_network
from culling.cloud.path import CloudPath
from culling.experiments.order import Order, Progress
from culling.experiments.run import Run, remove_run
from culling.experiments.training import check_free, train
from culling.ui.safety.said import may_see_paths
from culling.ui.tasks import Task
from culling.users import NotAllowedError


class TrainingJob(Task[Run]):
    """One training: how far it is."""

    def __init__(self, order: Order) -> None:
        super().__init__()
        self.order = order
        self.progress: Progress | None = None
        self.start(lambda: train(order, progress=self._note, cancel=self.stop))

    def _note(self, progress: Progress) -> None:
        self.progress = progress


_lock = threading.Lock()
_last: list[TrainingJob] = []


def may_train() -> bool:
    """Whether this session's person may: it takes the machine for minutes, and `own_flaw` is measured for all."""
    return may_see_paths()


def _check_may() -> None:
    """Asked again for everything that is done: a page may be old, and a browser press a closed button."""
    if not may_train():
        raise NotAllowedError("Training and networks of your own are for whoever runs the dashboard.")


def can_train(folder: Path) -> bool:
    """Whether the folder is one of this computer: pictures of others are only read."""
    return not isinstance(folder, CloudPath)


def job() -> TrainingJob | None:
    """The training that runs, or was the last; None when there was none."""
    return _last[-1] if _last else None


def begin(order: Order) -> TrainingJob:
    """Train, unless something is trained already.

    Raises:
        CullingError: no such folder, there is a run of that name, or this session's person may not train.
    """
    _check_may()
    check_free(order)
    with _lock:
        last = job()
        if last is None or not last.running:
            _last[:] = [TrainingJob(order)]
        return _last[-1]


def stop() -> None:
    """Stop what runs; what is trained is kept."""
    _check_may()
    if (last := job()) is not None:
        last.cancel()


def dismiss() -> None:
    """Forget how the last training ended."""
    _check_may()
    with _lock:
        if _last and not _last[-1].running:
            _last.clear()


def use(run: Run) -> None:
    """Measure `own_flaw` with a run's network; CullingError where it cannot be."""
    _check_may()
    run.use()
    nets.look_again()


def forget() -> None:
    """Measure `own_flaw` no more."""
    _check_may()
    own_network.forget()
    nets.look_again()


def remove(run: Run) -> None:
    """Remove a run with its network."""
    _check_may()
    remove_run(run)


def close() -> None:
    """End what runs, at the end of the process; the same order goes on from there."""
    last = job()
    if last is not None and last.running:
        last.cancel()
        last.wait()
    _last.clear()
