"""Open folders and their scans: one of each per folder and process, whichever page or session asks.

A scan runs in a plain thread that changes nothing but its own job; pages look at the job when they like.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from culling.catalog import Catalog
from culling.errors import CullingError
from culling.folders import path_of
from culling.group.again import with_marks
from culling.kept.groups import GROUP_COLUMNS
from culling.kept.marks import TakeBack
from culling.scan import Progress, scan
from culling.shared.patience import ServerGoneError
from culling.ui.likeness import Likeness
from culling.ui.safety import signed_in
from culling.ui.sheet import Sheet, Shown, content_of
from culling.ui.tasks import Task

_SECONDS = 2.0  # that a page waits for the catalog's server, when it is away


class Job(Task[pd.DataFrame]):
    """One scan: how far it is, and which sub-folders it could not list."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self.progress: Progress | None = None
        self.unlisted: list[tuple[Path, str]] = []
        self.start(lambda: self._scan(catalog))

    def _scan(self, catalog: Catalog) -> pd.DataFrame:
        return scan(
            catalog.folder,
            catalog=catalog,
            progress=self._note,
            cancel=self.stop,
            on_error=lambda folder, reason: self.unlisted.append((folder, reason)),
        )

    def _note(self, progress: Progress) -> None:
        self.progress = progress


class OpenFolder:
    """A folder with its catalog, its table and its last scan. Sessions share it and only read the table.

    Attributes:
        away: why the catalog's server does not answer; "" when it does.
    """

    def __init__(self, folder: Path, catalog_file: Path | str | None = None) -> None:
        self.path = folder
        self.key = hashlib.sha256(os.fsencode(str(folder))).hexdigest()[:16]
        self._patient = Catalog(folder, catalog_file, user=signed_in.writer)
        self.catalog = self._patient.hurried(_SECONDS)  # a scan waits for a server that is away; a page does not
        self.away = ""
        self.table = self.catalog.table()
        self.job: Job | None = None
        self.at_close: list[Callable[[], None]] = []
        self._ended: Job | None = None
        self._latest_mark = self.catalog.latest_mark()
        self._latest_grouping = self.catalog.latest_grouping()
        self._latest_learned = self.catalog.latest_learned()
        self._sheets: tuple[Sheet, ...] = (Sheet(self.key, self.table),)
        self._likeness: Likeness | None = None
        self._recipes: tuple[Sheet, dict[str, int]] | None = None
        self._lock = threading.Lock()

    @property
    def scanning(self) -> bool:
        return self.job is not None and self.job.running

    def scan(self) -> None:
        """Start a scan for the person of this session, unless one is running.

        Raises:
            NotAllowedError: the role does not cover it.
        """
        signed_in.writer().check("mark")
        self.first_scan()

    def first_scan(self) -> None:
        """Start a scan, unless one is running, whoever opened the folder: without it there is nothing to look at."""
        with self._lock:
            if self.job is None or not self.job.running:
                self.job = Job(self._patient)

    def cancel_scan(self) -> None:
        """Stop the scan; NotAllowedError where the role of this session's person does not cover it."""
        signed_in.writer().check("mark")
        if self.job is not None:
            self.job.cancel()

    def refresh(self) -> None:
        """Take up what a scan that has ended left in the catalog, once, and what was learned, marked or grouped.

        Where the catalog's server does not answer, everything stays as it was, and `away` says so until it does.
        """
        with self._lock:
            try:
                self._follow()
            except ServerGoneError as reason:
                self.away = str(reason)
            else:
                self.away = ""

    def _follow(self) -> None:
        if self.job is not None and not self.job.running and self.job is not self._ended:
            self._read_all()
            self._ended = self.job
        elif self.catalog.latest_learned() != self._latest_learned:
            self._read_all()
        elif self.catalog.latest_grouping() != self._latest_grouping:
            self._read_groups()
        elif self.catalog.latest_mark() != self._latest_mark:
            self._read_marks()

    @property
    def latest(self) -> str:
        """A text that changes with everything that anybody marks, groups or learns, in this process or another one."""
        catalog = self.catalog
        try:
            return ".".join(map(str, (catalog.latest_mark(), *catalog.latest_grouping(), catalog.latest_learned())))
        except ServerGoneError:
            return "away"

    def mark(self, marks: Sequence[tuple[str, str | None]], how: str) -> None:
        """Write a person's marks into the catalog at once, all or none, and into a new table.

        Raises:
            CullingError: the catalog cannot be written; nothing was marked.
            ValueError: an unknown mark or photo.
        """
        with self._lock:
            self.catalog.set_marks(marks, by=self.catalog.signed("dashboard"), how=how)
            self._read_marks()

    def take_back(self, steps: Sequence[TakeBack]) -> None:
        """Take a person's own marks back where they still stand; what somebody else marked since stays as it is.

        Raises:
            CullingError: the catalog cannot be written; nothing was taken back.
        """
        with self._lock:
            self.catalog.take_back(steps, by=self.catalog.signed("dashboard"))
            self._read_marks()

    def keep_groups(self, groups: pd.Series[float], about: Mapping[str, Any]) -> None:
        """Keep a grouping for the folder, in place of the one before; filters, guard and exports know it from now on.

        Raises:
            CullingError: the catalog cannot be written.
        """
        with self._lock:
            self.catalog.keep_groups(groups, about)
            self._read_groups()

    def drop_groups(self) -> None:
        """Forget the grouping that is kept."""
        with self._lock:
            self.catalog.drop_groups()
            self._read_groups()

    def choose_keeper(self, path: str, chosen: bool, rivals: Collection[str]) -> None:
        """Note that a person chose a photo as the keeper among `rivals`, its group's others, or took that back."""
        with self._lock:
            self.catalog.choose_keeper(path, chosen, rivals=rivals, by=self.catalog.signed("dashboard"), how="similar")
            self._read_groups()

    @property
    def likeness(self) -> Likeness:
        """What the photos of the present table have in common; worked out anew after a scan, not after a mark."""
        contents = self.table.get("content_hash")
        with self._lock:
            if self._likeness is None or not self._likeness.is_of(self.table.index, contents):
                if self._likeness is not None:
                    self._likeness.close()
                self._likeness = Likeness(self.catalog, self.table.index, contents)
            return self._likeness

    @property
    def recipes(self) -> dict[str, int]:
        """By recipe, how many photos of the present table were measured by it; counted once, as it takes seconds."""
        if self._recipes is None or self._recipes[0] is not self.sheet:
            self._recipes = (self.sheet, self.catalog.recipes())
        return self._recipes[1]

    def _read_all(self) -> None:
        self._latest_mark, self._latest_grouping = self.catalog.latest_mark(), self.catalog.latest_grouping()
        self._latest_learned = self.catalog.latest_learned()
        self.table = self.catalog.table()
        self._sheets = (Sheet(self.key, self.table), self._sheets[0])

    def _read_marks(self) -> None:
        self._latest_mark = self.catalog.latest_mark()
        marks = self.catalog.marks().reindex(self.table.index).astype(object)
        if "group" not in self.table:
            self.table = self.table.assign(mark=marks)
        elif self.catalog.latest_grouping() == self._latest_grouping:
            self.table = with_marks(self.table, marks, self.catalog.chosen_keepers())
        else:
            self.table = self.table.assign(mark=marks)
            self._read_groups()

    def _read_groups(self) -> None:
        self._latest_grouping = self.catalog.latest_grouping()
        self.table = self.catalog.with_groups(self.table.drop(columns=GROUP_COLUMNS, errors="ignore"))

    @property
    def sheet(self) -> Sheet:
        """The rows of the present table."""
        return self._sheets[0]

    def find_sheet(self, key: str) -> Sheet | None:
        """The sheet with this key: the present one, or the one before, which a page may still show."""
        return next((sheet for sheet in self._sheets if sheet.key == key), None)

    def holds(self, shown: Shown) -> bool:
        """Whether a photo that was shown is still in this folder, with the content it had then."""
        return shown.path in self.table.index and content_of(self.table, shown.path) == shown.content

    def file_of(self, shown: Shown) -> Path | None:
        """The photo's file; None where it is no more: a link put in its place may lead out of the folder."""
        try:
            file = path_of(self.path, shown.path)
            return file if file.resolve().is_relative_to(self.path) else None
        except (OSError, ValueError, RuntimeError):  # RuntimeError: a link that leads to itself
            return None


class Board:
    """The open folders of this process."""

    def __init__(self) -> None:
        self._open: dict[str, OpenFolder] = {}
        self._lock = threading.Lock()

    def open(self, folder: Path, catalog_file: Path | str | None = None) -> OpenFolder:
        """The open folder; the first time, a scan of it is started as well.

        Raises:
            CullingError: the folder is missing or closed, or its catalog cannot be used.
        """
        if not folder.is_dir():
            raise CullingError(f"{folder} is not a folder (or is gone); choose another one.")
        with self._lock:
            known = next((item for item in self._open.values() if item.path == folder), None)
            if known is None:
                known = OpenFolder(folder, catalog_file)
                self._open[known.key] = known
                known.first_scan()
            return known

    def find(self, key: str) -> OpenFolder | None:
        """The open folder with this key."""
        return self._open.get(key)

    def close(self) -> None:
        """Stop every scan and close every catalog; for the end of the process."""
        for item in list(self._open.values()):
            if item.job is not None:
                item.job.cancel()
                item.job.wait()
            for close in item.at_close:
                close()
            item.likeness.close()
            item.catalog.close()
        self._open.clear()


BOARD = Board()
