"""The queue of rejected photos that may be rescued: what a session sees of it, and the job that tries them."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from culling.policy import Policy
from culling.restore.copies import Copies, rescued
from culling.restore.edit import Edit
from culling.restore.gain import Gain
from culling.restore.queue import rescuable
from culling.restore.trial import known_gains, try_queue, with_gains
from culling.ui.jobs import OpenFolder
from culling.ui.listing import Rows
from culling.ui.rescue_many import ManyJob, Wanted
from culling.ui.tasks import Task
from culling.ui.walk import Walk

#: The occasion, as it stands in the history of marks.
HOW = "rescue"


class Trying(Task[dict[str, str]]):
    """One go through a queue.

    Attributes:
        done, total: photos; 0 of 0 before the first look.
    """

    def __init__(self, folder: OpenFolder, queue: pd.DataFrame, policy: Policy) -> None:
        super().__init__()
        self.done = self.total = 0
        self._known: int | None = None
        self._began = time.monotonic()
        table = folder.table
        self.start(lambda: try_queue(queue, table, folder.catalog, policy, progress=self._note, stop=self.stop.is_set))

    @property
    def seconds_left(self) -> float | None:
        """At the pace so far; None before the first photo was tried."""
        tried = self.done - (self._known or 0)
        return (self.total - self.done) * (time.monotonic() - self._began) / tried if tried else None

    def _note(self, done: int, total: int) -> None:
        if self._known is None:
            self._known = done
        self.done, self.total = done, total


class FolderTrials:
    """What is being tried in one folder, whoever asked for it.

    Attributes:
        job: the last go, None before the first.
        many: the last batch, None before the first.
        copies: the rescued copies among the photos.
    """

    def __init__(self, folder: OpenFolder) -> None:
        self.job: Trying | None = None
        self.many: ManyJob | None = None
        self.copies = Copies()
        self._lock = threading.Lock()
        folder.at_close.append(self._close)

    @property
    def running(self) -> bool:
        return self.job is not None and self.job.running

    @property
    def failed(self) -> dict[str, str]:
        """Why photos could not be tried in the last go."""
        return (self.job.result or {}) if self.job is not None else {}

    def start(self, folder: OpenFolder, queue: pd.DataFrame, policy: Policy) -> None:
        """Try these photos, unless some are being tried."""
        with self._lock:
            if not self.running:
                self.job = Trying(folder, queue, policy)

    def rescue(self, folder: OpenFolder, wanted: Wanted) -> None:
        """Rescue these photos, unless some are being rescued."""
        with self._lock:
            if self.many is None or not self.many.running:
                self.many = ManyJob(folder, wanted)

    def _close(self) -> None:
        for job in (self.job, self.many):
            if job is not None:
                job.cancel()
                job.wait()


_trials: WeakKeyDictionary[OpenFolder, FolderTrials] = WeakKeyDictionary()
_lock = threading.Lock()


def trials_of(folder: OpenFolder) -> FolderTrials:
    """The trials of a folder, one for all sessions."""
    with _lock:
        if folder not in _trials:
            _trials[folder] = FolderTrials(folder)
        return _trials[folder]


@dataclass(frozen=True, eq=False)
class Seen:
    """The queue as it was looked at last.

    Attributes:
        photos: of `with_gains`: index path, the largest gain first.
        gains: what was found, by path.
        marked: how many a person marked *reject* that are left out, or would be.
        rescued: the same for photos that have a rescued copy.
        copies: how many rescued copies are rejected themselves; they are always left out.
        table, made_of: what it was made of.
    """

    photos: pd.DataFrame
    gains: dict[str, Gain]
    marked: int
    rescued: int
    copies: int
    table: pd.DataFrame
    made_of: tuple[object, ...]

    def edit_of(self, path: str) -> Edit | None:
        """What a photo is opened with: what was tried; else its deblurring alone, as light is yet to be found."""
        if path in self.gains:
            return self.gains[path].edit
        return None if self.photos["remedy"].get(path, "light") == "light" else Edit(deblur="own")

    @property
    def untried(self) -> pd.DataFrame:
        """The photos of which nothing is known yet."""
        return self.photos[(self.photos["then"] == "").to_numpy()]

    @property
    def passing(self) -> list[str]:
        """The photos whose part passes every rule after its remedy, as far as rules were tried; largest gain first."""
        return [str(path) for path in self.photos.index[self.photos["then"].isin(["keep", "maybe"])]]


@dataclass
class Queueing:
    """What one person sees of the queue.

    Attributes:
        marked: whether photos that a person marked *reject* are in it.
        rescued: whether photos that have a rescued copy already are in it.
        walk: where the person is.
        picked: the photos that are to be rescued together.
        drawn: the job, the photos that it had tried, and the clock, when the list was drawn last meanwhile.
    """

    marked: bool = False
    rescued: bool = False
    walk: Walk = field(default_factory=Walk)
    picked: tuple[str, ...] = ()
    drawn: tuple[Trying | None, int, float] = (None, 0, 0.0)
    _seen: Seen | None = None

    def look(self, folder: OpenFolder, policy: Policy) -> Seen:
        """The queue now; worked out anew when photos, marks, cutoffs or gains are others."""
        job = trials_of(folder).job
        made_of = (policy, self.marked, self.rescued, job, job.done if job else 0, trials_of(folder).running)
        seen = self._seen
        if seen is None or seen.table is not folder.table or seen.made_of != made_of:
            seen = self._seen = self._look(folder, policy, made_of)
        return seen

    def _look(self, folder: OpenFolder, policy: Policy, made_of: tuple[object, ...]) -> Seen:
        table = folder.table
        copies = trials_of(folder).copies.find(table, folder.path)
        every = rescuable(table, policy, marked=True)
        is_copy = every.index.isin(list(copies))
        is_rescued, is_marked = every.index.isin(rescued(table, copies)), every["marked"].to_numpy(bool)
        shown = ~is_copy & (self.marked | ~is_marked) & (self.rescued | ~is_rescued)
        queue = every[shown]
        gains = known_gains(queue, table, folder.catalog, policy)
        return Seen(
            with_gains(queue, gains, policy),
            gains,
            marked=int((is_marked & ~is_copy).sum()),
            rescued=int((is_rescued & ~is_copy).sum()),
            copies=int(is_copy.sum()),
            table=table,
            made_of=made_of,
        )

    def rows(self, folder: OpenFolder, policy: Policy) -> Rows:
        """Row numbers of the queue, in its order."""
        photos = self.look(folder, policy).photos
        rows: Rows = folder.table.index.get_indexer(photos.index).astype(np.uint32)
        if self.walk.current not in photos.index:
            self.walk.go(str(photos.index[0]) if len(photos) else None)
        return rows
