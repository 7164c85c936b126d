"""Rescuing many photos: one after the other in a thread, which goes on when the page is left or loaded anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from culling.errors import CullingError
from culling.folders import path_of
from culling.photos import read_photo
from culling.remote import Server
from culling.restore.batch import BatchResult, Progress, Step, plan_batch, run_batch
from culling.restore.edit import Edit
from culling.restore.gain import remedy_edit
from culling.restore.queue import Remedy
from culling.ui.jobs import OpenFolder
from culling.ui.tasks import Task


@dataclass(frozen=True)
class Wanted:
    """What was asked for.

    Attributes:
        edits: what is done to each photo, by path; a remedy where its light is yet to be found.
        out: folder of the copies; None for beside each photo.
        server: who runs the networks; None for this machine.
    """

    edits: Mapping[str, Edit | Remedy]
    out: Path | None = None
    server: Server | None = None


class ManyJob(Task[BatchResult]):
    """One batch.

    Attributes:
        wanted: what was asked for.
        progress: photos, and tiles of the present one; None before the first.
        ended: the photos that are through, with what came of each.
        notes: what a person should know, such as a server that failed.
    """

    def __init__(self, folder: OpenFolder, wanted: Wanted) -> None:
        super().__init__()
        self.wanted = wanted
        self.progress: Progress | None = None
        self.ended: list[Step] = []
        self.notes: list[str] = []
        self.start(lambda: self._run(folder))

    @property
    def share(self) -> float:
        """How far the batch is, 0 … 1, tiles of the present photo counted."""
        at = self.progress
        if at is None or not at.photos:
            return 0.0
        return min((at.done + (at.tile / at.tiles if at.tiles else 0.0)) / at.photos, 1.0)

    @property
    def written(self) -> list[Path]:
        """The new files, in order."""
        return [step.target for step in self.ended if step.status == "saved" and step.target is not None]

    def _run(self, folder: OpenFolder) -> BatchResult:
        edits, refused = self._edits(folder)
        if self.wanted.out is not None:
            _make(self.wanted.out)
        steps = plan_batch(edits, edits, self.wanted.out)
        self.ended.extend(refused)
        result = run_batch(
            steps,
            self.wanted.out,
            progress=self._note,
            stop=self.stop.is_set,
            done=self.ended.append,
            server=self.wanted.server,
            note=self.notes.append,
        )
        return BatchResult((*refused, *result.steps), result.stopped)

    def _edits(self, folder: OpenFolder) -> tuple[dict[Path, Edit], list[Step]]:
        """What is done to each file; and the photos that cannot be read to find their light."""
        edits: dict[Path, Edit] = {}
        refused = []
        for path, wanted in self.wanted.edits.items():
            file = path_of(folder.path, path)
            try:
                edits[file] = wanted if isinstance(wanted, Edit) else _found(file, wanted)
            except CullingError as error:
                refused.append(Step(file, Edit(), "failed", said=str(error)))
        return edits, refused

    def _note(self, progress: Progress) -> None:
        self.progress = progress


def left_of(wanted: Wanted, ended: Sequence[Step], folder: OpenFolder) -> int:
    """How many photos a batch that was stopped has not come to."""
    through = {step.source for step in ended}
    return sum(path_of(folder.path, path) not in through for path in wanted.edits)


def _found(file: Path, remedy: Remedy) -> Edit:
    return Edit(deblur="own") if remedy == "deblur" else remedy_edit(read_photo(file).pixels, remedy)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CullingError(f"the folder {folder} cannot be made: {error.strerror or error}") from error
