"""Exports from the page, each in a thread: planned and tried dry, written, taken back by the journal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar

import pandas as pd

from culling.export.changes import ChangePlan
from culling.export.journal.undo import UndoResult, undo
from culling.export.sort_plan import LeftOut
from culling.export.transaction import ChangeResult, run_changes
from culling.export.xmp import Naming, XmpMapping
from culling.ui.tasks import Task

Part = Literal["download", "xmp", "lists", "sort", "history"]
PARTS: dict[Part, str] = {
    "download": "Download",
    "xmp": "XMP sidecars",
    "lists": "Folder of lists",
    "sort": "Sort into folders",
    "history": "History",
}

Result = TypeVar("Result")
Tell = Callable[[int, int], None]


class Counted(Task[Result]):
    """Work that tells how far it is: `done` of `total`, 0 of 0 before it knows."""

    def __init__(self, work: Callable[[Tell, threading.Event], Result]) -> None:
        super().__init__()
        self.done = self.total = 0
        self.start(lambda: work(self._note, self.stop))

    def _note(self, done: int, total: int) -> None:
        self.done, self.total = done, total


@dataclass(frozen=True)
class Planned:
    """What an export would do.

    Attributes:
        plan: file by file.
        trial: what a dry run says of it.
        left_out: photos that one of the lists cannot hold.
    """

    plan: ChangePlan
    trial: ChangeResult
    left_out: tuple[LeftOut, ...] = ()


Make = Callable[[Tell, threading.Event], tuple[ChangePlan, tuple[LeftOut, ...]]]


@dataclass
class Work:
    """One kind of export: the plan that is made or looked at, and the run that it became.

    Attributes:
        planning: the dry run, while it goes on and after.
        basis: what the plan was made from; it is only written while that holds.
        writing: the run, while it goes on and after.
        written: the plan that `writing` does.
    """

    planning: Counted[Planned] | None = None
    basis: tuple[object, ...] = ()
    writing: Counted[ChangeResult] | None = None
    written: ChangePlan | None = None

    def try_dry(self, basis: tuple[object, ...], make: Make) -> None:
        """Plan in a thread what `make` works out, and try it without touching anything."""
        if self.running is not None:
            return

        def work(tell: Tell, stop: threading.Event) -> Planned:
            plan, left_out = make(tell, stop)
            return Planned(plan, run_changes(plan, dry_run=True, cancel=stop), left_out)

        self.basis, self.writing, self.written = basis, None, None
        self.planning = Counted(work)

    @property
    def running(self) -> Counted[Planned] | Counted[ChangeResult] | None:
        """What goes on now."""
        if self.planning is not None and self.planning.running:
            return self.planning
        return self.writing if self.writing is not None and self.writing.running else None

    @property
    def planned(self) -> Planned | None:
        return self.planning.result if self.planning is not None else None

    def holds(self, basis: tuple[object, ...]) -> bool:
        """Whether the plan still belongs to these choices and decisions."""
        same = (one is other or (type(one) is type(other) and _equal(one, other)) for one, other in _pairs(self, basis))
        return len(self.basis) == len(basis) and all(same)

    def write(self) -> None:
        """Do what was planned."""
        planned = self.planned
        if planned is None or self.running is not None:
            return
        plan = planned.plan
        self.written, self.planning = plan, None
        self.writing = Counted(lambda tell, stop: run_changes(plan, progress=tell, cancel=stop))

    def forget(self) -> None:
        """Drop the plan, and what a run that is over said."""
        if self.running is None:
            self.planning = self.writing = self.written = None


@dataclass
class Exporting:
    """What a session exports.

    Attributes:
        part: which part of the page is shown.
        naming: how sidecars are named.
        mapping: what verdicts are called in XMP.
        xmp, lists: the two kinds of export.
        undoing: taking a transaction back, while it goes on and after.
        undone: its journal.
    """

    part: Part = "download"
    naming: Naming = "lightroom"
    mapping: XmpMapping = field(default_factory=XmpMapping)
    xmp: Work = field(default_factory=Work)
    lists: Work = field(default_factory=Work)
    undoing: Counted[UndoResult] | None = None
    undone: Path | None = None

    def take_back(self, journal: Path) -> None:
        """Undo a transaction in a thread, unless another one is being undone."""
        if self.undoing is None or not self.undoing.running:
            self.undone = journal
            self.undoing = Counted(lambda tell, stop: undo(journal, tell, stop))

    def settle(self) -> None:
        """Drop what taking back came to, once it was seen."""
        if self.undoing is not None and not self.undoing.running:
            self.undoing = self.undone = None

    def in_another_folder(self) -> Exporting:
        """The same choices, nothing planned."""
        return Exporting(self.part, self.naming, self.mapping)


def _pairs(work: Work, basis: tuple[object, ...]) -> zip[tuple[object, object]]:
    return zip(work.basis, basis, strict=False)


def _equal(one: object, other: object) -> bool:
    """Decisions are compared by identity alone: a table has no single answer to ==."""
    return not isinstance(one, pd.DataFrame) and bool(one == other)
