"""Networks that are being fetched: one of each for the whole process, whichever session asked, in a thread."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

from culling import nets
from culling.errors import CullingError
from culling.faces import landmarks
from culling.fetch import fetch
from culling.model_files import ModelFile, remove
from culling.ui.tasks import Task

_Key = tuple[ModelFile, Path]


class FetchJob(Task[Path]):
    """One fetch: how many bytes have come."""

    def __init__(self, model: ModelFile, source: str | None = None, content: bytes | None = None) -> None:
        super().__init__()
        self.model, self.done = model, 0
        self.start(lambda: self._fetch(source, content))

    @property
    def share(self) -> float:
        return min(1.0, self.done / self.model.size)

    def _fetch(self, source: str | None, content: bytes | None) -> Path:
        try:
            path = fetch(self.model, source, self._note) if content is None else self._take(content)
        except ValueError as error:  # an address of another kind: for a person to mend
            raise CullingError(str(error)) from error
        look_again()
        return path

    def _take(self, content: bytes) -> Path:
        """A file that was handed over is looked at as one that was fetched."""
        with tempfile.TemporaryDirectory() as folder:
            given = Path(folder) / "given"
            given.write_bytes(content)
            return fetch(self.model, str(given), self._note)

    def _note(self, done: int, _total: int) -> None:
        self.done = done
        if self.cancelled:
            raise CullingError(f"Fetching {self.model.name} was cancelled; nothing was kept.")


_lock = threading.Lock()
_jobs: dict[_Key, FetchJob] = {}


def job_of(model: ModelFile) -> FetchJob | None:
    """The last fetch of a network, running or over; None when there was none."""
    return _jobs.get((model, model.path))


def running() -> frozenset[str]:
    """The networks that are being fetched now."""
    return frozenset(model.name for (model, _), job in tuple(_jobs.items()) if job.running)


def start(model: ModelFile, source: str | None = None, content: bytes | None = None) -> FetchJob:
    """Fetch a network from its own address, from another address or a file, or take what was handed over."""
    with _lock:
        known = job_of(model)
        if known is None or not known.running:
            known = _jobs[model, model.path] = FetchJob(model, source, content)
        return known


def take_away(model: ModelFile) -> None:
    """Remove a fetched network; what it did is done by the next best one from now on. ModelError when it cannot be."""
    remove(model)
    with _lock:
        _jobs.pop((model, model.path), None)
    nets.clear()
    landmarks.clear()


def look_again() -> None:
    """Notice files that came, went or were mended."""
    nets.look_again()
    landmarks.clear()
