"""Learning from marks as one person does it on the page: the work in its thread, the model, what to mark next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from culling.audit.holdout import Lock
from culling.catalog import Catalog
from culling.errors import CullingError
from culling.preference import Learned, Model
from culling.preference.examples import Lesson, lesson, said_by_marks
from culling.preference.how_good import Tried
from culling.preference.keeping import NAME, basis_today, kept_model, learn_folder
from culling.preference.shoots import shoots
from culling.preference.uncertain import most_uncertain
from culling.ui.jobs import OpenFolder
from culling.ui.listing import Rows
from culling.ui.safety import signed_in
from culling.ui.state import Session
from culling.ui.tasks import Task
from culling.ui.walk import Walk

_KEY = "learned"
#: Photos that are shown to be marked next.
NEXT = 12


class LearnTask(Task[Learned]):
    """One learning: how many of its fits are done."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self.done, self.total = 0, 0
        self.start(lambda: learn_folder(catalog, progress=self._note, cancel=self.stop))

    def _note(self, done: int, total: int) -> None:
        self.done, self.total = done, total


@dataclass
class Unsure:
    """The photos that are shown to be marked next; they stay while they are marked, until others are asked for."""

    selection: tuple[str, ...] = ()
    walk: Walk = field(default_factory=Walk)

    def select(self, paths: Sequence[str]) -> None:
        """Show these."""
        self.selection = tuple(paths)
        self.walk = Walk()


@dataclass
class Learning:
    """What the page remembers.

    Attributes:
        task: what is learned now, or was last in this session.
        cutoff: of p_keep, where precision and recall are told.
        unsure: the photos to mark next.
    """

    task: LearnTask | None = None
    cutoff: float = 0.5
    unsure: Unsure = field(default_factory=Unsure)
    _read: tuple[int, Model | None, str] | None = None
    _tried: tuple[Model, Tried] | None = None

    @property
    def running(self) -> bool:
        return self.task is not None and self.task.running

    def start(self, catalog: Catalog) -> None:
        """Learn, unless that goes on already; NotAllowedError when the session's person may only look."""
        signed_in.user().check("mark")
        if not self.running:
            self.task = LearnTask(catalog)

    def model(self, folder: OpenFolder) -> Model | None:
        """What is kept; read anew only when somebody learned or forgot."""
        return self._kept(folder)[1]

    def problem(self, folder: OpenFolder) -> str:
        """Why what is kept cannot be read; "" when it can, or there is nothing."""
        return self._kept(folder)[2]

    def tried(self, model: Model) -> Tried:
        """How the kept model did on photos that it had not learned from."""
        if self._tried is None or self._tried[0] is not model:
            self._tried = (model, Tried.of(model))
        return self._tried[1]

    def _kept(self, folder: OpenFolder) -> tuple[int, Model | None, str]:
        latest = folder.catalog.latest_learned()
        if self._read is None or self._read[0] != latest:
            try:
                self._read = (latest, kept_model(folder.catalog), "")
            except CullingError as error:
                self._read = (latest, None, str(error))
            self.unsure.select(())
        return self._read


def learning_of(state: Session) -> Learning:
    """What the session remembers of learning in its folder."""
    kept: Learning = state.auditing.kept.setdefault(_KEY, Learning())
    return kept


def lesson_of(state: Session, folder: OpenFolder) -> Lesson:
    """The marks that would be learned from now: not those of photos that are locked away.

    Raises:
        CullingError: nobody knows which are.
    """
    return lesson(state.table, said_by_marks(state.table), Lock.of(folder.catalog.label_lock()))


def vectors_of(folder: OpenFolder, table: pd.DataFrame) -> NDArray[np.floating[Any]]:
    """The photos' vectors in row order."""
    return folder.catalog.vectors(table.index)


def outdated(model: Model) -> list[str]:
    """Measures and networks that have changed since it was learned."""
    return model.outdated(basis_today())


def choose_next(folder: OpenFolder, table: pd.DataFrame, unsure: Unsure) -> None:
    """Show the unmarked photos that the model is least sure of."""
    open_ = table["mark"].isna().to_numpy()
    rows = most_uncertain(table[NAME].to_numpy(np.float64), open_, vectors_of(folder, table), NEXT)
    unsure.select([str(path) for path in table.index[rows]])


def rows_of(table: pd.DataFrame, paths: Sequence[str]) -> Rows:
    """Row numbers of those that are still there, in the order given."""
    found = table.index.get_indexer(pd.Index(list(paths), dtype=object))
    return found[found >= 0].astype(np.uint32)


def marks_by_shoot(table: pd.DataFrame) -> pd.DataFrame:
    """A row per shoot: where and when, how many photos are kept, rejected, maybe and unmarked; most marks first."""
    shoot = shoots(table)
    folder = table.index.astype(str).str.rpartition("/").get_level_values(0)
    marks = table["mark"].astype(object)
    counted = pd.DataFrame(
        {
            "shoot": shoot,
            "folder": folder,
            "day": table["taken_at"].astype(object).str[:10].to_numpy(object),
            "keep": marks.isin(["keep", "must-have"]).to_numpy(),
            "reject": (marks == "reject").to_numpy(),
            "maybe": (marks == "maybe").to_numpy(),
            "no mark": marks.isna().to_numpy(),
        }
    )
    sums = counted.groupby("shoot")[["keep", "reject", "maybe", "no mark"]].sum()
    first = counted.groupby("shoot")[["folder", "day"]].first()
    named = [_named(place, day) for place, day in zip(first["folder"], first["day"], strict=True)]
    sums.insert(0, "shoot", named)
    order = np.argsort(-(sums["keep"] + sums["reject"]).to_numpy(), kind="stable")
    return sums.iloc[order].reset_index(drop=True)


def _named(folder: str, day: object) -> str:
    return f"{folder or '(this folder)'}{f', {day}' if isinstance(day, str) else ''}"


def changed_since(model: Model, found: Lesson) -> int:
    """How many pictures were marked, unmarked or marked otherwise since the model learned."""
    now = dict(zip(found.contents, found.keep.tolist(), strict=True))
    then = {content: kept for content, (_, kept) in model.trained.items()}
    return sum(now.get(content) != then.get(content) for content in now.keys() | then.keys())
