"""Sorting into folders from the page: planned and tried dry first, run in a thread, taken back by its journal."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from culling.export.sorting import How, SortPlan, SortResult, plan_sort, run
from culling.ui.tasks import Task


class SortJob(Task[SortResult]):
    """One run of a plan, and how far it is."""

    def __init__(self, plan: SortPlan) -> None:
        super().__init__()
        self.plan = plan
        self.done, self.total = 0, len(plan.steps)
        self.start(lambda: run(plan, progress=self._note, cancel=self.stop))

    def _note(self, done: int, total: int) -> None:
        self.done, self.total = done, total


@dataclass
class Sorting:
    """What a session plans to sort, tried dry, and the run it started.

    Attributes:
        plan: what would be done; None until it was tried.
        trial: what the dry run of `plan` says.
        basis: the decisions that `plan` was made from; a plan is only run while they still hold.
        job: the run, while it goes on and after.
    """

    plan: SortPlan | None = None
    trial: SortResult | None = None
    basis: pd.DataFrame | None = None
    job: SortJob | None = None

    def try_dry(self, table: pd.DataFrame, decisions: pd.DataFrame, folder: Path, to: Path, how: How) -> None:
        """Plan a sort and try it without touching anything; CullingError when it cannot be planned."""
        self.forget()
        plan = plan_sort(table, decisions, folder, to, how)
        self.trial = run(plan, dry_run=True)
        self.plan, self.basis = plan, decisions

    def holds(self, decisions: pd.DataFrame) -> bool:
        """Whether the plan still belongs to these decisions."""
        return self.plan is not None and self.basis is decisions

    def start(self) -> None:
        """Do what was tried."""
        if self.plan is not None and (self.job is None or not self.job.running):
            self.job = SortJob(self.plan)
            self.plan = self.trial = self.basis = None

    def forget(self) -> None:
        """Drop the plan and what earlier runs said."""
        self.plan = self.trial = self.basis = None
        if self.job is not None and not self.job.running:
            self.job = None


def last_journal(to: Path) -> Path | None:
    """The journal of the latest sort into a folder."""
    return max(to.glob(".culling-journal-*.jsonl"), key=lambda file: file.name, default=None)
